/** What GitHub said last of the credential is known from the runs, whichever of them asked last. */
import { startEmulator } from '@upflow/github-emulator'
import { expect, it } from 'vitest'
import { lastAccess } from '../src/index.ts'
import { acme, createAcme, newDataDir, open, small, token } from './support.ts'

const all = { organizationId: acme } as never
const ofAcme = { labels: { organization: acme } }

it('before a run nothing, then what the last one was told', async () => {
  const emulator = await startEmulator({
    data: small(5),
    tokens: { [token]: { login: 'dev', tokenExpiresAt: '2031-05-01 09:00:00 UTC' } },
    pointsPerHour: 5_000,
  })
  try {
    const pipeline = await open(newDataDir())
    await createAcme(pipeline, emulator)
    const { jobs, runs } = pipeline.engine
    const known = () => lastAccess(runs, acme)
    expect(await known()).toBeNull()

    await jobs.backfill.triggerAndWait(all, ofAcme)
    const first = (await known())!
    expect(first).toMatchObject({
      tokenExpiresAt: Date.parse('2031-05-01T09:00:00Z') / 1_000,
      points: { limit: 5_000 },
    })
    const requests = emulator.journal.length
    expect(await known()).toEqual(first)
    expect(emulator.journal).toHaveLength(requests)

    await jobs.crawl.triggerAndWait(all, ofAcme)
    const second = (await known())!
    expect(second.at).toBeGreaterThanOrEqual(first.at)
    expect(second.points!.remaining).toBeLessThan(first.points!.remaining)

    // What lies idle is not read, but GitHub is asked whether it does.
    await jobs.crawl.triggerAndWait(all, ofAcme)
    const { output } = await jobs.crawl.triggerAndWait(all, ofAcme)
    const third = (await known())!
    expect([output.read, output.access]).toEqual([0, third])
    expect(third.points!.remaining).toBeLessThan(second.points!.remaining)

    // Of a run that asked nobody, nothing is known.
    await jobs.recalculate.triggerAndWait(all, ofAcme)
    expect(await known()).toEqual(third)
  } finally {
    await emulator.close()
  }
})
