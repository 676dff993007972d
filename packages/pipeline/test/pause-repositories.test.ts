/** Of a repository that is paused nothing is read, by no run and no schedule; what was read of it stays and counts. */
import { readReport } from '@upflow/insights'
import { changeSettings, readChanges } from '@upflow/settings'
import { expect, it } from 'vitest'
import {
  applySchedules,
  estimateBackfill,
  followChange,
  pauseRepositories,
  type Repository,
  readSchedules,
  removeRepositoryOf,
  startRefresh,
  startRun,
} from '../src/index.ts'
import { acme, pages, setup, small } from './support.ts'

const [gui, secp] = ['bitcoin-core/gui', 'bitcoin-core/secp256k1'] as const
const now = 1_900_000_000
const all = { organizationId: acme, repositories: null, recalculate: true }
const backfill = { ...all, files: false, missing: false, since: null }

async function read() {
  const made = await setup({ data: small(30) })
  await made.pipeline.engine.jobs.crawl.triggerAndWait(all)
  made.emulator.journal.length = 0
  const pause = (isPaused: boolean, ...names: string[]) =>
    pauseRepositories(made.pipeline, acme, { names, isPaused, by: 'ann' })
  return { ...made, pause }
}

it('crawled, reconciled and backfilled is the rest, and the run names what it has left out', async () => {
  const { emulator, pause, pipeline, tenant } = await read()
  const before = (await readReport(tenant, { now })).all
  const paused = await pause(true, gui, secp.toUpperCase())
  const stored = await pipeline.organizations.repositories(acme)
  expect(paused.map(({ name, pause }) => [name, pause])).toEqual(
    stored.map(({ name, pause }) => [name, pause]),
  )
  expect(paused.map(({ pause }) => pause?.by)).toEqual(['ann', 'ann'])
  expect(await pause(true, gui)).toEqual([])
  expect(await pause(false, secp)).toMatchObject([{ name: 'secp256k1', pause: null }])
  for (const run of [
    await pipeline.engine.jobs.crawl.triggerAndWait(all),
    await pipeline.engine.jobs.backfill.triggerAndWait({ ...backfill, missing: true }),
    await pipeline.engine.jobs.backfill.triggerAndWait(backfill),
  ])
    expect(run).toMatchObject({ status: 'succeeded', output: { repositories: 1, paused: [gui] } })
  expect(pages(emulator).length).toBeGreaterThan(0)
  const repositories = await pipeline.organizations.repositories(acme)
  expect(repositories.map(({ name, pause }) => [name, pause?.by])).toEqual([
    ['gui', 'ann'],
    ['secp256k1', undefined],
  ])
  // Not even which pull requests it has.
  expect(JSON.stringify(emulator.journal)).not.toContain(repositories[0]!.id)
  expect((await readReport(tenant, { now })).all).toEqual(before)
  await pause(false, gui)
  const again = await pipeline.engine.jobs.crawl.triggerAndWait(all)
  expect(again.output).toMatchObject({ repositories: 2, paused: [] })
})

it('follows the rules with what was read of it, without a crawl', async () => {
  const { pause, pipeline, tenant } = await read()
  await pause(true, gui)
  const changes = await changeSettings(
    tenant,
    [{ key: 'releaseRule', value: { kind: 'tags', key: 'v.*' } }],
    { by: 'ann' },
  )
  const following = await followChange(pipeline, { id: acme, changes })
  expect(following.touched).toHaveLength(2)
  expect(following.unread.map(({ name }) => name)).toEqual(['secp256k1'])
  const run = await pipeline.engine.jobs.crawl.triggerAndWait(all)
  expect(run.status).toBe('succeeded')
  const { repositories } = await readReport(tenant, { now })
  expect(repositories.map(({ outdated }) => outdated)).toEqual([null, null])
})

it('is not felt, known as of now or added by patterns again, while others are', async () => {
  const { emulator, pause, pipeline, tenant } = await read()
  const { id } = emulator.data.repositories[0]!
  await pause(true, gui)
  tenant.sqlite.prepare('UPDATE freshness SET as_of = 1').run()
  await changeSettings(tenant, [{ key: 'discovery', value: { patterns: ['bitcoin-core/*'] } }], { by: 'ann' })
  expect(await pipeline.engine.jobs.crawl.triggerAndWait(all)).toMatchObject({
    status: 'succeeded',
    output: { repositories: 1, read: 0, paused: [gui] },
  })
  expect(emulator.journal.map(({ operation }) => operation)).toEqual(['Owned', 'Pulses'])
  expect(JSON.stringify(emulator.journal)).not.toContain(id)
  const aged = tenant.sqlite.prepare('SELECT repository_id FROM freshness WHERE as_of = 1').pluck()
  expect(aged.all()).toEqual([id])
  expect(await pipeline.organizations.repositories(acme)).toHaveLength(2)
})

