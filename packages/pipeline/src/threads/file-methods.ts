/** What can be asked of the thread of a data file. */

import type { MessagePort } from 'node:worker_threads'
import type { LongWait, TenantLocation } from '@upflow/db'
import type {
  Finding,
  NewApp,
  RepositoryInfo,
  TeamName,
  Viewer,
  Visible,
  Wait,
  WantedRepository,
} from '@upflow/github'
import type { LogLevel } from '@upflow/jobs'
import type { Instant, OrganizationId, ReleaseRule, RepositoryId, Rules } from '@upflow/model'
import type { Delivery, Message, Situation } from '@upflow/notifications'
import type { GithubAccess } from '../credentials.ts'
import type { AppAccess, InstalledApp, ManifestCode } from '../github-app/ask-as-app.ts'
import type { RecalculateReport } from '../recalculate/recalculate-repository.ts'
import type { Repository } from '../repositories.ts'
import type { Beginning } from '../runs/record-run.ts'
import type { FeelOptions, Felt } from '../sync/feel-pulses.ts'
import type { Refreshed, RefreshWanted } from '../sync/refresh-pull-requests.ts'
import type { Retried } from '../sync/retry-unread.ts'
import type { SyncResult } from '../sync/sync-context.ts'
import type { SyncPass } from '../sync/sync-pass.ts'

export interface FileMethods {
  /** Nothing but that the file is open, and so up to date. */
  readonly open: { input: null; note: never; result: null }
  /** Brings what is read of it on this machine up to date: the path of the file. */
  readonly refresh: { input: null; note: never; result: string }
  /** Whom the token belongs to: the proof that it works. */
  readonly viewer: { input: GithubAccess; note: WaitNote; result: Viewer }
  /** What the credential is good for: each thing that was found, with what to do. */
  readonly check: {
    input: {
      readonly access: GithubAccess
      readonly repositories: readonly WantedRepository[]
      readonly teams: readonly TeamName[]
    }
    note: WaitNote
    result: Finding[]
  }
  /** Who an app is, and where it is installed. */
  readonly app: { input: AppAccess; note: never; result: InstalledApp }
  /** Makes the app whose manifest GitHub was given. */
  readonly convertManifest: { input: ManifestCode; note: never; result: NewApp }
  /** A page of what the token sees. */
  readonly visible: {
    input: { readonly access: GithubAccess; readonly cursor: string | null }
    note: WaitNote
    result: Visible
  }
  /** A page of an owner's repositories. @throws WorkerFailed `github/not-found` when there is no such owner */
  readonly owned: {
    input: { readonly access: GithubAccess; readonly owner: string; readonly cursor: string | null }
    note: WaitNote
    result: Visible
  }
  /** How many pull requests each has, of those that can be seen. */
  readonly totals: {
    input: { readonly access: GithubAccess; readonly ids: readonly RepositoryId[] }
    note: WaitNote
    result: ReadonlyMap<RepositoryId, number>
  }
  /** @throws WorkerFailed `github/not-found`, `github/access-denied` when it cannot be seen */
  readonly repository: {
    input: { readonly access: GithubAccess; readonly owner: string; readonly name: string }
    note: WaitNote
    result: RepositoryInfo
  }
  /** @throws WorkerFailed `github/not-found`, `github/access-denied` when it cannot be seen */
  readonly repositoryById: {
    input: { readonly access: GithubAccess; readonly id: RepositoryId }
    note: WaitNote
    result: RepositoryInfo
  }
  /** Whether the token may read what a sync asks for. @throws WorkerFailed `github/insufficient-scopes` */
  readonly probe: {
    input: { readonly access: GithubAccess; readonly repositoryId: RepositoryId }
    note: WaitNote
    result: null
  }
  /** Who is in a team there. @throws WorkerFailed with the code of the client's error when that cannot be said of all */
  readonly teamMembers: {
    input: { readonly access: GithubAccess; readonly team: TeamName }
    note: WaitNote
    result: string[]
  }
  /** Which of these have to be read, by a hundred at a request: the others are as they were when they last were. */
  readonly feelPulses: {
    input: { readonly access: GithubAccess } & Pick<FeelOptions, 'ids' | 'run'>
    note: WaitNote
    result: Felt
  }
  /** Reads a repository from GitHub and stores what it says. */
  readonly sync: { input: SyncTask; note: SyncNote; result: SyncResult }
  /** Reads some of its pull requests anew, and stores what GitHub says of them. */
  readonly refreshPullRequests: {
    input: Omit<SyncTask, 'pass'> & { readonly wanted: RefreshWanted }
    note: SyncNote
    result: Refreshed
  }
  /** Tries again what of it could not be read. */
  readonly retryUnread: {
    input: Omit<SyncTask, 'pass'> & { readonly over: string | null }
    note: SyncNote
    result: Retried
  }
  /** Takes a repository out of the file with all that was read of it, and writes down who did. */
  readonly removeRepository: {
    input: { readonly id: RepositoryId; readonly name: string; readonly by: string }
    note: never
    result: null
  }
  /** Writes down who began a run, once. */
  readonly recordBeginning: { input: Beginning; note: LockedNote; result: null }
  readonly recalculate: { input: RecalculateTask; note: RecalculateNote; result: RecalculateReport }
  /** What is to be told to whom. */
  readonly due: { input: Situation; note: never; result: Delivery[] }
  /** What is said of it; null when there is nothing to say any more. */
  readonly compose: { input: ComposeTask; note: never; result: Message | null }
}

export interface SyncTask {
  readonly pass: SyncPass
  readonly repository: Repository
  readonly access: GithubAccess
  /** Of the step, so that its pages are applied once. */
  readonly token: string
}

export type SyncNote =
  | { readonly kind: 'log'; readonly level: LogLevel; readonly message: string; readonly data: unknown }
  | WaitNote
export interface WaitNote {
  readonly kind: 'wait'
  readonly wait: Wait
}

/** The file is locked by another process, and that lasts. */
export interface LockedNote {
  readonly kind: 'locked'
  readonly wait: LongWait
}

export interface ComposeTask {
  readonly delivery: Extract<Delivery, { readonly topic: 'digest' | 'waits' }>
  /** Of the organization, as people write it. */
  readonly name: string
  readonly now: Instant
}

export interface RecalculateTask {
  readonly repositoryId: RepositoryId
  readonly rules: Rules
  readonly releaseRule: ReleaseRule
  readonly everything: boolean
  /** How many threads may be asked to analyze. */
  readonly threads: number
}

export type RecalculateNote =
  /** A request: let a thread analyze what comes through the port, until it is closed. */
  { readonly kind: 'analyzer'; readonly port: MessagePort } | LockedNote

/** What the thread is started with. */
export interface ServeFileTask {
  readonly kind: 'serve-file'
  readonly location: TenantLocation
  readonly organizationId: OrganizationId
  /** How long SQLite waits for a lock before the transaction is tried again. Default: that of every worker thread. */
  readonly busyTimeoutMs?: number
  readonly port: MessagePort
}
