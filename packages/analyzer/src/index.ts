// The shapes that go in, so that this package is enough by itself.
export {
  type Actor,
  type ActorKind,
  type Calendar,
  type CalendarRule,
  type Deployment,
  defaultCalendar,
  defaultRules,
  type Instant,
  type KindRule,
  type MergedLogins,
  parseInstant,
  type RawPullRequest,
  type ReleaseRule,
  type Rules,
  type Tag,
  toIso,
} from '@upflow/model'
export type {
  Analysis,
  AnalyzedResponse,
  Durations,
  Ignored,
  IgnoredWhy,
  Instants,
  Metrics,
  Now,
  Reason,
  ReasonKind,
  ReviewRequest,
  Segment,
  SizeClass,
  State,
  Turn,
} from './analysis.ts'
export { type Analyzer, analysisVersion, analyzePullRequest, createAnalyzer } from './analyze-pull-request.ts'
export { AnalyzerError, type AnalyzerErrorCode } from './analyzer-error.ts'
export { type Basis, basisOf } from './basis.ts'
export { type ClockOf, createClockOf } from './clocks.ts'
export { compileGlobs } from './globs.ts'
export type { RepositoryFacts } from './kind.ts'
export { compilePattern } from './pattern.ts'
export { createPersonOf } from './people.ts'
export { carriersOf, releaseBranchesOf, resolveReleases } from './release.ts'
export type { Merge, Release, ReleaseFacts } from './release-facts.ts'
export { matchRule, type RuleMatch } from './rule-match.ts'
export { ruleProblem } from './rule-problem.ts'
export { isReleaseWithheld } from './withhold.ts'
export {
  type CalendarProblem,
  calendarProblems,
  createWorkingClock,
  type WorkingClock,
} from './working-clock.ts'
