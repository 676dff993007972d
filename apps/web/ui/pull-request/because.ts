/** Why a pull request's state follows from what happened, in words. */
import type { Segment, Story } from '../api/types.ts'
import { formatList } from '../format/number.ts'

type Context = Pick<Story, 'pullRequest' | 'requests' | 'responses' | 'ignored'>

/**
 * Why the state is this one and no other; empty where the event says it all.
 * @param before the segment before it; null for the first
 */
export function consequence(segment: Segment, before: Segment | null, story: Context): string {
  const { state, turn, because } = segment
  const { kind } = because
  switch (state) {
    case 'coding':
      return kind === 'commit' ? 'work had begun; it was opened later' : ''
    case 'draft':
      return before === null || before.state === 'coding'
        ? 'a draft waits for nobody but its author'
        : 'taken back from review'
    case 'awaiting-request':
      return 'nobody had been asked for a review yet; somebody was later'
    case 'awaiting-review':
      return kind === 'request' ? 'nobody had responded yet' : awaited(segment, story)
    case 'in-review':
      return inReview(segment, before, story)
    case 'approved':
      return kind === 'approval'
        ? 'an approval, and no request for changes in force'
        : 'what it had been approved for still stands'
    case 'closed':
      return 'it was reopened later; this time is in no figure'
    case 'awaiting-release':
      return 'merged work waits for a release that carries it'
    default:
      return turn === null ? '' : `the turn of the ${turn}`
  }
}

function awaited({ from, because }: Segment, { requests }: Context): string {
  const asked = requests.filter(
    ({ requestedAt, removedAt }) => requestedAt <= from && (removedAt === null || removedAt > from),
  )
  if (asked.length > 0)
    return `${formatList(unique(asked.map(({ reviewer }) => reviewer.login)))} had been asked, and had not responded`
  return because.kind === 'reopen'
    ? 'nobody had responded yet'
    : 'nobody was asked for a review, and nobody had responded'
}

function inReview(
  { turn, because, from }: Segment,
  before: Segment | null,
  { responses, ignored }: Context,
): string {
  const isFirst = !responses.some(({ at }) => at < from)
  switch (because.kind) {
    case 'ready':
    case 'created':
    case 'reopen': {
      const earlier = unique([
        ...responses.filter(({ at }) => at <= from).map(({ reviewer }) => reviewer.login),
        ...ignored
          .filter(({ why, at }) => why === 'while-draft' && at !== null && at <= from)
          .map(({ actor }) => actor?.login ?? 'somebody'),
      ])
      return earlier.length > 0
        ? `${formatList(earlier)} had already responded, so it is the ${turn === 'author' ? 'author’s' : 'reviewers’'} turn at once`
        : `it is the ${turn === 'author' ? 'author’s' : 'reviewers’'} turn`
    }
    case 'dismissal':
      return 'without that review it is no longer approved'
    case 'changes-requested':
      return before?.state === 'approved'
        ? 'a request for changes takes the approval back'
        : turnWords(isFirst)
    case 'push':
    case 'reply':
      return 'the author acted last, so reviewers are next'
    default:
      return turn === 'author' ? turnWords(isFirst) : 'reviewers are next'
  }
}

const turnWords = (isFirst: boolean) =>
  isFirst
    ? 'the first response: pickup ends here, and the author is next'
    : 'a reviewer spoke last, so the author is next'

const unique = (names: readonly string[]): string[] => [...new Set(names)]

export const ignoredRules: Readonly<Record<string, string>> = {
  bot: 'A bot is no reviewer, whatever it says.',
  author: 'What authors say to their own work is no response; it hands the turn to the reviewers.',
  excluded: 'The organization’s rules leave them out.',
  'not-a-person': 'Imported accounts and organizations cannot review.',
  pending: 'A review counts from when it is submitted.',
  'while-draft': 'Early feedback is kept and shown; the first response is the first while it is ready.',
  'while-closed': 'A closed pull request waits for nobody.',
  'before-created': 'Nothing before it was opened starts or ends a state.',
  'after-end': 'After the merge or close nothing changes how long it took.',
  'older-than-window': 'A commit from much longer before was not written for this pull request.',
}

/** The same kind of thing left out for the same reason, most first. */
export function groupIgnored(
  ignored: Story['ignored'],
): { kind: string; why: string; items: Story['ignored'] }[] {
  const groups = new Map<string, { kind: string; why: string; items: Story['ignored'][number][] }>()
  for (const one of ignored) {
    const key = `${one.kind} ${one.why}`
    const group = groups.get(key)
    if (group) group.items.push(one)
    else groups.set(key, { kind: one.kind, why: one.why, items: [one] })
  }
  return [...groups.values()].sort((a, b) => b.items.length - a.items.length)
}
