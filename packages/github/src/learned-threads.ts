/**
 * How many threads to ask for with a pull request. Each costs a hundredth of a point, had or not; each pull request that
 * has more costs a further request. So: as many as nearly all of a repository's had lately.
 */
import type { RepositoryId } from '@upflow/model'

export interface LearnedThreads {
  sizeOf(repositoryId: RepositoryId): number
  /** As `sizeOf`; null while nothing is known of the repository. */
  learnedOf(repositoryId: RepositoryId): number | null
  /** @param counts of pull requests that were just read, by repository */
  learn(repositoryId: RepositoryId, counts: readonly number[]): void
}

/** Before anything is known of a repository. */
export const usualThreads = 10
/** A thousand pull requests are to take 270 points at the most, what overflows included. */
const bounds = { least: 4, most: 16 }
/** The part of pull requests that may have more: then eight of nine pages of 24 are whole at once. */
const mayOverflow = 0.005
/** Pull requests of each repository that are looked back on. */
const memory = 240
const enough = 24

export function createLearnedThreads(known: ReadonlyMap<RepositoryId, number> = new Map()): LearnedThreads {
  const counts = new Map<RepositoryId, number[]>()
  const sizes = new Map(known)
  return {
    sizeOf: (repositoryId) => sizes.get(repositoryId) ?? usualThreads,
    learnedOf: (repositoryId) => sizes.get(repositoryId) ?? null,
    learn(repositoryId, news) {
      const all = [...(counts.get(repositoryId) ?? []), ...news].slice(-memory)
      counts.set(repositoryId, all)
      if (all.length >= enough) sizes.set(repositoryId, learnedFrom(all))
    },
  }
}

function learnedFrom(counts: readonly number[]): number {
  const descending = [...counts].sort((a, b) => b - a)
  const quantile = descending[Math.floor(counts.length * mayOverflow)] ?? 0
  return Math.min(bounds.most, Math.max(bounds.least, quantile))
}
