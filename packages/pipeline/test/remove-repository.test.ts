/** Removing a repository: interrupted, it leaves no figures that seem whole, and it does not fight a run. */
import { readChanges } from '@upflow/settings'
import { expect, it } from 'vitest'
import { fullName, type Repository, removeRepositoryOf } from '../src/index.ts'
import { removeRepository } from '../src/repositories/remove-repository.ts'
import { acme, setup } from './support.ts'

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
