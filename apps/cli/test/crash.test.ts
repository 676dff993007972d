/**
 * kill -9 in the middle of a backfill, at random moments, then the same command again: the rows equal those of an
 * uninterrupted run, and no page that was committed is fetched again. UPFLOW_KILL_ROUNDS sets how many (default 20).
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import {
  committedPages,
  dump,
  newAcme,
  newEmulator,
  newFolder,
  ok,
  pagesOf,
  start,
  until,
  upflow,
} from './support.ts'

const hasEnded = (dataDir: string): boolean => {
  const path = join(dataDir, 'jobs.db')
  if (!existsSync(path)) return false
  const file = new Database(path, { readonly: true })
  try {
    return file.prepare('SELECT 1 FROM runs WHERE finished_at IS NOT NULL').get() !== undefined
  } catch {
    // Killed before it had tables.
    return false
  } finally {
    file.close()
  }
}

const rounds = Number(process.env.UPFLOW_KILL_ROUNDS ?? 20)

it(`a backfill killed at ${rounds} random moments ends as if it never was`, async () => {
  const emulator = await newEmulator()
  const template = await newAcme(emulator)

  const whole = newFolder(template)
  const isAsking = () => emulator.journal.length > 0
  emulator.journal.length = 0
  const uninterrupted = upflow(whole, ['backfill'])
  await until(isAsking)
  const began = performance.now()
  await ok(uninterrupted)
  const lastsMs = performance.now() - began
  const expected = dump(whole)
  expect(expected.analyzed_pull_requests).toHaveLength(150)

  const moments: string[] = []
  for (let round = 0; round < rounds; round++) {
    const dataDir = newFolder(template)
    emulator.journal.length = 0
    const victim = start(dataDir, ['backfill'])
    // Of four, one from when there is a file of jobs; the others from the first request to the end, a part of them after
    // the pages, while it is analyzed.
    const hasBegun = round % 4 === 0 ? () => existsSync(join(dataDir, 'jobs.db')) : isAsking
    await until(() => hasBegun() || victim.process.exitCode !== null)
    await new Promise((resolve) => setTimeout(resolve, Math.random() * lastsMs * 0.8))
    victim.process.kill('SIGKILL')
    await victim.ended
    // A run that had ended is followed by another, which reads everything anew.
    const committed = hasEnded(dataDir) ? new Map<string, number>() : committedPages(dataDir)
    const before = pagesOf(emulator)
    moments.push(
      `${before.length} pages asked for, ${[...committed.values()].reduce((sum, count) => sum + count, 0)} committed`,
    )

    emulator.journal.length = 0
    await ok(upflow(dataDir, ['backfill']))
    const after = pagesOf(emulator).map(({ repository, after: cursor }) => `${repository} ${cursor}`)
    for (const [repository, count] of committed) {
      const done = before.filter((page) => page.repository === repository).slice(0, count)
      for (const page of done) expect(after, moments.at(-1)).not.toContain(`${repository} ${page.after}`)
    }
    expect(dump(dataDir), moments.at(-1)).toEqual(expected)
    const file = new Database(join(dataDir, 'tenants', 'acme.db'), { readonly: true })
    expect(file.pragma('integrity_check', { simple: true })).toBe('ok')
    file.close()
  }
  // The kills must have met work in progress, or they prove nothing.
  const inTheMiddle = moments.filter((moment) => !moment.startsWith('0 '))
  expect(inTheMiddle.length, moments.join('; ')).toBeGreaterThan(rounds / 4)
}, 1_200_000)
