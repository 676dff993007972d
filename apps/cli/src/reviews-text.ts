/** How soon reviewers answer, as text of at most 80 columns. */
import type { Clock, Reviews, Spread } from '@upflow/insights'
import { formatDuration } from './duration.ts'
import { type About, headingText } from './heading-text.ts'
import { leftOutText } from './left-out-text.ts'
import { wrapText } from './printable.ts'

export function reviewsText(reviews: Reviews, about: About & { readonly clock: Clock }): string[] {
  const { answers, firstResponse, firstReview, leftOut, merged, unreviewed } = reviews
  const { clock } = about
  return [
    ...headingText('Reviews', about),
    `${merged} merged, ${unreviewed} without a response`,
    '',
    'How long it took                    median       p90       n',
    spreadText('from ready to the first response', firstResponse, clock),
    spreadText('from ready to the first review', firstReview, clock),
    spreadText('from a request to its answer', answers, clock),
    '',
    `Rounds of review: ${roundsText(reviews)}`,
    `Time in review: ${turnsText(reviews)}`,
    `Requests: ${requestsText(reviews)}`,
    `Responses: ${responsesText(reviews)}`,
    leftOutText(leftOut),
  ].flatMap(wrapText)
}

const spreadText = (what: string, { medianSeconds, n, p90Seconds }: Spread, clock: Clock): string =>
  `  ${what.padEnd(32)} ${formatDuration(medianSeconds, clock).padStart(7)} ${formatDuration(p90Seconds, clock).padStart(9)} ${String(n).padStart(7)}`

const roundsText = ({ rounds }: Reviews): string =>
  rounds
    .map((count, index) => `${index}${index === rounds.length - 1 ? ' or more' : ''}: ${count}`)
    .join(', ')

function turnsText({ turns: { approved, author, reviewers } }: Reviews): string {
  const all = approved + author + reviewers
  if (all === 0) return 'none'
  const share = (seconds: number) => `${Math.round((seconds / all) * 100)} %`
  return `author's turn ${share(author)}, reviewers' ${share(reviewers)}, approved, unmerged ${share(approved)}`
}

const requestsText = ({ requests: { answered, open, removed, unanswered } }: Reviews): string =>
  `${answered} answered, ${unanswered} never, ${removed} removed, ${open} open`

function responsesText({ load, responses }: Reviews): string {
  if (load === null) return `${responses}, by fewer than three people`
  const share = responses === 0 ? 0 : Math.round((load.busiestFifth / responses) * 100)
  return `${responses} by ${load.people} people, ${share} % of them by the busiest fifth`
}
