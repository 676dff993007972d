/** What any engine does with the steps of a run. */
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { parseToken, type RunFailed, type StepFailed } from '../../src/index.ts'
import { type EngineBackend, mayLack } from './backend.ts'
import { gate, job, until } from './support.ts'

export function stepsContract(backend: EngineBackend): void {
  const lackable = mayLack(backend)

  describe('steps', () => {
    it('record their result once, and the first execution sees the stored value', async () => {
      const engine = await backend.open(await backend.newPlace(), {
        work: job(async (step) => {
          const kept = { nested: [1, 'two', null] }
          const value = await step.run('load', () => kept)
          kept.nested.push('changed after it was recorded')
          return value
        }),
      })
      const { output } = await engine.jobs.work.triggerAndWait({})
      expect(output).toEqual({ nested: [1, 'two', null] })
    })

    it.each([
      ['undefined', undefined, '$ is undefined'],
      ['a Date', { at: new Date(0) }, '$.at is a Date instance'],
      ['a Map in a list', [1, new Map()], '$[1] is a Map instance'],
      ['NaN', { deep: { number: Number.NaN } }, '$.deep.number is NaN'],
      ['a BigInt', 1n, '$ is bigint'],
    ])('refuse %s, naming the step and the path', async (_, value, message) => {
      const engine = await backend.open(await backend.newPlace(), {
        work: job((step) => step.run('load', () => value as never)),
      })
      const failed = await engine.jobs.work.triggerAndWait({}).catch((error: unknown) => error)
      expect(failed).toBeInstanceOf(backend.errors.RunFailed)
      expect((failed as RunFailed).message).toContain(message)
      expect((failed as RunFailed).message).toContain("step 'load'")
    })

    it('refuse a cycle but take the same object twice', async () => {
      const engine = await backend.open(await backend.newPlace(), {
        work: job(async (step) => {
          const shared = { a: 1 }
          const twice = await step.run('twice', () => [shared, shared])
          const cycle: Record<string, unknown> = {}
          cycle.self = cycle
          const error = await step
            .run('cycle', () => cycle)
            .catch((thrown: StepFailed) => thrown.record.message)
          return { twice, error }
        }),
      })
      const { output } = await engine.jobs.work.triggerAndWait({})
      expect(output).toEqual({
        twice: [{ a: 1 }, { a: 1 }],
        error: expect.stringContaining('$.self is a cycle'),
      })
    })

    it('refuse a value over the limit and say what to do instead', async () => {
      const engine = await backend.open(
        await backend.newPlace(),
        { work: job((step) => step.run('load', () => 'x'.repeat(2_000))) },
        { limits: { valueBytes: 1_000 } },
      )
      await expect(engine.jobs.work.triggerAndWait({})).rejects.toThrow(/2002 bytes.*reference/)
    })

    it('refuse a key that is used twice in one run', async () => {
      const engine = await backend.open(await backend.newPlace(), {
        work: job(async (step) => {
          await step.run('a', () => 1)
          return step.run('a', () => 2)
        }),
      })
      await expect(engine.jobs.work.triggerAndWait({})).rejects.toThrow(/'a' is used twice/)
    })

    it('refuse one more than a run may have', async () => {
      const engine = await backend.open(
        await backend.newPlace(),
        { work: job((step) => step.map([1, 2, 3], String, (item) => item, { concurrency: 1 })) },
        { limits: { steps: 2 } },
      )
      const failed = await engine.jobs.work.triggerAndWait({}).catch((error: unknown) => error)
      expect((failed as RunFailed).error).toMatchObject({ code: 'jobs/too-many-steps', facts: { limit: 2 } })
    })

    it('refuse a recorded key that has become another kind of step', async () => {
      let kind: 'run' | 'settle' = 'run'
      const engine = await backend.open(await backend.newPlace(), {
        work: job(async (step) => {
          await step[kind]('load', () => 1)
          kind = 'settle'
          throw new Error('once')
        }),
      })
      const { runId, wait } = await engine.jobs.work.trigger({})
      await expect(wait()).rejects.toThrow('once')
      await engine.runs.retry(runId)
      expect(await engine.runs.wait(runId)).toMatchObject({
        status: 'failed',
        error: { code: 'jobs/step-changed', facts: { step: 'load' } },
      })
    })

    it('are given one token for all tries of a step of a run, and no other step has it', async () => {
      const tokens: string[] = []
      const engine = await backend.open(await backend.newPlace(), {
        work: job(async (step) => {
          await step.run(
            'flaky',
            ({ token, attempt }) => {
              tokens.push(token)
              if (attempt === 1) throw new Error('once')
              return null
            },
            { retry: { initialDelayMs: 1 } },
          )
          return step.run('other', ({ token }) => token)
        }),
      })
      const first = await engine.jobs.work.triggerAndWait({})
      const second = await engine.jobs.work.triggerAndWait({})
      expect([tokens[0] === tokens[1], tokens[2] === tokens[3]]).toEqual([true, true])
      expect(new Set([...tokens, first.output, second.output]).size).toBe(4)
      expect(parseToken(tokens[0]!)).toEqual({ runId: first.runId, step: 'flaky' })
    })

    it('that slept do not sleep again in a retry', async () => {
      let isBroken = true
      const engine = await backend.open(await backend.newPlace(), {
        work: job(async (step) => {
          await step.sleep('nap', 200)
          return step.run('after', () => {
            if (isBroken) throw Object.assign(new Error('broken'), { retryable: false })
            return Date.now()
          })
        }),
      })
      const { runId, wait } = await engine.jobs.work.trigger({})
      await expect(wait()).rejects.toThrow('broken')
      isBroken = false
      const before = (await engine.runs.events(runId)).length
      await engine.runs.retry(runId)
      expect((await engine.runs.wait(runId)).status).toBe('succeeded')
      const since = (await engine.runs.events(runId, { after: before })).map(({ type }) => type)
      expect(since).not.toContain('run.waiting')
    })

    it('have what they said recorded with their result, and before it', async () => {
      const engine = await backend.open(
        await backend.newPlace(),
        {
          work: job((step) =>
            step.run('says', ({ log, progress }) => {
              log.info('first')
              progress({ current: 1, total: 1 })
              log.info('second')
              return null
            }),
          ),
        },
        // Nothing else writes it.
        { timing: { flushMs: 3_600_000 } },
      )
      const { runId } = await engine.jobs.work.triggerAndWait({})
      const ofStep = (await engine.runs.events(runId)).filter(({ step }) => step === 'says')
      expect(ofStep.map((event) => (event.type === 'log' ? event.message : event.type))).toEqual([
        'step.started',
        'first',
        'progress',
        'second',
        'step.succeeded',
      ])
    })

    it('are tried again with attempts that count, then fail with their own code and facts', async () => {
      const attempts: number[] = []
      const engine = await backend.open(await backend.newPlace(), {
        work: job((step) =>
          step.run(
            'flaky',
            ({ attempt }) => {
              attempts.push(attempt)
              throw Object.assign(new Error('no luck'), { code: 'test/luck', facts: { attempt } })
            },
            { retry: { attempts: 3, initialDelayMs: 1 } },
          ),
        ),
      })
      const failed = await engine.jobs.work.triggerAndWait({}).catch((error: unknown) => error)
      expect(attempts).toEqual([1, 2, 3])
      expect((failed as RunFailed).error).toMatchObject({
        code: 'test/luck',
        message: 'no luck',
        facts: { attempt: 3 },
      })
    })

    it('have tries that the next owner counts on from, also when the first stopped while they waited', async () => {
      const place = await backend.newPlace()
      const attempts: number[] = []
      const work = job((step) =>
        step.run(
          'flaky',
          ({ attempt }) => {
            attempts.push(attempt)
            if (attempt < 2) throw new Error('once')
            return attempt
          },
          { retry: { initialDelayMs: 1_500 } },
        ),
      )
      const first = await backend.open(place, { work })
      const { runId } = await first.jobs.work.trigger({})
      await until(async () => (await first.runs.events(runId)).some(({ type }) => type === 'step.retrying'))
      expect(await first.runs.steps(runId)).toMatchObject([{ key: 'flaky', status: 'waiting', attempts: 1 }])
      await first.stop()
      const next = await backend.open(place, { work })
      expect((await next.runs.wait(runId)).output).toBe(2)
      expect(attempts).toEqual([1, 2])
    })

    it('are not tried again when the error says so', async () => {
      let tries = 0
      const engine = await backend.open(await backend.newPlace(), {
        work: job((step) =>
          step.run('strict', () => {
            tries++
            throw Object.assign(new Error('wrong token'), { retryable: false })
          }),
        ),
      })
      await expect(engine.jobs.work.triggerAndWait({})).rejects.toThrow('wrong token')
      expect(tries).toBe(1)
    })

    lackable(
      'waiting-frees-slot',
      'hold no slot while they wait: another run goes through the only slot meanwhile',
      async () => {
        const engine = await backend.open(
          await backend.newPlace(),
          {
            work: job(async (step, input) => {
              if (input === 'slow') await step.sleep('nap', 300)
              return step.run('order', () => Date.now())
            }),
          },
          { concurrency: 1 },
        )
        const slow = await engine.jobs.work.trigger('slow')
        const quick = await engine.jobs.work.trigger('quick')
        const [late, early] = await Promise.all([slow.wait(), quick.wait()])
        expect(early.output).toBeLessThan(late.output as number)
      },
    )

    it('time out per attempt, and a late result is discarded', async () => {
      let tries = 0
      const engine = await backend.open(await backend.newPlace(), {
        work: job((step) =>
          step.run(
            'slow',
            ({ attempt, signal }) =>
              ++tries > 1
                ? ['', 'first', 'second'][attempt]
                : new Promise((resolve) => signal.addEventListener('abort', () => resolve('late'))),
            { timeoutMs: 40, retry: { initialDelayMs: 1 } },
          ),
        ),
      })
      const { output, runId } = await engine.jobs.work.triggerAndWait({})
      expect(output).toBe('second')
      expect((await engine.runs.steps(runId)).map(({ key, attempts }) => [key, attempts])).toEqual([
        ['slow', 2],
      ])
    })

    it('in a map run a few at a time, and the results keep their order', async () => {
      let running = 0
      let most = 0
      // The first stays until the last has begun: the others go one after the other beside it.
      const last = gate()
      const engine = await backend.open(await backend.newPlace(), {
        work: job((step) =>
          step.map(
            [5, 1, 4, 2, 3],
            (item) => `item:${item}`,
            async (item) => {
              most = Math.max(most, ++running)
              if (item === 3) last.open()
              await (item === 5 ? last.opened : setImmediate())
              running--
              return item * 10
            },
            { concurrency: 2 },
          ),
        ),
      })
      const { output } = await engine.jobs.work.triggerAndWait({})
      expect([output, most]).toEqual([[50, 10, 40, 20, 30], 2])
    })

    it('of a map that is resumed are found as they were recorded, whatever order they ended in', async () => {
      const place = await backend.newPlace()
      const items = [0, 1, 2, 3, 4, 5, 6, 7]
      const begun: number[] = []
      let gates = items.map(() => gate())
      const work = job(async (step) => {
        const results = await step.mapSettled(
          items,
          (item) => `item:${item}`,
          async (item, { signal }) => {
            begun.push(item)
            const aborted = new Promise<never>((_, reject) => {
              signal.addEventListener('abort', () => reject(signal.reason))
            })
            await Promise.race([gates[item]!.opened, aborted])
            return item * 10
          },
          { concurrency: 3 },
        )
        const values = results.map((result) => (result.ok ? result.value : null))
        return step.run('after', () => values)
      })
      const first = await backend.open(place, { work })
      const { runId } = await first.jobs.work.trigger({})
      // Of the first three, those behind end first; the first of all never does.
      for (const [item, next] of [
        [2, 3],
        [1, 4],
        [3, 5],
      ] as const) {
        await until(() => begun.includes(item))
        gates[item]!.open()
        await until(async () => (await first.runs.steps(runId)).some(({ key }) => key === `item:${item}`))
        await until(() => begun.includes(next))
      }
      await first.stop()
      expect(begun.toSorted()).toEqual([0, 1, 2, 3, 4, 5])

      gates = items.map(() => gate())
      const second = await backend.open(place, { work })
      for (const item of [5, 6, 4, 7, 0]) {
        await until(() => begun.lastIndexOf(item) > 5)
        gates[item]!.open()
        await until(async () => (await second.runs.steps(runId)).some(({ key }) => key === `item:${item}`))
      }
      const { status, output } = await second.runs.wait(runId)
      expect([status, output]).toEqual(['succeeded', items.map((item) => item * 10)])
      expect(begun.slice(6).toSorted()).toEqual([0, 4, 5, 6, 7])
    })

    it('a body may catch a failed step and go on, and a replay sees the same failure', async () => {
      let tries = 0
      const engine = await backend.open(await backend.newPlace(), {
        work: job(async (step) => {
          const error = await step
            .run(
              'fails',
              () => {
                throw new Error(`as planned ${++tries}`)
              },
              { retry: { attempts: 1 } },
            )
            .catch((thrown: unknown) => thrown)
          await step.sleep('replay', 1)
          return {
            isStepFailed: error instanceof backend.errors.StepFailed,
            code: (error as StepFailed).record.message,
          }
        }),
      })
      const { output } = await engine.jobs.work.triggerAndWait({})
      expect(output).toEqual({ isStepFailed: true, code: 'as planned 1' })
      expect(tries).toBe(1)
    })
  })

  describe('settled failures', () => {
    it('do not stop the rest; the run is partial, and retry takes only what failed or never ran', async () => {
      const executed: string[] = []
      let broken = true
      const engine = await backend.open(await backend.newPlace(), {
        work: job(async (step) => {
          const results = await step.mapSettled(
            ['a', 'b', 'c'],
            (name) => `sync:${name}`,
            (name) => {
              executed.push(name)
              if (name === 'b' && broken) throw Object.assign(new Error('b is broken'), { retryable: false })
              return name.toUpperCase()
            },
            { concurrency: 1 },
          )
          for (const [index, name] of ['a', 'b', 'c'].entries())
            if (results[index]?.ok)
              await step.run(`after:${name}`, () => {
                executed.push(`after ${name}`)
                return null
              })
          return results.map((result) => (result.ok ? result.value : result.error.message))
        }),
      })
      const first = await engine.jobs.work.triggerAndWait({})
      expect([first.status, first.output]).toEqual(['partial', ['A', 'b is broken', 'C']])
      expect(executed.splice(0)).toEqual(['a', 'b', 'c', 'after a', 'after c'])

      broken = false
      await engine.runs.retry(first.runId)
      const again = await engine.runs.wait(first.runId)
      expect([again.status, again.output]).toEqual(['succeeded', ['A', 'B', 'C']])
      expect(executed).toEqual(['b', 'after b'])
    })
  })
}
