/**
 * Which question is answered next. In the order in which they come, one that takes a millisecond would wait for all that
 * take a second; so each is due when it came, and later by some times what its kind takes, and the one that is due first
 * is next: short ones go before, and none waits for ever.
 */
export interface Kind {
  readonly organizationId: string
  readonly name: string
}

export interface QuestionQueue<One extends Kind> {
  readonly length: number
  has(one: One): boolean
  add(one: One): void
  /** Takes out the next; null when there is none. */
  take(): One | null
  /** False when it is not in it. */
  remove(one: One): boolean
  /** What one of its kind took to answer. */
  note(kind: Kind, ms: number): void
}

/** Times what it takes: so much longer than one of no length a question may wait. */
const patience = 10
/** However long they take: one that was slow for once, or of a long time, is not put off by that for all others. */
const longestMs = 5_000
/** How much the latest counts of what a kind is known to take. */
const weight = 0.25

export function createQuestionQueue<One extends Kind>(now = () => performance.now()): QuestionQueue<One> {
  const dueAt = new Map<One, number>()
  // Of an organization with much data it takes longer.
  const usualMs = new Map<string, number>()
  const keyOf = ({ organizationId, name }: Kind) => `${organizationId} ${name}`
  return {
    get length() {
      return dueAt.size
    },
    has: (one) => dueAt.has(one),
    // Of what is not known yet, it is known soonest when it goes first.
    add: (one) => void dueAt.set(one, now() + Math.min(longestMs, patience * (usualMs.get(keyOf(one)) ?? 0))),
    take() {
      let [next, first] = [null as One | null, Number.POSITIVE_INFINITY]
      for (const [one, due] of dueAt) if (due < first) [next, first] = [one, due]
      if (next !== null) dueAt.delete(next)
      return next
    },
    remove: (one) => dueAt.delete(one),
    note(kind, ms) {
      const key = keyOf(kind)
      const known = usualMs.get(key) ?? ms
      usualMs.set(key, known + weight * (ms - known))
    },
  }
}
