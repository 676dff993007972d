/** On whom a state waits: by name where that is known. */
import type { Segment, Story } from '../api/types.ts'
import { formatList } from '../format/number.ts'
import { toStateKey } from '../states/states.ts'

export function waitsFor(
  segment: Segment,
  { pullRequest, requests }: Pick<Story, 'pullRequest' | 'requests'>,
): string {
  const author = pullRequest.author.login
  switch (toStateKey(segment.state, segment.turn)) {
    case 'coding':
    case 'draft':
    case 'awaiting-request':
    case 'author':
      return author
    case 'awaiting-review':
    case 'reviewers': {
      const end = segment.to ?? Number.POSITIVE_INFINITY
      const asked = requests.filter(
        ({ requestedAt, respondedAt, removedAt }) =>
          requestedAt < end &&
          (respondedAt === null || respondedAt > segment.from) &&
          (removedAt === null || removedAt > segment.from),
      )
      return asked.length === 0
        ? 'any reviewer'
        : formatList([...new Set(asked.map(({ reviewer }) => reviewer.login))])
    }
    case 'approved':
      return 'whoever merges'
    case 'awaiting-release':
      return 'a release'
    default:
      return 'nobody'
  }
}
