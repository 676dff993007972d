/**
 * Keeps a version of the data for a while when reading it takes long: while a run writes, each commit makes another, and
 * the threads would answer the same anew many times a second, for nobody's good. A version is kept for some times what
 * its answers have taken, so that a thread is busy with one organization for a part of the time alone; where answers are
 * quick, no version is kept.
 */
import type { OrganizationId } from '@upflow/model'
import type { DataVersion, DataVersions } from './data-versions.ts'

export interface HoldOptions {
  /** No version is handed out that was looked up longer ago, unless it is still the latest. */
  readonly mostMs: number
}

export interface HeldVersions extends DataVersions {
  /** What an answer took. */
  note(organizationId: OrganizationId, ms: number): void
  /** From now on, none of it is handed out that was looked up until this instant, or until now where that is before. */
  noneUntil(organizationId: OrganizationId, ms: number): void
}

/** How much longer a version is kept than its answers took, beyond what is quick. */
const times = 4
const quickMs = 500

interface Held {
  readonly data: DataVersion
  readonly sinceMs: number
  /** What the answers of versions before had taken. */
  readonly usuallyMs: number
  tookMs: number
}

/** @param now in milliseconds since 1970 */
export function createHeldVersions(
  versions: DataVersions,
  { mostMs }: HoldOptions,
  now: () => number = Date.now,
): HeldVersions {
  const held = new Map<OrganizationId, Held>()
  /** Of what is known to have been written. */
  const latestMs = new Map<OrganizationId, number>()
  const takenBy = ({ usuallyMs, tookMs }: Held) => Math.max(usuallyMs, tookMs)
  const isHeld = (organizationId: OrganizationId, one: Held) => {
    const forMs = Math.min(mostMs, times * Math.max(0, takenBy(one) - quickMs))
    const keptMs = now() - one.sinceMs
    // A clock that is set back keeps nothing.
    return one.sinceMs > (latestMs.get(organizationId) ?? 0) && keptMs >= 0 && keptMs < forMs
  }
  return {
    async of(organizationId) {
      const sinceMs = now()
      const data = await versions.of(organizationId)
      const known = held.get(organizationId)
      const isSame = known?.data.version === data.version
      if (known && known.data.file === data.file && !isSame && isHeld(organizationId, known))
        return known.data
      // Of what nobody has asked for a while, less and less is known.
      const usuallyMs = known ? takenBy(known) / 2 : 0
      if (!isSame) held.set(organizationId, { data, sinceMs, usuallyMs, tookMs: 0 })
      return data
    },
    note(organizationId, ms) {
      const known = held.get(organizationId)
      // Of one that stays the latest for hours, the sum of all says nothing.
      if (known && now() - known.sinceMs < mostMs) known.tookMs += ms
    },
    noneUntil(organizationId, ms) {
      // By the clock of another machine it may be later.
      const until = Math.min(ms, now())
      latestMs.set(organizationId, Math.max(latestMs.get(organizationId) ?? 0, until))
    },
    close: () => versions.close(),
  }
}
