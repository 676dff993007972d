/** The shapes of the API's answers, as the pages use them. */

export interface Actor {
  readonly kind: string
  readonly login: string
  readonly id: string | null
}

export interface Person {
  readonly login: string
  readonly kind: string
}

export interface Reason {
  readonly kind: string
  readonly at: number
  readonly actor: Actor | null
  readonly id: string | null
  readonly url: string | null
}

export interface Segment {
  readonly state: string
  readonly turn: string | null
  readonly from: number
  readonly to: number | null
  readonly workingSeconds: number | null
  readonly because: Reason
  readonly until: Reason | null
}

export interface Ignored {
  readonly kind: string
  readonly at: number | null
  readonly actor: Actor | null
  readonly why: string
}

export interface ReviewRequest {
  readonly reviewer: Person
  readonly requestedBy: string | null
  readonly requestedAt: number
  readonly removedAt: number | null
  readonly respondedAt: number | null
  readonly seconds: number | null
  readonly workingSeconds: number | null
}

export interface Response {
  readonly reviewer: Person
  readonly at: number
  readonly kind: string
  readonly id: string
  readonly requestedAt: number | null
  readonly seconds: number | null
  readonly workingSeconds: number | null
  readonly isAnswer: boolean
}

export interface Sum {
  readonly metric: 'coding' | 'pickup' | 'unanswered' | 'review' | 'deploy'
  readonly seconds: number | null
  readonly workingSeconds: number | null
  readonly parts: readonly { readonly state: string; readonly segments: number; readonly seconds: number }[]
}

export interface Duration {
  readonly wall: number | null
  readonly working: number | null
}

export type DurationName =
  | 'coding'
  | 'pickup'
  | 'unanswered'
  | 'review'
  | 'deploy'
  | 'total'
  | 'lead_time'
  | 'awaiting_request'
  | 'approved_not_merged'
  | 'draft'
  | 'waiting_author'
  | 'waiting_reviewer'

export interface PullRequest {
  readonly repository: string
  readonly number: number
  readonly title: string
  readonly url: string
  readonly state: 'open' | 'merged' | 'closed'
  readonly kind: string
  readonly author: Person
  readonly incomplete: readonly string[]
  readonly sizeClass: string | null
  readonly changedLines: number | null
  readonly changedFiles: number | null
  readonly reviewRounds: number | null
  readonly unreviewed: boolean | null
  readonly firstCommittedAt: number | null
  readonly createdAt: number
  readonly readyAt: number | null
  readonly reviewRequestedAt: number | null
  readonly firstResponseAt: number | null
  readonly firstReviewedAt: number | null
  readonly approvedAt: number | null
  readonly mergedAt: number | null
  readonly closedAt: number | null
  readonly releasedAt: number | null
  readonly releasedBy: string | null
  readonly now: { readonly state: string | null; readonly turn: string | null; readonly since: number | null }
  readonly durations: Readonly<Record<DurationName, Duration>>
}

export interface PullRequestList {
  readonly pullRequests: readonly PullRequest[]
  readonly next: string | null
}

export interface Story {
  readonly pullRequest: PullRequest
  readonly segments: readonly Segment[]
  readonly sums: readonly Sum[]
  readonly ignored: readonly Ignored[]
  readonly requests: readonly ReviewRequest[]
  readonly responses: readonly Response[]
}

export interface Organization {
  readonly id: string
  readonly name: string
  readonly isDemo: boolean
}

export interface OrganizationFacts extends Organization {
  readonly timeZone: string
  readonly repositories: readonly string[]
  readonly teams: readonly { readonly slug: string; readonly name: string }[]
  readonly calendar?: {
    readonly workingDays: readonly number[]
    readonly from: string
    readonly to: string
    readonly holidays: readonly string[]
  }
}

export interface Repository {
  readonly name: string
  readonly defaultBranch: string | null
  readonly releaseRule: { readonly kind: string; readonly key: string | readonly string[] | null }
  readonly asOf: number | null
  readonly unread: number
}

export interface Distribution {
  readonly n: number
  readonly medianSeconds: number | null
  readonly p75Seconds: number | null
  readonly p90Seconds: number | null
}

export type Metric = 'coding' | 'pickup' | 'unanswered' | 'review' | 'deploy' | 'total' | 'lead_time'
export type Stage = 'coding' | 'pickup' | 'review' | 'deploy'

export interface Figures {
  readonly merged: number
  readonly unreviewed: number
  readonly notReleased: number
  readonly incomplete: number
  readonly shares: Readonly<Record<Stage, number | null>>
  readonly metrics: Readonly<Record<Metric, Distribution>>
}

export interface Group extends Figures {
  readonly name: string
}

export interface Report {
  readonly timeZone: string
  readonly clock: 'wall' | 'working'
  readonly by: string | null
  readonly filter: { readonly since: number | null; readonly until: number | null }
  readonly firstMergedAt: number | null
  readonly lastMergedAt: number | null
  readonly all: Figures
  readonly previous: (Figures & { readonly since: number; readonly until: number }) | null
  readonly groups: readonly Group[]
  readonly weeks: readonly {
    readonly day: string
    readonly merged: number
    readonly medianTotalSeconds: number | null
  }[]
  readonly otherKinds: Readonly<Record<string, number>>
  readonly repositories: readonly {
    readonly name: string
    readonly asOf: number | null
    readonly unread: number
    readonly releaseProblem: string | null
  }[]
}

export interface Waiting {
  readonly repository: string
  readonly number: number
  readonly title: string
  readonly state: string
  readonly turn: string | null
  readonly since: number
  readonly on: readonly string[]
}

export interface RunError {
  readonly code: string
  readonly message: string
  readonly facts: Readonly<Record<string, unknown>>
}

export interface Progress {
  readonly current: number
  readonly total: number | null
  readonly message?: string
}

export type RunStatus =
  | 'pending'
  | 'waiting'
  | 'running'
  | 'succeeded'
  | 'partial'
  | 'failed'
  | 'cancelled'
  | 'dead'

export interface Run {
  readonly id: string
  readonly job: string
  readonly organization: string | null
  readonly status: RunStatus
  readonly queue: string
  readonly input: unknown
  readonly output: unknown
  readonly error: RunError | null
  readonly labels: Readonly<Record<string, string>>
  readonly isCancelRequested: boolean
  readonly recoveries: number
  readonly rerunOf: string | null
  readonly progress: Progress | null
  readonly owner: string | null
  readonly createdAt: number
  readonly availableAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

export interface Step {
  readonly key: string
  readonly kind: string
  readonly status: 'succeeded' | 'failed' | 'waiting'
  readonly attempts: number
  readonly result: unknown
  readonly error: RunError | null
  readonly wakeAt: number | null
  readonly startedAt: number
  readonly finishedAt: number
}

export interface RunEvent {
  readonly seq: number
  readonly at: number
  readonly step: string | null
  readonly type: string
  readonly owner?: string
  readonly status?: RunStatus
  readonly error?: RunError | null
  readonly until?: number
  readonly attempt?: number
  readonly durationSeconds?: number
  readonly progress?: Progress
  readonly level?: 'debug' | 'info' | 'warn' | 'error'
  readonly message?: string
  readonly data?: unknown
}
