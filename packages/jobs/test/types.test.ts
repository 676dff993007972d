/** What a job's schemas and steps say is what its callers and its body get: checked by the type checker. */
import { describe, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import {
  defineJob,
  type Engine,
  type InputOf,
  type JobHandle,
  type OutputOf,
  type RunHandle,
  type RunResult,
  type Settled,
  type Step,
} from '../src/index.ts'

const count = defineJob({
  name: 'count',
  version: 1,
  input: z.object({ names: z.array(z.string()) }),
  output: z.object({ total: z.number() }),
  run: async (step, input) => {
    expectTypeOf(step).toEqualTypeOf<Step>()
    expectTypeOf(input).toEqualTypeOf<{ names: string[] }>()
    return { total: input.names.length }
  },
})
const nothing = defineJob({
  name: 'nothing',
  version: 1,
  input: z.null(),
  output: z.null(),
  run: async () => null,
})
type Jobs = { count: typeof count; nothing: typeof nothing }
declare const engine: Engine<Jobs>
declare const step: Step

describe('types', () => {
  it('of a job are those of its schemas', () => {
    expectTypeOf<InputOf<typeof count>>().toEqualTypeOf<{ names: string[] }>()
    expectTypeOf<OutputOf<typeof count>>().toEqualTypeOf<{ total: number }>()
    expectTypeOf<OutputOf<typeof nothing>>().toEqualTypeOf<null>()
    defineJob({
      name: 'wrong',
      version: 1,
      input: z.null(),
      output: z.number(),
      // @ts-expect-error the body must give what the output says
      run: async () => 'not a number',
    })
  })

  it('of what a caller gives and gets are those of the job', () => {
    const call = async () => {
      expectTypeOf(engine.jobs.count).toEqualTypeOf<JobHandle<{ names: string[] }, { total: number }>>()
      const handle = await engine.jobs.count.trigger({ names: ['Ann'] })
      expectTypeOf(handle).toEqualTypeOf<RunHandle<{ total: number }>>()
      expectTypeOf(await handle.wait()).toEqualTypeOf<RunResult<{ total: number }>>()
      const { output } = await engine.jobs.nothing.triggerAndWait(null)
      expectTypeOf(output).toEqualTypeOf<null>()
      // @ts-expect-error an input that does not fit
      await engine.jobs.count.trigger({ names: [1] })
      // @ts-expect-error there is no such job
      await engine.jobs.other.trigger(null)
    }
    expectTypeOf(call).returns.resolves.toBeVoid()
  })

  it('of a schedule are those of the job that it names', () => {
    const set = async () => {
      const daily = { cron: '0 6 * * *' } as const
      await engine.schedules.set('daily', { ...daily, job: 'count', input: { names: [] } })
      await engine.schedules.set('daily', { ...daily, job: 'nothing', input: null })
      // @ts-expect-error the input is that of another job
      await engine.schedules.set('daily', { ...daily, job: 'count', input: null })
      // @ts-expect-error there is no such job
      await engine.schedules.set('daily', { ...daily, job: 'other', input: null })
    }
    expectTypeOf(set).returns.resolves.toBeVoid()
  })

  it('of a step are those of its body, whether it waits or not', () => {
    const body = async () => {
      expectTypeOf(await step.run('a', () => 1)).toEqualTypeOf<number>()
      expectTypeOf(await step.run('b', async () => ({ text: 'x' }))).toEqualTypeOf<{ text: string }>()
      const settled = await step.settle('c', async () => 'x')
      expectTypeOf(settled).toEqualTypeOf<Settled<string>>()
      if (settled.ok) expectTypeOf(settled.value).toEqualTypeOf<string>()
      else expectTypeOf(settled.error.code).toEqualTypeOf<string>()
      // @ts-expect-error a value is there only when it is ok
      settled.value
      const lengths = await step.map(
        ['a', 'b'],
        (name) => name,
        (name) => name.length,
      )
      expectTypeOf(lengths).toEqualTypeOf<number[]>()
      const each = await step.mapSettled([1, 2], String, async (number) => number > 1)
      expectTypeOf(each).toEqualTypeOf<Settled<boolean>[]>()
      expectTypeOf(await step.sleep('d', 1)).toEqualTypeOf<void>()
    }
    expectTypeOf(body).returns.resolves.toBeVoid()
  })
})
