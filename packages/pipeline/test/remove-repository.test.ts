/** Removing a repository: interrupted, it leaves no figures that seem whole, and it does not fight a run. */
import { readChanges } from '@upflow/settings'
import { expect, it } from 'vitest'
import { fullName, type Repository, removeRepositoryOf } from '../src/index.ts'
import { removeRepository } from '../src/repositories/remove-repository.ts'
import { acme, dump, setup, small, until } from './support.ts'

const input = { organizationId: acme, repositories: null, recalculate: true }

it('a removal that is interrupted leaves a repository that was never read, who removes it, and what a crawl reads anew', async () => {
  const { pipeline, tenant } = await setup()
  await pipeline.engine.jobs.crawl.triggerAndWait(input)
  const [{ id, ...one }] = (await pipeline.organizations.repositories(acme)) as [Repository, Repository]
  const count = (table: string): number =>
    tenant.sqlite
      .prepare<[string], { n: number }>(`SELECT count(*) AS n FROM ${table} WHERE repository_id = ?`)
      .get(id)!.n
  const whole = count('raw_pull_requests')
  // Stopped after the first of many cuts.
  const stop = new AbortController()
  const removal = removeRepository(tenant, { id, name: fullName(one), by: 'ann' }, stop.signal)
  setImmediate(() => stop.abort(new Error('stopped')))
  await expect(removal).rejects.toThrow('stopped')
  expect(count('raw_pull_requests')).toBeGreaterThan(0)
  expect(count('raw_pull_requests')).toBeLessThan(whole)
  expect([count('sync_state'), count('freshness')]).toEqual([0, 0])
  expect(await readChanges(tenant, { limit: 1 })).toMatchObject([{ key: 'repository', changedBy: 'ann' }])
  await pipeline.engine.jobs.crawl.triggerAndWait(input)
  expect(count('raw_pull_requests')).toBe(whole)
})

it('while a run is under way nothing is removed, and it says which', async () => {
  const { emulator, pipeline } = await setup()
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const respond = { kind: 'hold', until: held } as const
  emulator.faults.push({ times: Number.POSITIVE_INFINITY, when: () => true, respond })
  const labels = { organization: acme }
  const { runId } = await pipeline.engine.jobs.crawl.trigger(input, { labels, concurrencyKey: 'one' })
  for await (const { type } of pipeline.engine.runs.watch(runId)) if (type === 'run.claimed') break
  // More than a page of lists has, and none of them has begun.
  const behind = []
  for (let count = 0; count < 60; count++)
    behind.push(await pipeline.engine.jobs.crawl.trigger(input, { labels, concurrencyKey: 'one' }))
  const [one] = await pipeline.organizations.repositories(acme)
  const wanted = { name: fullName(one!), by: 'ann' }
  await expect(removeRepositoryOf(pipeline, acme, wanted)).rejects.toMatchObject({
    code: 'pipeline/run-active',
    facts: { run: runId },
  })
  for (const one of behind) await pipeline.engine.runs.cancel(one.runId)
  release()
  await pipeline.engine.runs.wait(runId)
  await removeRepositoryOf(pipeline, acme, wanted)
  expect(await pipeline.organizations.repositories(acme)).toHaveLength(1)
})

it('that is removed while a run reads it, which began after it was looked for, leaves nothing, and the run says so', async () => {
  const { dataDir, emulator, pipeline, tenant } = await setup({ data: small(60) })
  const [gui] = emulator.data.repositories
  let goOn = () => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const isSecond = ({ operation, variables }: (typeof emulator.journal)[number]) =>
    operation === 'PullRequests' && variables.repository === gui!.id && variables.after !== null
  emulator.faults.push({ when: isSecond, respond: { kind: 'hold', until: held } })
  const { runId } = await pipeline.engine.jobs.crawl.trigger(input)
  await until(() => emulator.journal.some(isSecond))
  const removed = { id: gui!.id as never, name: 'bitcoin-core/gui', by: 'ann' }
  await pipeline.files.call(tenant, 'removeRepository', removed)
  goOn()
  const message = expect.stringContaining('bitcoin-core/gui was removed')
  expect(await pipeline.engine.runs.wait(runId)).toMatchObject({
    status: 'partial',
    output: { failed: [{ repository: 'bitcoin-core/gui', code: 'pipeline/unknown-repository', message }] },
  })
  const said = (await pipeline.engine.runs.events(runId)).filter(({ type }) => type === 'step.retrying')
  expect(said).toEqual([])
  const left = [
    ...Object.values(dump(dataDir)).flat(),
    ...tenant.sqlite.prepare('SELECT * FROM sync_state').all(),
    ...tenant.sqlite.prepare('SELECT * FROM applied_tokens').all(),
  ]
  expect(left.length).toBeGreaterThan(0)
  expect(JSON.stringify(left)).not.toContain(gui!.id)
})
