/** Sums segments into metrics. What lasts on is not computable yet: null. */
import type { RawPullRequest } from '@upflow/model'
import type { Instants, Metrics, Segment, SizeClass, State } from './analysis.ts'
import type { CompiledRules } from './compile-rules.ts'

export function sumMetrics(
  pullRequest: RawPullRequest,
  rules: CompiledRules,
  instants: Instants,
  segments: readonly Segment[],
): Metrics {
  const sum = (keep: (segment: Segment) => boolean) =>
    segments.reduce(
      (total, segment) => (keep(segment) && segment.to !== null ? total + segment.to - segment.from : total),
      0,
    )
  const of = (...states: State[]) => sum((segment) => states.includes(segment.state))
  const last = segments.at(-1)
  const lastsOn = (...states: State[]) =>
    last !== undefined && last.to === null && states.includes(last.state)

  const ended = instants.mergedAt !== null || instants.closedAt !== null
  const responded = instants.firstResponseAt !== null
  const codingSeconds =
    instants.firstCommittedAt === null || lastsOn('coding', 'draft') ? null : of('coding', 'draft')
  const pickupSeconds =
    instants.readyAt === null || !(responded || ended) ? null : of('awaiting-request', 'awaiting-review')
  const reviewSeconds = responded && ended ? of('in-review', 'approved') : null
  const deploySeconds = instants.releasedAt === null ? null : of('awaiting-release')
  const parts = [codingSeconds, pickupSeconds, reviewSeconds, deploySeconds].filter((part) => part !== null)

  return {
    codingSeconds,
    pickupSeconds,
    reviewSeconds,
    deploySeconds,
    totalSeconds: parts.length > 0 ? parts.reduce((total, part) => total + part, 0) : null,
    unreviewed: ended && !responded,
    awaitingRequestSeconds: of('awaiting-request'),
    approvedNotMergedSeconds: of('approved'),
    draftSeconds: of('draft'),
    waitingAuthorSeconds: sum((segment) => segment.waitingOn === 'author'),
    waitingReviewerSeconds: sum((segment) => segment.waitingOn === 'reviewer'),
    reviewRounds: segments.filter((segment) => segment.waitingOn === 'reviewer').length,
    ...size(pullRequest, rules),
  }
}

function size(
  pullRequest: RawPullRequest,
  rules: CompiledRules,
): Pick<Metrics, 'changedLines' | 'changedFiles' | 'sizeClass'> {
  const generated = pullRequest.files.filter((file) => rules.isGenerated(file.path))
  const generatedLines = generated.reduce((lines, file) => lines + file.additions + file.deletions, 0)
  const changedLines = Math.max(0, pullRequest.additions + pullRequest.deletions - generatedLines)
  return {
    changedLines,
    changedFiles: Math.max(0, pullRequest.changedFiles - generated.length),
    sizeClass: sizeClass(changedLines),
  }
}

const sizeClass = (lines: number): SizeClass =>
  lines <= 10 ? 'XS' : lines <= 50 ? 'S' : lines <= 250 ? 'M' : lines <= 1000 ? 'L' : 'XL'
