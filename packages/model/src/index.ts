export { type Actor, type ActorKind, ghost, normalizeLogin, toActor } from './actor.ts'
export { isDay } from './day.ts'
export {
  type Brand,
  isOrganizationId,
  type OrganizationId,
  type PullRequestId,
  parseOrganizationId,
  type RepositoryId,
  toPullRequestId,
  toRepositoryId,
} from './ids.ts'
export { type Instant, parseInstant, toIso } from './instant.ts'
export {
  type ChangedFile,
  type ChildSet,
  type Comment,
  type Commit,
  type Deployment,
  type PlainEventKind,
  type PullRequestPart,
  type PullRequestScalars,
  type PullRequestState,
  pullRequestParts,
  type RawPullRequest,
  type Review,
  type ReviewState,
  type Tag,
  type TimelineEvent,
} from './pull-request.ts'
export {
  type Calendar,
  type CalendarRule,
  defaultCalendar,
  defaultRules,
  type KindRule,
  type MergedLogins,
  type ReleaseRule,
  type Rules,
} from './rules.ts'
