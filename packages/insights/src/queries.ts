/** What can be asked of an organization: by name, what goes in and what comes out. Both are plain JSON. */
import type { Tenant } from '@upflow/db'
import type { Instant, MergedLogins, RawPullRequest, ReleaseRule } from '@upflow/model'
import { type Automation, readAutomation } from './automation.ts'
import type { Filter } from './filter.ts'
import type { KeptReads } from './kept-reads.ts'
import { type IgnoredItem, type IgnoredRequest, listIgnored } from './list-ignored.ts'
import { type ListRequest, listPullRequests, type PullRequestPage } from './list-pull-requests.ts'
import { type ListedRequest, listRequests, type RequestsRequest } from './list-requests.ts'
import { listResponses, type ResponsePage, type ResponsesRequest } from './list-responses.ts'
import { listStanding, type StandingPullRequest, type StandingRequest } from './list-standing.ts'
import { listWaiting, type Waiting } from './list-waiting.ts'
import { type OrganizationFacts, readFacts, readMergedLogins, readTimeZone } from './organization-facts.ts'
import { type Board, type BoardRequest, readBoard } from './read-board.ts'
import { type DistributionRequest, type MetricDistribution, readDistribution } from './read-distribution.ts'
import { type Flow, type FlowRequest, readFlow } from './read-flow.ts'
import {
  type IgnoredCount,
  type RepositoryHealth,
  type Retry,
  readHealth,
  readIgnored,
  readRetries,
} from './read-health.ts'
import type { Page } from './read-page.ts'
import { type Person, readPerson } from './read-person.ts'
import { readRaw } from './read-raw.ts'
import { type Releases, type ReleasesRequest, readReleases } from './read-releases.ts'
import { type Report, type ReportRequest, readReport } from './read-report.ts'
import { type ListedRepository, readRepositories } from './read-repositories.ts'
import { type ReviewPickup, type ReviewPickupRequest, readReviewPickup } from './read-review-pickup.ts'
import { type ReviewQueue, type ReviewQueueRequest, readReviewQueue } from './read-review-queue.ts'
import { type Reviews, type ReviewsRequest, readReviews } from './read-reviews.ts'
import { readStory, type Story } from './read-story.ts'
import { type RepositoryRuleMatch, readRuleMatches } from './rule-matches.ts'
import { type Groups, readGroups } from './small-groups.ts'