it('asked for by its name is refused, with what to do, before there is a run', async () => {
  const { pause, pipeline } = await read()
  await pause(true, gui)
  const wanted = { organizationId: acme, queue: 'default', by: 'ann' } as const
  for (const job of ['crawl', 'backfill'] as const)
    await expect(startRun(pipeline, { ...wanted, job, repositories: [gui] })).rejects.toMatchObject({
      code: 'pipeline/repository-paused',
      message: expect.stringContaining(`'repo resume acme ${gui}'`),
    })
  expect(await pipeline.engine.runs.list({ job: 'backfill' })).toEqual([])
  const { runId } = await startRun(pipeline, { ...wanted, job: 'recalculate', repositories: [gui] })
  expect(await pipeline.engine.runs.wait(runId)).toMatchObject({ status: 'succeeded' })
  expect(await estimateBackfill(pipeline, acme, null)).toMatchObject({ repositories: 1 })
})

it('after a run has begun is left out when the run comes to it', async () => {
  const { emulator, pause, pipeline } = await read()
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  emulator.faults.push({
    times: 1,
    when: ({ operation }) => operation === 'Viewer',
    respond: { kind: 'hold', until: held },
  })
  const { runId } = await pipeline.engine.jobs.backfill.trigger(backfill)
  for await (const { step, type } of pipeline.engine.runs.watch(runId))
    if (type === 'step.started' && step === 'check-access') break
  await pause(true, gui)
  release()
  expect(await pipeline.engine.runs.wait(runId)).toMatchObject({
    status: 'succeeded',
    output: { repositories: 1, paused: [gui], failed: [] },
  })
  const asked = pages(emulator)
  const [{ id }] = (await pipeline.organizations.repositories(acme)) as [Repository, Repository]
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter((page) => page.startsWith(id))).toEqual([])
})

it('since it failed is not said to be read, when the run is taken up again', async () => {
  const { emulator, pause, pipeline } = await read()
  const { id } = emulator.data.repositories[0]!
  emulator.faults.push({
    when: ({ operation, variables }) => operation === 'PullRequests' && variables.repository === id,
    respond: { kind: 'status', status: 403 },
  })
  const { runId, output } = await pipeline.engine.jobs.backfill.triggerAndWait(backfill)
  expect(output).toMatchObject({ repositories: 2, failed: [{ repository: gui }], paused: [] })
  await pause(true, gui)
  await pipeline.engine.runs.retry(runId)
  expect(await pipeline.engine.runs.wait(runId)).toMatchObject({
    output: { repositories: 1, failed: [], paused: [gui] },
  })
})

it('is not read by a single pull request either, whether it is paused before a run or since', async () => {
  const { emulator, pause, pipeline } = await read()
  const { id, pullRequests } = emulator.data.repositories[0]!
  const wanted = { organizationId: acme, numbers: [pullRequests[0]!.number], queue: 'default', by: 'ann' }
  await pause(true, gui)
  await expect(startRefresh(pipeline, { ...wanted, repository: gui })).rejects.toMatchObject({
    code: 'pipeline/repository-paused',
  })
  const begun = { ...wanted, repository: id, facts: true, releases: true }
  expect(await pipeline.engine.jobs.refresh.triggerAndWait(begun)).toMatchObject({
    status: 'succeeded',
    output: { repositories: 0, read: 0, paused: [gui], pullRequests: [] },
  })
  expect(emulator.journal).toEqual([])
})

it('like all the others leaves nothing that comes by itself, until one is read again', async () => {
  const { pause, pipeline, tenant } = await read()
  await applySchedules(pipeline, acme)
  const names = async () => (await pipeline.engine.schedules.list()).map(({ name }) => name)
  expect(await names()).toEqual(['crawl:acme', 'reconcile:acme'])
  await pause(true, gui)
  expect(await names()).toHaveLength(2)
  await pause(true, secp)
  expect(await names()).toEqual([])
  expect(await readSchedules(pipeline, acme)).toMatchObject([
    { problem: 'Every repository is paused.' },
    { problem: 'Every repository is paused.' },
  ])
  // Patterns may add one that is not.
  const patterns = (of: readonly string[]) =>
    changeSettings(tenant, [{ key: 'discovery', value: { patterns: of } }], { by: 'ann' }).then((changes) =>
      followChange(pipeline, { id: acme, changes }),
    )
  await patterns(['acme/*'])
  expect(await names()).toEqual(['crawl:acme'])
  await patterns([])
  expect(await names()).toEqual([])
  // One that was begun nevertheless reads nothing, and is no failure.
  expect(await pipeline.engine.jobs.crawl.triggerAndWait(all)).toMatchObject({
    status: 'succeeded',
    output: { repositories: 0, read: 0, paused: [gui, secp] },
  })
  await pause(false, gui)
  expect(await names()).toHaveLength(2)
})

it('that is removed and added again is read', async () => {
  const { pause, pipeline, tenant } = await read()
  await pause(true, gui)
  await removeRepositoryOf(pipeline, acme, { name: gui, by: 'ben' })
  const added = await pipeline.organizations.addRepository(acme, gui)
  expect(added.pause).toBeNull()
  expect((await readChanges(tenant, { limit: 3 })).map(({ after, changedBy }) => [changedBy, after])).toEqual(
    [
      [expect.anything(), `{"name":"${gui}"}`],
      ['ben', null],
      ['ann', `{"name":"${gui}","isPaused":true}`],
    ],
  )
})
