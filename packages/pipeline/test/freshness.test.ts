/** As of when what is stored is GitHub's: moved by passes that answer for all of it, and lost by none. */
import type { FreshnessRow, Tenant } from '@upflow/db'
import { parseInstant } from '@upflow/model'
import { changeSettings } from '@upflow/settings'
import { expect, it } from 'vitest'
import { acme, setup } from './support.ts'

const long = 1_000_000
const backfill = (more: object = {}) => ({ organizationId: acme, ...more }) as never
const of = ({ sqlite }: Tenant, repositoryId: string) =>
  sqlite
    .prepare<[string], FreshnessRow>('SELECT * FROM freshness WHERE repository_id = ?')
    .get(repositoryId) ?? null
const age = ({ sqlite }: Tenant) => sqlite.prepare('UPDATE freshness SET as_of = ?').run(long)

it('outlives a pass that does not come to its end, and is moved by one that does', async () => {
  const { emulator, pipeline, tenant } = await setup()
  const { backfill: job, crawl } = pipeline.engine.jobs
  const [gui] = emulator.data.repositories
  await job.triggerAndWait(backfill())
  expect(of(tenant, gui!.id)!.as_of).toBeGreaterThan(long)
  age(tenant)
  emulator.faults.push({
    times: Number.POSITIVE_INFINITY,
    when: ({ operation, variables }) =>
      operation === 'PullRequests' && variables.repository === gui!.id && variables.after !== null,
    respond: { kind: 'status', status: 403 },
  })
  expect((await job.triggerAndWait(backfill())).status).toBe('partial')
  expect(of(tenant, gui!.id)!.as_of).toBe(long)
  emulator.faults.length = 0
  for (const again of [job, crawl]) {
    age(tenant)
    await again.triggerAndWait(backfill())
    expect(of(tenant, gui!.id)!.as_of).toBeGreaterThan(long)
  }
})

it('is not moved by file lists alone, nor by a part of the history', async () => {
  const { emulator, pipeline, tenant } = await setup()
  const { backfill: job } = pipeline.engine.jobs
  const [gui] = emulator.data.repositories
  await job.triggerAndWait(backfill())
  age(tenant)
  await job.triggerAndWait(backfill({ files: true }))
  await job.triggerAndWait(backfill({ since: parseInstant(gui!.pullRequests.at(-1)!.createdAt) }))
  expect(of(tenant, gui!.id)!.as_of).toBe(long)
})

it('is not known of what was read in part, but since when that is', async () => {
  const { emulator, pipeline, tenant } = await setup()
  const [gui] = emulator.data.repositories
  const since = parseInstant(gui!.pullRequests.at(-10)!.createdAt)
  await pipeline.engine.jobs.backfill.triggerAndWait(backfill({ since }))
  expect(of(tenant, gui!.id)).toMatchObject({ as_of: null, read_since: since })
  await pipeline.engine.jobs.crawl.triggerAndWait(backfill())
  expect(of(tenant, gui!.id)).toMatchObject({ as_of: expect.any(Number), read_since: null })
})

it.each(['tags', 'deployments'] as const)('of %s begins when the rule asks for them', async (kind) => {
  const { emulator, pipeline, tenant } = await setup()
  const [gui] = emulator.data.repositories
  const { backfill: job, crawl } = pipeline.engine.jobs
  await job.triggerAndWait(backfill())
  expect(of(tenant, gui!.id)).toMatchObject({ tags_read_at: null, deployments_read_at: null })
  await changeSettings(tenant, [{ key: 'releaseRule', value: { kind, key: 'v.*' } }], { by: 'a test' })
  await crawl.triggerAndWait(backfill())
  const others = { tags_read_at: null, deployments_read_at: null }
  expect(of(tenant, gui!.id)).toMatchObject({ ...others, [`${kind}_read_at`]: expect.any(Number) })
})