export interface Queries {
  /** Time zone, teams, repositories and how fresh they are. */
  readonly facts: { readonly request: Readonly<Record<string, never>>; readonly answer: OrganizationFacts }
  /** In which its days begin. */
  readonly timeZone: { readonly request: Readonly<Record<string, never>>; readonly answer: string }
  /** Which teams there are, and which of them are of few people in a time; null for no bound. */
  readonly groups: { readonly request: Pick<Filter, 'since' | 'until'>; readonly answer: Groups }
  /** Which logins are of one person. */
  readonly mergedLogins: {
    readonly request: Readonly<Record<string, never>>
    readonly answer: readonly MergedLogins[]
  }
  /** Figures of what was merged in a period. */
  readonly report: { readonly request: ReportRequest; readonly answer: Report }
  /** Which pull requests, page by page. */
  readonly pulls: { readonly request: ListRequest; readonly answer: PullRequestPage }
  /** What waits now for somebody, the longest first. */
  readonly waiting: {
    readonly request: {
      readonly filter?: Partial<Filter>
      readonly limit: number | null
      /** Who is a member of a team at this instant. Default: the present. */
      readonly now?: Instant | null
    }
    readonly answer: readonly Waiting[]
  }
  /** Whether anything names a person, and what waits on them. */
  readonly person: { readonly request: { readonly login: string }; readonly answer: Person }
  /** What waited at any instant, by state. */
  readonly board: { readonly request: BoardRequest; readonly answer: Board }
  /** How many took how long. */
  readonly distribution: { readonly request: DistributionRequest; readonly answer: MetricDistribution }
  /** What arrived, left, and was under way. */
  readonly flow: { readonly request: FlowRequest; readonly answer: Flow }
  /** Releases, and how long what they released had waited. */
  readonly releases: { readonly request: ReleasesRequest; readonly answer: Releases }
  /** How soon and when reviewers answer. */
  readonly reviews: { readonly request: ReviewsRequest; readonly answer: Reviews }
  /** The responses that those figures count; null of fewer than three people. */
  readonly responses: { readonly request: ResponsesRequest; readonly answer: ResponsePage }
  /** The requests of a review that they count. */
  readonly requests: { readonly request: RequestsRequest; readonly answer: Page<ListedRequest> }
  /** How many waited for a reviewer. */
  readonly reviewQueue: { readonly request: ReviewQueueRequest; readonly answer: ReviewQueue }
  /** How much sooner bots answer than people. */
  readonly reviewPickup: { readonly request: ReviewPickupRequest; readonly answer: ReviewPickup }
  /** Why the numbers of one pull request are what they are; null when there is no such, or none analyzed. */
  readonly story: {
    readonly request: { readonly repository: string; readonly number: number }
    readonly answer: Story | null
  }
  /** One pull request as it was read. */
  readonly raw: {
    readonly request: { readonly repository: string; readonly number: number }
    readonly answer: RawPullRequest
  }
  /** Per repository what was read and what is missing. */
  readonly health: {
    readonly request: Readonly<Record<string, never>>
    readonly answer: readonly RepositoryHealth[]
  }
  /** The pull requests that it counts. */
  readonly standing: { readonly request: StandingRequest; readonly answer: Page<StandingPullRequest> }
  /** Its repositories, and whose figures are by earlier settings. */
  readonly repositories: {
    readonly request: Readonly<Record<string, never>>
    readonly answer: readonly ListedRepository[]
  }
  /** What could not be read, and when it is tried again. */
  readonly retries: { readonly request: { readonly limit: number }; readonly answer: readonly Retry[] }
  /** Accounts that look like automation. */
  readonly automation: {
    readonly request: Readonly<Record<string, never>>
    readonly answer: readonly Automation[]
  }
  /** How much a release rule matches in each repository; null for those that hold. */
  readonly ruleMatches: {
    readonly request: { readonly rule: ReleaseRule | null }
    readonly answer: readonly RepositoryRuleMatch[]
  }
  /** What did not count, and why. */
  readonly ignored: {
    readonly request: Readonly<Record<string, never>>
    readonly answer: readonly IgnoredCount[]
  }
  /** The same one by one. */
  readonly ignoredItems: { readonly request: IgnoredRequest; readonly answer: Page<IgnoredItem> }
}
export type QueryName = keyof Queries

/** Answers in the calling thread; some from what was kept of the answers before. */
export const answers: {
  readonly [Name in QueryName]: (
    tenant: Tenant,
    request: Queries[Name]['request'],
    kept?: KeptReads,
  ) => Promise<Queries[Name]['answer']>
} = {
  facts: async (tenant) => readFacts(tenant),
  timeZone: async (tenant) => readTimeZone(tenant),
  groups: async (tenant, period) => readGroups(tenant, period),
  mergedLogins: async (tenant) => readMergedLogins(tenant),
  report: readReport,
  pulls: listPullRequests,
  waiting: (tenant, { filter = {}, limit, now }) => listWaiting(tenant, filter, limit, now),
  person: readPerson,
  board: (tenant, request, kept) => readBoard(tenant, request, { kept: kept ?? null }),
  distribution: readDistribution,
  flow: readFlow,
  releases: readReleases,
  reviews: readReviews,
  responses: listResponses,
  requests: listRequests,
  reviewQueue: readReviewQueue,
  reviewPickup: readReviewPickup,
  story: readStory,
  raw: readRaw,
  health: readHealth,
  repositories: readRepositories,
  retries: readRetries,
  ignored: readIgnored,
  ignoredItems: listIgnored,
  standing: listStanding,
  automation: readAutomation,
  ruleMatches: readRuleMatches,
}
