/** Whoever is told of the end of a run is shown what it has written: insights are told of it before. */
import { join } from 'node:path'
import { defineJob, openEngine, sqliteStore } from '@upflow/jobs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { hearEnds } from '../src/api/hear-ends.ts'
import { atEnd, newFolder } from './support.ts'

async function setup() {
  let go = () => {}
  const gate = new Promise<void>((resolve) => {
    go = resolve
  })
  const waits = defineJob({
    name: 'waits',
    version: 1,
    input: z.null(),
    output: z.null(),
    run: (step) => step.run('wait', async () => gate.then(() => null)),
  })
  const engine = await openEngine({
    store: sqliteStore({ path: join(newFolder(), 'jobs.db') }),
    jobs: { waits },
  })
  atEnd(() => engine.stop({ graceMs: 1_000 }))
  const heard: (readonly [organization: string, ms: number])[] = []
  const runs = hearEnds(engine.runs, { noneUntil: (...told) => void heard.push(told) })
  const trigger = async (labels: Record<string, string>) =>
    (await engine.jobs.waits.trigger(null, { labels })).runId
  const id = await trigger({ organization: 'acme' })
  return { runs, heard, id, go, trigger, end: () => engine.runs.wait(id) }
}

it('from one that is asked for, alone or in a list, once it is over', async () => {
  const { runs, heard, id, go, end } = await setup()
  expect([(await runs.get(id))?.id, (await runs.list({})).length, heard]).toEqual([id, 1, []])
  go()
  await end()
  const { finishedAt } = (await runs.get(id))!
  const told = ['acme', finishedAt! + 5_000]
  expect(heard).toEqual([told])
  await runs.list({})
  expect(heard).toEqual([told, told])
  await runs.events(id, { limit: 1 })
  expect(heard).toEqual([told, told])
  await runs.events(id)
  expect(heard).toEqual([told, told, told])
  expect(await runs.get('none')).toBeNull()
})

it('from its events, before they are handed on', async () => {
  const { runs, heard, id, go } = await setup()
  const atEvents: [type: string, heard: number][] = []
  for await (const { type } of runs.watch(id)) {
    if (type === 'run.claimed') go()
    atEvents.push([type, heard.length])
  }
  const { finishedAt } = (await runs.get(id))!
  expect(atEvents.at(-1)).toEqual(['run.finished', 1])
  expect(atEvents.slice(0, -1).every(([, times]) => times === 0)).toBe(true)
  expect(heard[0]).toEqual(['acme', finishedAt! + 5_000])
  expect((await runs.events(id)).map(({ type }) => type)).toEqual(atEvents.map(([type]) => type))
})

it('of no organization, nobody is told', async () => {
  const { runs, heard, go, trigger } = await setup()
  const id = await trigger({})
  go()
  for await (const _ of runs.watch(id));
  expect([(await runs.get(id))?.status, heard]).toEqual(['succeeded', []])
})
