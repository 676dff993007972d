/** What follows a change may fail; the change is there nevertheless, and whoever made it is told both. */
import { JobsError } from '@upflow/jobs'
import { openPipeline, type Pipeline } from '@upflow/pipeline'
import { changeSettings } from '@upflow/settings'
import { expect, it } from 'vitest'
import { afterChange } from '../src/api/after-change.ts'
import { atEnd, configOf, readSample } from './support.ts'

it('a run that cannot be begun is said beside what was set, not instead of it', async () => {
  const pipeline = await openPipeline({ config: configOf(await readSample()), concurrency: 0 })
  atEnd(() => pipeline.close())
  const id = 'acme' as never
  const tenant = await pipeline.tenants.openToRead(id)
  const changes = await changeSettings(tenant, [{ key: 'codingWindowDays', value: 30 }], { by: 'ann' })
  const follow = (error: Error) => {
    const trigger = () => Promise.reject(error)
    const jobs = { ...pipeline.engine.jobs, recalculate: { trigger } }
    const ailing = { ...pipeline, engine: { ...pipeline.engine, jobs } } as unknown as Pipeline
    return afterChange(ailing, { id, changes, by: 'ann', recalculate: true })
  }
  expect(await follow(new JobsError('jobs/store-busy', 'The jobs file is locked.'))).toEqual({
    run: null,
    problem: 'The jobs file is locked.',
  })
  await expect(follow(new TypeError('a fault of ours'))).rejects.toThrow('a fault of ours')
  expect(await afterChange(pipeline, { id, changes, by: 'ann', recalculate: true })).toEqual({
    run: { id: expect.any(String), job: 'recalculate' },
    problem: null,
  })
})
