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
  const wall = sumDurations(course, ({ from, to }) => to! - from)
  const { changedLines, changedFiles } = measureSize(pullRequest, rules)
  // Named one by one: spread into this object they were a quarter of an analysis.
  return {
    codingSeconds: wall.codingSeconds,
    pickupSeconds: wall.pickupSeconds,
    unansweredSeconds: wall.unansweredSeconds,
    reviewSeconds: wall.reviewSeconds,
    deploySeconds: wall.deploySeconds,
    totalSeconds: wall.totalSeconds,
    leadTimeSeconds: wall.leadTimeSeconds,
    awaitingRequestSeconds: wall.awaitingRequestSeconds,
    approvedNotMergedSeconds: wall.approvedNotMergedSeconds,
    draftSeconds: wall.draftSeconds,
    waitingAuthorSeconds: wall.waitingAuthorSeconds,
    waitingReviewerSeconds: wall.waitingReviewerSeconds,
    working: sumDurations(course, ({ workingSeconds }) => workingSeconds!),
    unreviewed: hasEnded && instants.firstResponseAt === null && !hasEarlyFeedback,
    reviewRounds: countRounds(segments),
    changedLines,
    changedFiles,
    sizeClass: sizeClass(changedLines),
  }
}

function sumDurations(
  { instants, segments, hasEnded }: Course,
  secondsOf: (segment: Segment) => number,
): Durations {
  const sums: Record<State | Turn, number> = {
    coding: 0,
    draft: 0,
    'awaiting-request': 0,
    'awaiting-review': 0,
    'in-review': 0,
    approved: 0,
    closed: 0,
    'awaiting-release': 0,
    author: 0,
    reviewers: 0,
  }
  for (const segment of segments) {
    if (segment.to === null) continue
    const seconds = secondsOf(segment)
    sums[segment.state] += seconds
    if (segment.turn) sums[segment.turn] += seconds
  }
  const last = segments.at(-1)
  const lasting = last?.to === null ? last : null
  const unlessLasting = (one: State | Turn) =>
    lasting?.state === one || lasting?.turn === one ? null : sums[one]

  const wasReady = instants.readyAt !== null
  const hasResponse = instants.firstResponseAt !== null
  const hasCoding = instants.firstCommittedAt !== null || segments.some(({ state }) => state === 'draft')
  const isCoding = lasting?.state === 'coding' || lasting?.state === 'draft'
  const awaiting = sums['awaiting-request'] + sums['awaiting-review']
  const coding = hasCoding && !isCoding ? sums.coding + sums.draft : null
  const pickup = hasResponse ? awaiting : null
  const unanswered = hasEnded && wasReady && !hasResponse ? awaiting : null
  const review = hasEnded && hasResponse ? sums['in-review'] + sums.approved : null
  const hasPart = coding !== null || pickup !== null || unanswered !== null || review !== null
  const total = hasEnded && hasPart ? (coding ?? 0) + (pickup ?? 0) + (unanswered ?? 0) + (review ?? 0) : null
  const deploy = instants.releasedAt === null ? null : sums['awaiting-release']
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

/** Without generated files. */
function measureSize(
  { additions, deletions, changedFiles, files }: RawPullRequest,
  { isGenerated }: CompiledRules,
): { readonly changedLines: number; readonly changedFiles: number } {
  let lines = additions + deletions
  let count = changedFiles
  for (const file of files) {
    if (!isGenerated(file.path)) continue
    lines -= file.additions + file.deletions
    count--
  }
  return { changedLines: Math.max(0, lines), changedFiles: Math.max(0, count) }
}

const sizeClass = (lines: number): SizeClass =>
  lines <= 10 ? 'XS' : lines <= 50 ? 'S' : lines <= 250 ? 'M' : lines <= 1000 ? 'L' : 'XL'
