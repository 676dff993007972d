/** What was not read whole is in no figure of times, and so in no list behind one, nor behind a part of its charts. */
import { openPipeline } from '@upflow/pipeline'
import { expect, it } from 'vitest'
import type { Metric } from '../ui/api/types.ts'
import { type View, writeView } from '../ui/app/view.ts'
import { mergedList, metricList } from '../ui/figures/merged-list.ts'
import { daysView, weekView } from '../ui/figures/week-view.ts'
import { passageList } from '../ui/flow/passage-list.ts'
import { zoneOf } from '../ui/format/zone.ts'
import { toListQuery } from '../ui/pull-requests/list-query.ts'
import { atEnd, configOf, readSample, start } from './support.ts'

const acme = '/api/v1/organizations/acme'

interface Report {
  readonly all: Group & { readonly incomplete: number }
  readonly groups: readonly (Group & { readonly name: string })[]
}
interface Group {
  readonly merged: number
  readonly metrics: Readonly<Record<string, { readonly n: number }>>
}
interface Flow {
  readonly stepDays: number
  readonly steps: ({ day: string } & Record<'opened' | 'merged' | 'closed', number>)[]
}

it('every 7th is in none', async () => {
  const dataDir = await readSample()
  const pipeline = await openPipeline({ config: configOf(dataDir), concurrency: 0 })
  atEnd(() => pipeline.close())
  const { sqlite } = await pipeline.tenants.openToRead('acme' as never)
  sqlite.exec(`UPDATE analyzed_pull_requests SET incomplete = 'commits' WHERE number % 7 = 0`)
  const { get } = await start({ dataDir })
  const of = async <T>(path: string) => (await get(acme + path)).json as T
  const { timeZone } = await of<{ timeZone: string }>('')
  const today = zoneOf(timeZone).day(Date.now() / 1_000)
  const view: View = { from: '2026-03-11', to: '2026-08-31' }
  const listed = async (list: View) => {
    const query = writeView(toListQuery(list) as View)
    return (await of<{ pullRequests: object[] }>(`/pulls${query}&limit=500`)).pullRequests.length
  }

  const { all, groups } = await of<Report>(`/figures${writeView(view)}&by=week`)
  expect(all.incomplete).toBeGreaterThan(0)
  expect(await listed(mergedList(view))).toBe(all.merged)
  for (const [metric, { n }] of Object.entries(all.metrics))
    expect(await listed(metricList(view, metric as Metric)), metric).toBe(n)
  for (const { name, merged, metrics } of groups) {
    const week = weekView(view, name, today)
    expect([await listed(week), await listed({ ...week, metric: 'pickup' })], name).toEqual([
      merged,
      metrics.pickup!.n,
    ])
  }
  const { steps, stepDays } = await of<Flow>(`/flow${writeView(view)}`)
  for (const { day, ...counts } of steps.slice(0, 20)) {
    const days = { day, days: stepDays }
    expect(await listed(daysView(view, days, today)), day).toBe(counts.merged)
    for (const band of ['opened', 'merged', 'closed'] as const)
      expect(await listed(passageList(view, { band, ...days }, today)), `${band} ${day}`).toBe(counts[band])
  }
})
