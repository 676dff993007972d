/**
 * Cuts a history into segments: marks by time change a few facts, the facts have one state, and a segment
 * begins with the mark that changed it. So nothing overlaps, nothing is negative, and each boundary has a reason.
 */
import type { Instant } from '@upflow/model'
import type { Reason, ReasonKind, Segment, State, Turn } from './analysis.ts'
import type { Mark } from './mark.ts'
import { compare } from './periods.ts'
import { isSame } from './who-counts.ts'
import type { WorkingClock } from './working-clock.ts'

interface Facts {
  created: boolean
  draft: boolean
  closed: boolean
  asked: boolean
  responded: boolean
  turn: Turn
  /** The latest of each reviewer, until it is dismissed. */
  readonly opinions: Mark[]
  approvedAt: Instant | null
  /** When its approval was last lost, and since when it had stood: regained in that second, it was never lost. */
  lost: { readonly at: Instant; readonly approvedAt: Instant } | null
  merged: boolean
}

/** At one instant, what must be true first comes first. */
const order: readonly ReasonKind[] = [
  'commit',
  'created',
  'draft',
  'ready',
  'request',
  'push',
  'reply',
  'comment',
  'review',
  'changes-requested',
  'approval',
  'dismissal',
  'close',
  'reopen',
  'merge',
  'release',
]
const ranks = new Map(order.map((kind, index) => [kind, index]))

export interface Cut {
  readonly segments: readonly Segment[]
  /** From when it stayed approved until the end of its life, or until now. */
  readonly approvedAt: Instant | null
}

interface Open {
  readonly state: State
  readonly turn: Turn | null
  readonly because: Mark
}

/**
 * @param marks in any order, none after the end of the life except `release`
 * @param end when the history ends, or null when it is open-ended
 */
export function cutSegments(marks: readonly Mark[], end: Instant | null, clock: WorkingClock): Cut {
  const sorted = marks.toSorted(byTime)
  const facts: Facts = {
    created: false,
    draft: false,
    closed: false,
    asked: !marks.some((mark) => mark.kind === 'request'),
    responded: false,
    turn: 'author',
    opinions: [],
    approvedAt: null,
    lost: null,
    merged: false,
  }
  const parts: Open[] = []
  let open: Open | null = null
  /** What ended the open one first, of the marks of its last second. */
  let ended: Mark | null = null
  for (const mark of sorted) {
    if (end !== null && mark.at > end) break
    apply(facts, mark)
    const state = stateOf(facts)
    const turn = state === 'in-review' ? facts.turn : null
    if (open !== null && open.state === state && open.turn === turn) continue
    // A segment of no length leaves no trace; the one before it goes on when the state returns to it.
    if (open !== null && open.because.at < mark.at) {
      parts.push(open)
      ended = mark
    }
    open = { state, turn, because: mark }
    const previous = parts.at(-1)
    if (previous && previous.state === state && previous.turn === turn) {
      open = parts.pop()!
      ended = null
    }
  }
  if (open !== null && (end === null || open.because.at < end)) parts.push(open)
  const last = end === null ? null : lastReason(parts, sorted, end, ended)
  // Where one ends and the next begins there is one reason.
  const reasons = parts.map(({ because }) => toReason(because))
  if (last) reasons.push(toReason(last))
  const segments = parts.map(({ state, turn }, index): Segment => {
    const because = reasons[index]!
    const until = reasons[index + 1] ?? null
    const from = because.at
    const to = until?.at ?? null
    const workingSeconds = to === null ? null : clock(from, to)
    return { state, turn, from, to, workingSeconds, because, until }
  })
  return { segments, approvedAt: facts.approvedAt }
}

/** What ended the last segment: the first that changed its state in its last second, else what the history ends with. */
function lastReason(
  parts: readonly Open[],
  sorted: readonly Mark[],
  end: Instant,
  ended: Mark | null,
): Mark | null {
  const last = parts.at(-1)
  if (!last) return null
  if (ended && ended.at === end) return ended
  return sorted.findLast(({ at, kind }) => at === end && isEnd(kind)) ?? null
}

const isEnd = (kind: ReasonKind) => kind === 'close' || kind === 'merge' || kind === 'release'

const byTime = (a: Mark, b: Mark) =>
  a.at - b.at ||
  ranks.get(a.kind)! - ranks.get(b.kind)! ||
  compare(a.id ?? '', b.id ?? '') ||
  compare(a.actor?.login ?? '', b.actor?.login ?? '')

const toReason = ({ kind, at, actor, id, url }: Mark): Reason => ({ kind, at, actor, id, url })

function apply(facts: Facts, mark: Mark): void {
  if (isOpinion(mark) || mark.kind === 'dismissal') applyOpinion(facts, mark)
  if (mark.isEarly) return
  switch (mark.kind) {
    case 'created':
      facts.created = true
      break
    case 'draft':
      facts.draft = true
      break
    case 'ready':
      facts.draft = false
      facts.turn = 'reviewers'
      break
    case 'request':
      facts.asked = true
      break
    case 'push':
    case 'reply':
      facts.turn = 'reviewers'
      break
    case 'comment':
    case 'review':
    case 'approval':
    case 'changes-requested':
      facts.responded = true
      facts.turn = 'author'
      break
    case 'close':
      facts.closed = true
      break
    case 'reopen':
      facts.closed = false
      break
    case 'merge':
      facts.merged = true
      break
    case 'commit':
    case 'dismissal':
    case 'release':
      break
  }
}

const isOpinion = ({ kind }: Mark) => kind === 'approval' || kind === 'changes-requested'

/** As GitHub decides it: an approval in force and no request for changes. */
function applyOpinion(facts: Facts, mark: Mark): void {
  const { opinions } = facts
  const { at, takesBack } = mark
  const former = opinions.findIndex(({ id, actor }) =>
    takesBack === undefined ? isSame(actor!, mark.actor!) : id === takesBack,
  )
  if (former >= 0) opinions.splice(former, 1)
  if (takesBack === undefined) opinions.push(mark)
  const isApproved =
    opinions.some(({ kind }) => kind === 'approval') &&
    !opinions.some(({ kind }) => kind === 'changes-requested')
  if (isApproved) facts.approvedAt ??= facts.lost?.at === at ? facts.lost.approvedAt : at
  else {
    if (facts.approvedAt !== null) facts.lost = { at, approvedAt: facts.approvedAt }
    facts.approvedAt = null
  }
}

function stateOf(facts: Facts): State {
  if (facts.merged) return 'awaiting-release'
  if (!facts.created) return 'coding'
  if (facts.closed) return 'closed'
  if (facts.draft) return 'draft'
  if (facts.responded) return facts.approvedAt === null ? 'in-review' : 'approved'
  return facts.asked ? 'awaiting-review' : 'awaiting-request'
}
