/** An organization is removed as a whole, and not beside a run; one of the same name begins with nothing of it. */
import { changeSettings, readSetting } from '@upflow/settings'
import { expect, it } from 'vitest'
import { applySchedules, type Pipeline, removeOrganization, startRun } from '../src/index.ts'
import { acme, createAcme, dump, open, setup, small, until } from './support.ts'

const start = (pipeline: Pipeline) =>
  startRun(pipeline, {
    job: 'backfill',
    organizationId: acme,
    repositories: null,
    queue: pipeline.queue,
    by: 'ann',
  })

/** As whoever keeps the accounts does it. */
const removal = (pipeline: Pipeline, confirm = 'acme') => ({
  confirm,
  forget: async () =>
    void pipeline.registry.sqlite.prepare('DELETE FROM organizations WHERE id = ?').run(acme),
})

const namesOfSchedules = async ({ engine }: Pipeline) =>
  (await engine.schedules.list()).map(({ name }) => name).sort()

it('nothing is left of one, and what is read of its namesake goes to a file of its own', async () => {
  const { dataDir, emulator, pipeline } = await setup({ data: small(6) })
  await changeSettings(
    await pipeline.tenants.openToRead(acme),
    [{ key: 'schedules', value: { crawl: '0 3 1 1 *', reconcile: '0 4 1 1 *' } }],
    { by: 'ann' },
  )
  await applySchedules(pipeline, acme)
  const scheduled = await namesOfSchedules(pipeline)
  expect(scheduled).toContain('crawl:acme')

  // Not beside a run, and then as if it had not been asked for.
  let goOn = () => {}
  const allowed = new Promise<void>((resolve) => {
    goOn = resolve
  })
  emulator.faults.push({
    when: ({ operation }) => operation === 'PullRequests',
    respond: { kind: 'hold', until: allowed },
  })
  const { runId } = await start(pipeline)
  await until(() => emulator.journal.some(({ operation }) => operation === 'PullRequests'))
  await expect(removeOrganization(pipeline, acme, removal(pipeline))).rejects.toMatchObject({
    code: 'pipeline/run-active',
    facts: { run: runId },
  })
  goOn()
  expect(await pipeline.engine.runs.wait(runId)).toMatchObject({ status: 'succeeded' })
  expect(await namesOfSchedules(pipeline)).toEqual(scheduled)
  const read = dump(dataDir).raw_pull_requests!.length
  expect(read).toBeGreaterThan(0)

  await expect(removeOrganization(pipeline, acme, removal(pipeline, 'Acme'))).rejects.toMatchObject({
    code: 'pipeline/not-confirmed',
  })
  await removeOrganization(pipeline, acme, removal(pipeline))
  expect(await pipeline.tenants.isThere(acme)).toBe(false)
  expect(await pipeline.organizations.list()).toEqual([])
  expect(await pipeline.engine.runs.list({ labels: { organization: acme } })).toEqual([])
  expect(await namesOfSchedules(pipeline)).toEqual([])

  // At once, while the thread of the first one's file would still be waiting for the next call.
  await createAcme(pipeline, emulator)
  expect(dump(dataDir).raw_pull_requests).toEqual([])
  const again = await start(pipeline)
  expect(await pipeline.engine.runs.wait(again.runId)).toMatchObject({ status: 'succeeded' })
  expect(dump(dataDir).raw_pull_requests).toHaveLength(read)
})

it('one that another process removes and makes anew is not read or written where it was', async () => {
  const { dataDir, emulator, pipeline } = await setup({ data: small(6) })
  const first = await start(pipeline)
  expect(await pipeline.engine.runs.wait(first.runId)).toMatchObject({ status: 'succeeded' })
  const read = dump(dataDir).raw_pull_requests!.length
  const other = await open(dataDir)
  await removeOrganization(other, acme, removal(other))
  await expect(pipeline.organizations.repositories(acme)).rejects.toMatchObject({
    code: 'db/organization-file-missing',
  })

  await createAcme(other, emulator)
  const teams = [{ slug: 'core', members: [] }] as never
  await changeSettings(await pipeline.tenants.open(acme), [{ key: 'teams', value: teams }], { by: 'ann' })
  expect(await readSetting(await other.tenants.open(acme), 'teams')).toMatchObject([{ slug: 'core' }])
  const again = await start(pipeline)
  expect(await pipeline.engine.runs.wait(again.runId)).toMatchObject({ status: 'succeeded' })
  expect(dump(dataDir).raw_pull_requests).toHaveLength(read)
})
