// The shapes that go in, so that this package is enough by itself.
export {
  type Actor,
  type ActorKind,
  defaultRules,
  type Instant,
  parseInstant,
  type RawPullRequest,
  type ReleaseRule,
  type Rules,
  type Tag,
  toIso,
} from '@upflow/model'
export type {
  Analysis,
  Ignored,
  IgnoredWhy,
  Instants,
  Metrics,
  Reason,
  ReasonKind,
  ReviewRequest,
  Segment,
  SizeClass,
  State,
} from './analysis.ts'
export { analysisVersion, analyzePullRequest, createAnalyzer } from './analyze-pull-request.ts'
export { AnalyzerError, type AnalyzerErrorCode } from './analyzer-error.ts'
export { compilePattern } from './pattern.ts'
export { type Merge, type Release, type ReleaseFacts, resolveReleases } from './release.ts'
