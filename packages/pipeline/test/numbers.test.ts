/**
 * The shapes that came out wrong once (the analyzer's `cases/numbers.jsonl`), all the way: as GitHub serves them, over
 * HTTP, through the file and a recalculation, and asked for in SQL.
 */
import { readFileSync } from 'node:fs'
import { nodeId, type PullRequestData } from '@upflow/github-emulator'
import { defaultRules } from '@upflow/model'
import { expect, it } from 'vitest'
import { acme, setup } from './support.ts'

interface Shape {
  readonly title: string
  readonly rules: { readonly releaseRule: string; readonly botLogins?: readonly string[] }
  readonly expected: Readonly<Record<string, unknown>>
  readonly why: string
  readonly pullRequest: PullRequestData
}

const shapes = readFileSync(new URL('../../analyzer/test/cases/numbers.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Shape)

/** What has another name in the file. */
const queries: Readonly<Record<string, string>> = {
  reviewRequests: '(SELECT count(*) FROM review_requests AS r WHERE r.pull_request_key = a.pull_request_key)',
  inReportByDefault: `kind = 'work'`,
}
const toColumn = (name: string) =>
  queries[name] ?? name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const toValue = (value: unknown) => (typeof value === 'boolean' ? Number(value) : value)

it('come out right all the way, and add up', async () => {
  // One repository and one rule for all: they do not touch one another.
  expect(new Set(shapes.map(({ rules }) => rules.releaseRule))).toEqual(new Set(['branch:main']))
  const repository = {
    id: nodeId('R', 'acme', 'app'),
    owner: 'acme',
    name: 'app',
    defaultBranch: 'main',
    isArchived: false,
    isVisible: true,
    tags: [],
    pullRequests: shapes.map(({ pullRequest }) => pullRequest),
  }
  const { pipeline, tenant } = await setup({
    data: { repositories: [repository] },
    releaseRule: { kind: 'branch', key: 'main' },
  })
  const { calendar, calendars, ...rules } = defaultRules
  const botLogins = shapes.flatMap((shape) => shape.rules.botLogins ?? [])
  tenant.sqlite
    .prepare(`INSERT OR REPLACE INTO settings (key, value) VALUES ('rules', ?)`)
    .run(JSON.stringify({ ...rules, botLogins }))
  const run = await pipeline.engine.jobs.backfill.triggerAndWait({ organizationId: acme } as never)
  expect(run).toMatchObject({ status: 'succeeded', output: { analyzed: shapes.length, unread: 0 } })

  const said = shapes.map(({ title, expected, pullRequest }) => {
    const columns = Object.keys(expected).map((name) => `${toColumn(name)} AS ${name}`)
    const row = tenant.sqlite
      .prepare(`SELECT ${columns.join(', ')} FROM analyzed_pull_requests AS a WHERE number = ?`)
      .get(pullRequest.number)
    return [title, row]
  })
  expect(said).toEqual(
    shapes.map(({ title, expected }) => [
      title,
      Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, toValue(value)])),
    ]),
  )
  const sums = tenant.sqlite
    .prepare(
      `SELECT number, total_seconds, total_working_seconds,
         coalesce(coding_seconds, 0) + coalesce(pickup_seconds, unanswered_seconds, 0) + coalesce(review_seconds, 0),
         sum(to_at - from_at), sum(working_seconds)
       FROM analyzed_pull_requests JOIN segments USING (pull_request_key)
       WHERE segments.state NOT IN ('closed', 'awaiting-release') AND merged_at IS NOT NULL
       GROUP BY number`,
    )
    .raw()
    .all() as number[][]
  expect(sums.length).toBeGreaterThan(10)
  for (const [number, total, working, parts, wall, within] of sums)
    expect([number, parts, wall, within]).toEqual([number, total, total, working])
})
