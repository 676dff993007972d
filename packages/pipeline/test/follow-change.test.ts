/** What follows a change of settings, whoever made it: what is to be read, what recalculated, and what comes when. */
import { changeSettings, type WantedChange } from '@upflow/settings'
import { expect, it } from 'vitest'
import { followChange, fullName, type Pipeline, startRun } from '../src/index.ts'
import { acme, setup } from './support.ts'

const by = 'ann'

async function follow(pipeline: Pipeline, changes: readonly WantedChange[]) {
  const made = await changeSettings(await pipeline.tenants.openToRead(acme), changes, { by })
  const { touched, touchesFigures, unread } = await followChange(pipeline, { id: acme, changes: made })
  return { touchesFigures, touched: touched.map(fullName), unread: unread.map(fullName) }
}

async function read(pipeline: Pipeline, repositories: readonly string[] | null = null) {
  const wanted = { job: 'crawl', organizationId: acme, repositories, queue: 'default', by } as const
  const { runId } = await startRun(pipeline, wanted)
  return pipeline.engine.runs.wait(runId)
}

it('only those are read whose rule asks for what was never read, wherever the rule comes from', async () => {
  const { pipeline } = await setup()
  await read(pipeline)
  const [first, second] = await pipeline.organizations.repositories(acme)
  const [one, other] = [fullName(first!), fullName(second!)]
  const all = [one, other]
  const ruleOfSecond = { key: 'releaseRule', repositoryId: second!.id } as const
  const own = { ...ruleOfSecond, value: { kind: 'none' } }
  expect(await follow(pipeline, [own])).toEqual({ touchesFigures: true, touched: [other], unread: [] })
  const byTags = { key: 'releaseRule', value: { kind: 'tags', key: 'v.*' } } as const
  expect(await follow(pipeline, [byTags])).toEqual({ touchesFigures: true, touched: all, unread: [one] })
  expect(await read(pipeline, [one])).toMatchObject({ status: 'succeeded' })
  const otherTags = { key: 'releaseRule', value: { kind: 'tags', key: 'release.*' } } as const
  expect(await follow(pipeline, [otherTags])).toEqual({ touchesFigures: true, touched: all, unread: [] })
  // Without a rule of its own, it is released by the organization's, whose tags were not read there.
  const back = { ...ruleOfSecond, value: undefined }
  expect(await follow(pipeline, [back])).toEqual({ touchesFigures: true, touched: [other], unread: [other] })
})

it('what comes by itself comes by what is set, at once', async () => {
  const { pipeline } = await setup()
  const zones = async () => (await pipeline.engine.schedules.list()).map(({ timeZone }) => timeZone)
  await follow(pipeline, [{ key: 'codingWindowDays', value: 30 }])
  expect(await zones()).toEqual([])
  await follow(pipeline, [{ key: 'calendar', value: { timeZone: 'Europe/Berlin' } }])
  expect(await zones()).toEqual(['Europe/Berlin', 'Europe/Berlin'])
  const nothing = { touchesFigures: false, touched: [], unread: [] }
  expect(await follow(pipeline, [{ key: 'schedules', value: { crawl: null, reconcile: null } }])).toEqual(
    nothing,
  )
  expect(await zones()).toEqual([])
})

it('two repositories of one name are told apart in a run', async () => {
  const { pipeline, tenant } = await setup()
  const [first, second] = await pipeline.organizations.repositories(acme)
  await tenant.db
    .updateTable('repositories')
    .set({ owner: second!.owner, name: second!.name })
    .where('id', '=', first!.id)
    .execute()
  const wanted = { job: 'recalculate', organizationId: acme, queue: 'default', by } as const
  const { runId } = await startRun(pipeline, { ...wanted, repositories: [second!.id] })
  expect(await pipeline.engine.runs.wait(runId)).toMatchObject({
    status: 'succeeded',
    input: { repositories: [second!.id] },
    output: { repositories: 1 },
  })
})
