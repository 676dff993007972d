/** When a run has failed: nothing at all succeeded, of what is read nor of what is paused. */
import type { ErrorRecord, Settled } from '@upflow/jobs'
import { expect, it } from 'vitest'
import { summarize } from '../src/jobs/summary.ts'
import { outcomesOf, type Target } from '../src/jobs/targets.ts'
import { acme } from './support.ts'

const repository = (name: string) => ({ id: name, fullName: `acme/${name}` }) as unknown as Target
const failed = (message: string): Settled<never> => ({
  ok: false,
  error: { code: 'test/failed', message } as ErrorRecord,
  failedAt: 1,
})
const done: Settled<never> = { ok: true, value: { analyzed: 1, changed: 0, seen: 0 } as never }
const [a, b] = [repository('a'), repository('b')]

interface Came {
  /** Of the first that are read: the others lie idle. */
  readonly synced?: readonly Settled<never>[]
  readonly recalculated?: readonly Settled<never>[]
}

const summarized = (
  targets: readonly Target[],
  paused: readonly Target[],
  { synced = [], recalculated = [] }: Came,
) =>
  summarize(acme, targets, {
    paused,
    synced: outcomesOf(targets.slice(0, synced.length), synced),
    recalculated: outcomesOf([...targets, ...paused].slice(0, recalculated.length), recalculated),
  })

it.each([
  ['one of several that are paused', [], [a, b], { recalculated: [failed('x'), done] }, 1],
  [
    'all that is read, beside a paused one',
    [a],
    [b],
    { synced: [failed('x')], recalculated: [done, done] },
    1,
  ],
  ['all that is read, beside one that lies idle', [a, b], [], { synced: [failed('x')] }, 1],
  ['the paused one', [a], [b], { synced: [done], recalculated: [done, failed('x')] }, 1],
] as const)('%s is a part of it', (_, targets, paused, came, count) => {
  expect(summarized(targets, paused, came).failed).toHaveLength(count)
})

it.each([
  [
    'all that are paused',
    [],
    [a, b],
    { recalculated: [failed('x'), failed('y')] },
    'All 2 repositories failed, the first with: x',
  ],
  ['all that is read, and of the paused nothing was asked', [a], [b], { synced: [failed('x')] }, 'x'],
  [
    'all of both',
    [a],
    [b],
    { synced: [failed('x')], recalculated: [done, failed('y')] },
    'All 2 repositories failed, the first with: x',
  ],
] as const)('%s is all of it', (_, targets, paused, came, message) => {
  expect(() => summarized(targets, paused, came)).toThrow(message)
})
