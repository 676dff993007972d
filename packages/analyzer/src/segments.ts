/**
 * Cuts a history into segments: marks by time change a few facts, the facts have one state, and a segment
 * begins with the mark that changed it. So nothing overlaps, nothing is negative, and each boundary has a reason.
 */
import type { Instant } from '@upflow/model'
import type { Reason, ReasonKind, Segment, State } from './analysis.ts'

export interface Mark extends Reason {
  /** For `request`: somebody will be asked at `at`, so until then the pull request awaits a request. */
  readonly kind: ReasonKind
}

interface Facts {
  created: boolean
  draft: boolean
  closed: boolean
  asked: boolean
  responded: boolean
  waitingOn: 'author' | 'reviewer'
  approved: boolean
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
  'approval',
  'close',
  'reopen',
  'merge',
  'release',
]
const rank = new Map(order.map((kind, index) => [kind, index]))

/**
 * @param marks in any order, none after the end except `release`
 * @param end when the history ends, or null when it is open-ended
 */
export function cutSegments(marks: readonly Mark[], end: Instant | null): Segment[] {
  const sorted = [...marks].sort(
    (a, b) =>
      a.at - b.at || (rank.get(a.kind) ?? 0) - (rank.get(b.kind) ?? 0) || compare(a.id ?? '', b.id ?? ''),
  )
  const facts: Facts = {
    created: false,
    draft: false,
    closed: false,
    asked: !marks.some((mark) => mark.kind === 'request'),
    responded: false,
    waitingOn: 'author',
    approved: false,
    merged: false,
  }
  const segments: Segment[] = []
  let open: { state: State; waitingOn: 'author' | 'reviewer' | undefined; because: Mark } | null = null
  const close = (to: Instant | null) => {
    if (open === null || open.because.at === to) return
    const { state, waitingOn, because } = open
    segments.push({ state, ...(waitingOn ? { waitingOn } : {}), from: because.at, to, because })
  }

  for (const mark of sorted) {
    if (end !== null && mark.at > end) break
    apply(facts, mark)
    const state = stateOf(facts)
    const waitingOn = state === 'in-review' ? facts.waitingOn : undefined
    if (open !== null && open.state === state && open.waitingOn === waitingOn) continue
    // A segment of no length leaves no trace; the one before it goes on when the state returns to it.
    close(mark.at)
    open = { state, waitingOn, because: mark }
    const previous = segments.at(-1)
    if (previous && previous.state === state && previous.waitingOn === waitingOn && previous.to === mark.at) {
      segments.pop()
      open = { state, waitingOn, because: previous.because }
    }
  }
  close(end)
  return segments
}

function apply(facts: Facts, mark: Mark): void {
  switch (mark.kind) {
    case 'created':
      facts.created = true
      break
    case 'draft':
      facts.draft = true
      break
    case 'ready':
      facts.draft = false
      break
    case 'request':
      facts.asked = true
      break
    case 'push':
    case 'reply':
      facts.waitingOn = 'reviewer'
      break
    case 'comment':
    case 'review':
      facts.responded = true
      facts.waitingOn = 'author'
      break
    case 'approval':
      facts.responded = true
      facts.approved = true
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
    case 'release':
      break
  }
}

function stateOf(facts: Facts): State {
  if (facts.merged) return 'awaiting-release'
  if (!facts.created) return 'coding'
  if (facts.closed) return 'closed'
  if (facts.draft) return 'draft'
  if (facts.approved) return 'approved'
  if (facts.responded) return 'in-review'
  return facts.asked ? 'awaiting-review' : 'awaiting-request'
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
