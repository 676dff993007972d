/** Runs by the clock, on any engine. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { EngineBackend } from './backend.ts'
import { until } from './support.ts'

const tick = {
  name: 'tick',
  version: 1,
  input: z.object({ n: z.number() }),
  output: z.number(),
  run: async (_: unknown, { n }: { n: number }) => n,
}

export function schedulesContract(backend: EngineBackend): void {
  describe('schedules', () => {
    it('make one run a tick, however many processes look', async () => {
      const place = await backend.newPlace()
      let now = Date.UTC(2026, 0, 1, 5, 59, 58)
      const options = { now: () => now, timing: { recoverMs: 5 } }
      const engines = await Promise.all([1, 2, 3].map(() => backend.open(place, { tick }, options)))
      const [engine] = engines
      const set = await engine!.schedules.set('daily', {
        cron: '0 6 * * *',
        job: 'tick',
        input: { n: 7 },
        labels: { by: 'clock' },
      })
      expect(set).toEqual({
        name: 'daily',
        cron: '0 6 * * *',
        timeZone: 'UTC',
        job: 'tick',
        nextAt: Date.UTC(2026, 0, 1, 6),
      })
      for (let day = 1; day <= 3; day++) {
        now = Date.UTC(2026, 0, day, 6)
        await until(async () => (await engine!.runs.list({ status: ['succeeded'] })).length === day)
        await until(async () => (await engine!.schedules.list())[0]?.nextAt === Date.UTC(2026, 0, day + 1, 6))
      }
      expect((await engine!.runs.list()).map(({ output, labels }) => [output, labels])).toEqual(
        Array(3).fill([7, { by: 'clock' }]),
      )
      // Ticks that nobody saw are made up for by one run.
      now = Date.UTC(2026, 0, 20, 12)
      await until(async () => (await engine!.schedules.list())[0]?.nextAt === Date.UTC(2026, 0, 21, 6))
      expect(await engine!.runs.list()).toHaveLength(4)
      expect([
        await engine!.schedules.delete('daily'),
        await engine!.schedules.delete('daily'),
        await engine!.schedules.list(),
      ]).toEqual([true, false, []])
    })

    it('keep local time across a daylight-saving change', async () => {
      const engine = await backend.open(
        await backend.newPlace(),
        { tick },
        { now: () => Date.UTC(2026, 2, 28, 12), concurrency: 0 },
      )
      const { nextAt } = await engine.schedules.set('berlin', {
        cron: '0 6 * * *',
        timeZone: 'Europe/Berlin',
        job: 'tick',
        input: { n: 1 },
      })
      // The clocks go forward in the night to 29 March: six in the morning is 04:00 UTC then, not 05:00.
      expect(new Date(nextAt).toISOString()).toBe('2026-03-29T04:00:00.000Z')
    })

    it.each([
      ['a cron that is none', { cron: 'daily', timeZone: 'UTC' }],
      ['a zone that is none', { cron: '0 6 * * *', timeZone: 'Mars/Olympus' }],
      ['a day that never comes', { cron: '0 0 31 2 *', timeZone: 'UTC' }],
    ])('refuse %s', async (_, options) => {
      const engine = await backend.open(await backend.newPlace(), { tick }, { concurrency: 0 })
      await expect(
        engine.schedules.set('x', { ...options, job: 'tick', input: { n: 1 } }),
      ).rejects.toMatchObject({ code: 'jobs/invalid-schedule' })
      await expect(
        engine.schedules.set('x', { cron: '0 6 * * *', job: 'tick', input: {} as never }),
      ).rejects.toMatchObject({ code: 'jobs/invalid-input' })
      expect(await engine.schedules.list()).toEqual([])
    })
  })
}
