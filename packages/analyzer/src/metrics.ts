/** Sums segments into metrics, by both clocks. What lasts on is not computable yet: null. */
import type { RawPullRequest } from '@upflow/model'
import type { Durations, Instants, Metrics, Segment, SizeClass, State, Turn } from './analysis.ts'
import type { CompiledRules } from './compile-rules.ts'

export interface Course {
  readonly instants: Instants
  readonly segments: readonly Segment[]
  /** Merged or closed, and not opened again. */
  readonly hasEnded: boolean
  readonly hasEarlyFeedback: boolean
}

export function sumMetrics(pullRequest: RawPullRequest, rules: CompiledRules, course: Course): Metrics {
  const { instants, segments, hasEnded, hasEarlyFeedback } = course
  return {
    ...sumDurations(course, ({ from, to }) => to! - from),
    working: sumDurations(course, ({ workingSeconds }) => workingSeconds!),
    unreviewed: hasEnded && instants.firstResponseAt === null && !hasEarlyFeedback,
    reviewRounds: countRounds(segments),
    ...size(pullRequest, rules),
  }
}

function sumDurations(
  { instants, segments, hasEnded }: Course,
  secondsOf: (segment: Segment) => number,
): Durations {
  const sums = new Map<State | Turn, number>()
  const add = (to: State | Turn, seconds: number) => sums.set(to, (sums.get(to) ?? 0) + seconds)
  for (const segment of segments) {
    if (segment.to === null) continue
    const seconds = secondsOf(segment)
    add(segment.state, seconds)
    if (segment.turn) add(segment.turn, seconds)
  }
  const of = (one: State | Turn) => sums.get(one) ?? 0
  const last = segments.at(-1)
  const lasting = last?.to === null ? last : null
  const unlessLasting = (one: State | Turn) =>
    lasting?.state === one || lasting?.turn === one ? null : of(one)

  const wasReady = instants.readyAt !== null
  const hasResponse = instants.firstResponseAt !== null
  const hasCoding = instants.firstCommittedAt !== null || segments.some(({ state }) => state === 'draft')
  const isCoding = lasting?.state === 'coding' || lasting?.state === 'draft'
  const awaiting = of('awaiting-request') + of('awaiting-review')
  const coding = hasCoding && !isCoding ? of('coding') + of('draft') : null
  const pickup = hasResponse ? awaiting : null
  const unanswered = hasEnded && wasReady && !hasResponse ? awaiting : null
  const review = hasEnded && hasResponse ? of('in-review') + of('approved') : null
  const parts = [coding, pickup, unanswered, review].filter((part) => part !== null)
  const total = hasEnded && parts.length > 0 ? parts.reduce((sum, part) => sum + part, 0) : null
  const deploy = instants.releasedAt === null ? null : of('awaiting-release')
  return {
    codingSeconds: coding,
    pickupSeconds: pickup,
    unansweredSeconds: unanswered,
    reviewSeconds: review,
    deploySeconds: deploy,
    totalSeconds: total,
    leadTimeSeconds: total === null || deploy === null ? null : total + deploy,
    awaitingRequestSeconds: unlessLasting('awaiting-request'),
    approvedNotMergedSeconds: unlessLasting('approved'),
    draftSeconds: unlessLasting('draft'),
    waitingAuthorSeconds: unlessLasting('author'),
    waitingReviewerSeconds: unlessLasting('reviewers'),
  }
}

/** A turn that a draft, a close or an approval interrupts is one turn. The first response gives it to the author. */
function countRounds(segments: readonly Segment[]): number {
  let rounds = 0
  let before: Turn = 'author'
  for (const { turn } of segments) {
    if (turn === null) continue
    if (turn === 'reviewers' && before === 'author') rounds++
    before = turn
  }
  return rounds
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
