export { type Automation, readAutomation } from './automation.ts'
export { type Change, toChange } from './change.ts'
export { chooseTeam } from './choose-facts.ts'
export { type Bar, barEdges } from './duration-bars.ts'
export {
  type Distribution,
  type Figures,
  isFirm,
  type Shares,
  type Stage,
  stages,
} from './figures.ts'
export {
  type Clock,
  clocks,
  everyWork,
  type Filter,
  type Grouping,
  groupings,
  sizeClasses,
  type TeamRole,
  teamRoles,
} from './filter.ts'
export type { Group, Week } from './group-figures.ts'
export { InsightsError, type InsightsErrorCode } from './insights-error.ts'
export type { LeftOut } from './left-out.ts'
export { type IgnoredItem, type IgnoredRequest, listIgnored } from './list-ignored.ts'
export {
  countOtherKinds,
  type ListedPullRequest,
  type ListRequest,
  listPullRequests,
  type PullRequestPage,
  type SortColumn,
  sortColumns,
} from './list-pull-requests.ts'
export { type ListedRequest, listRequests, type RequestsRequest } from './list-requests.ts'
export {
  type ListedResponse,
  listResponses,
  type ResponsePage,
  type ResponsesRequest,
} from './list-responses.ts'
export { listStanding, type StandingPullRequest, type StandingRequest } from './list-standing.ts'
export {
  countUnreadOpen,
  listWaiting,
  listWaits,
  type NowState,
  nowStates,
  type Waiting,
} from './list-waiting.ts'
export { type Metric, metrics } from './merged-columns.ts'
export { type AskOptions, type Insights, type InsightsOptions, openInsights } from './open-insights.ts'
export { type OrganizationFacts, type RepositoryFacts, readFacts } from './organization-facts.ts'
export { mostRounds } from './pull-request-traits.ts'
export type { Queries, QueryName } from './queries.ts'
export {
  type Board,
  type BoardColumn,
  type BoardRequest,
  mostAheadSeconds,
  mostForUsual,
  readBoard,
  usualSeconds,
} from './read-board.ts'
export {
  type DistributionRequest,
  type MetricDistribution,
  readDistribution,
} from './read-distribution.ts'
export { ageBands, type Flow, type FlowRequest, type FlowStep, readFlow } from './read-flow.ts'
export {
  type IgnoredCount,
  type Pass,
  type RepositoryHealth,
  type Retry,
  readHealth,
  readIgnored,
  readRetries,
} from './read-health.ts'
export type { Origin } from './read-origin.ts'
export type { Page, PageRequest } from './read-page.ts'
export { type Person, readPerson } from './read-person.ts'
export { readRaw } from './read-raw.ts'
export { type ReleaseBatch, type Releases, type ReleasesRequest, readReleases } from './read-releases.ts'
export { type Report, type ReportedRepository, type ReportRequest, readReport } from './read-report.ts'
export {
  type PickupGroup,
  type PickupGrouping,
  pickupGroupings,
  type ReviewPickup,
  type ReviewPickupRequest,
  readReviewPickup,
} from './read-review-pickup.ts'
export {
  type ReviewQueue,
  type ReviewQueueRequest,
  type ReviewQueueStep,
  readReviewQueue,
} from './read-review-queue.ts'
export { type Reviews, type ReviewsRequest, readReviews } from './read-reviews.ts'
export { readStory, type Story, type Sum, type SummedMetric } from './read-story.ts'
export {
  eventWords,
  ignoredKinds,
  ignoredNoun,
  ignoredReasons,
  ignoredText,
  ignoredWords,
  reasonWords,
} from './reason-words.ts'
export type { RepositoryProblem } from './release-problem.ts'
export { type RepositoryRuleMatch, readRuleMatches } from './rule-matches.ts'
export type { Slow } from './slowest.ts'
export { type Groups, isSamePerson } from './small-groups.ts'
export type { Spread } from './spread.ts'
export { QuestionFailed } from './threads/crossed-error.ts'
export { dayOf, startOfDay } from './zone-days.ts'
