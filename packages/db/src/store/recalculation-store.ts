/** What a recalculation reads and writes. */
import type { RepositoryId } from '@upflow/model'
import type { BusyRetryOptions } from '../sqlite/busy.ts'
import type { Pass, WantedPass } from '../tenant/recalculations.ts'
import type { SentAnalysis } from './sent-analysis.ts'
import type { CarriersOf, StoredReleaseFacts } from './to-release-facts.ts'

export interface WantedStanding<Basis> extends WantedPass<Basis> {
  /** All is asked about, whatever is complete. */
  readonly everything: boolean
  readonly carriersOf: CarriersOf
  /** Hears how many are outdated before it is read what releases them, which takes longer. */
  readonly onOutdated?: (count: number) => void
}

/** Written since the pass; with the release that its analysis has, by JSON. */
export interface WrittenSince {
  readonly key: number
  readonly releasedAt: number | null
  readonly releasedBy: string | null
}

/**
 * What a pull request has of an analysis; in rows of plain values, since there are many. One that is outdated has to be
 * analyzed whatever releases it: it was written since, analyzed by another basis or never, or all is asked about.
 */
export type StoredAnalysis = readonly [
  key: number,
  number: number,
  isOutdated: 0 | 1,
  /** By the analysis that it has; the second is JSON, the third what it lacks. Null as well where all is asked about. */
  releasedAt: number | null,
  releasedBy: string | null,
  incomplete: string | null,
]

export const countOutdated = (analyses: readonly StoredAnalysis[]): number =>
  analyses.reduce((count, [, , isOutdated]) => count + isOutdated, 0)

/** Of one moment. */
export interface Standing<Basis> {
  readonly pass: Pass<Basis>
  /** Pull requests of the repository. */
  readonly pullRequests: number
  /** By key, where the pass is complete and not everything is asked about; else `all`. */
  readonly stale:
    | { readonly kind: 'written'; readonly written: readonly WrittenSince[] }
    | {
        readonly kind: 'all'
        readonly facts: StoredReleaseFacts
        /** By number. */
        readonly analyses: readonly StoredAnalysis[]
      }
}

export interface StoredPayload {
  readonly payload: string
  readonly contentHash: string
}

export interface AnalysesCommit {
  readonly repositoryId: RepositoryId
  /** Under which they were made: under another, nothing is written. */
  readonly pass: string
  readonly rulesHash: string
  /** Of the analyzed row of each. */
  readonly columns: readonly string[]
  readonly analyses: readonly SentAnalysis[]
}

export interface AnalysesReport {
  /** Another pass has begun: what was not written by then is not. */
  readonly isSuperseded: boolean
  readonly changed: number
  /** Of what is no longer stored. */
  readonly outdated: number
  readonly chunks: number
  readonly longestChunkMs: number
}

export interface RecalculationStore {
  readStanding<Basis>(wanted: WantedStanding<Basis>): Promise<Standing<Basis>>
  /** In the order of the keys, of one moment; undefined for what is gone. */
  readPayloads(keys: readonly number[]): Promise<readonly (StoredPayload | undefined)[]>
  /** Begins a pass: whoever makes analyses for another writes no more. */
  beginPass(repositoryId: RepositoryId, pass: string, busy?: BusyRetryOptions): Promise<void>
  /** All of its analyses are made. False when another has begun. */
  completePass(repositoryId: RepositoryId, pass: string, busy?: BusyRetryOptions): Promise<boolean>
  /** Writes those that are of what is stored, in short transactions. @throws the signal's reason, between two of them */
  writeAnalyses(
    commit: AnalysesCommit,
    options?: { readonly busy?: BusyRetryOptions; readonly signal?: AbortSignal | undefined },
  ): Promise<AnalysesReport>
}
