/** What a sync commits: a page with the place where to go on, what was tried again, and what GitHub no longer has. */
import type { Instant, PullRequestId, RawPullRequest, RepositoryId } from '@upflow/model'
import type { BusyRetryOptions } from '../sqlite/busy.ts'
import type { FreshnessRow, RepositoryRow, SyncStateRow } from '../tenant/tables.ts'

/** What of a repository every page says. */
export type RepositoryFactsRow = Omit<RepositoryRow, 'release_rule' | 'ordinal'>
export type Fresh = Partial<Omit<FreshnessRow, 'repository_id'>>

/** A pull request that could not be read, or not whole. */
export interface QueuedItem {
  readonly number: number
  readonly reason: string
  readonly nextAt: Instant
}

/** How far the pass of a step has come over a repository. */
export type PassPlace = Pick<SyncStateRow, 'pass_token' | 'pages'>

export interface PageCommit {
  readonly repositoryId: RepositoryId
  /** Of the step and the page: a page is applied once. */
  readonly token: string
  /** Where the phase stood when the page was asked for; null where there was none. Default: wherever it stands. */
  readonly after?: PassPlace | null
  readonly items: readonly RawPullRequest[]
  readonly unread: readonly QueuedItem[]
  /** When what cannot be stored is tried again. */
  readonly unstorableNextAt: Instant
  readonly unnamed: {
    /** Why GitHub left out those whose number it does not give either. */
    readonly reasons: readonly string[]
    readonly nextAt: Instant
    /** False when they may be the ones that are known: then only more of them are added. */
    readonly areNews: boolean
  }
  /** What a pass over everything has come by; with its first page it forgets what an earlier one has. */
  readonly seen: { readonly begins: boolean; readonly numbers: readonly number[] } | null
  readonly facts: RepositoryFactsRow | null
  /** Where the pass stands after the page, but for what the page changes and whether it was the last. */
  readonly state: SyncStateRow
  /** Whether the page is the last: else it is when these, some at least, were all stored just as they came. */
  readonly isLast: boolean
  readonly isLastWhenUnchanged: readonly number[]
  /** What is written with the last. */
  readonly end: {
    readonly at: Instant
    /** The state of the crawl with the watermark up to which all is stored; of one that is there, only that is raised. */
    readonly crawl: SyncStateRow | null
    readonly fresh: Fresh | null
  }
}

/** What came of a try at what was asked for by its number: queued before, or now, if it could not be read whole. */
export interface RetryCommit {
  readonly repositoryId: RepositoryId
  readonly items: readonly RawPullRequest[]
  /** Gone at GitHub: queued no more. */
  readonly gone: readonly number[]
  /** What was tried, and when it is the next time, should it have failed. */
  readonly tried: readonly { readonly number: number; readonly nextAt: Instant }[]
  /** Why it failed. */
  readonly failed: readonly { readonly number: number; readonly reason: string }[]
}

export interface KnownPullRequest {
  readonly id: PullRequestId
  readonly number: number
}

export interface PageStore {
  /** Does nothing when the token was applied, or when the phase no longer stands where the page follows. */
  commitPage(commit: PageCommit, busy?: BusyRetryOptions): Promise<void>
  commitRetry(commit: RetryCommit, busy?: BusyRetryOptions): Promise<void>
  /** Removes what GitHub no longer has, and remembers that, some at a time. */
  removeGone(
    gone: {
      readonly repositoryId: RepositoryId
      readonly pullRequests: readonly KnownPullRequest[]
      readonly at: Instant
    },
    busy?: BusyRetryOptions,
  ): Promise<void>
  /** After a pass over everything: what is queued and was not come by is due, and what was come by is forgotten. */
  forgetSeen(repositoryId: RepositoryId, dueAt: Instant, busy?: BusyRetryOptions): Promise<void>
  putState(state: SyncStateRow, busy?: BusyRetryOptions): Promise<void>
  putFresh(repositoryId: RepositoryId, fresh: Fresh, busy?: BusyRetryOptions): Promise<void>
  /** Forgets the tokens that begin so, once nothing can apply them again. */
  forgetTokens(prefix: string, busy?: BusyRetryOptions): Promise<void>
}
