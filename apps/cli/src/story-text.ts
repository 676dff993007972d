/** The story of a pull request as text: its states with their reasons, its sums, and what did not count. */
import { reasonWords, type Story } from '@upflow/insights'
import type { Instant } from '@upflow/model'
import { formatDuration } from './duration.ts'
import { ignoredLines } from './ignored-text.ts'
import { localTime } from './local-time.ts'
import { nameOf } from './printable.ts'
import { sumsText } from './sums-text.ts'

export function storyText(story: Story): string[] {
  const { ignored, pullRequest, repository, requests, responses, timeZone } = story
  const timeOf = localTime(timeZone)
  return [
    nameOf({ ...pullRequest, repository }),
    `${pullRequest.state}, of kind ${pullRequest.kind}, by ${pullRequest.author_login}`,
    ...(pullRequest.url ? [pullRequest.url] : []),
    ...(pullRequest.incomplete === null
      ? []
      : [`Not read whole, so that what needs it is unknown: ${pullRequest.incomplete}`]),
    '',
    'What happened',
    ...historyText(story, timeOf),
    '',
    'How each number came about, in seconds, and in those of working hours',
    ...sumsText(story),
    ...(requests.length > 0 ? ['', 'Asked for a review'] : []),
    ...requests.map(
      ({ removed_at, requested_at, responded_at, reviewer_login, seconds }) =>
        `  ${timeOf(requested_at)}  ${reviewer_login}: ${responded_at !== null ? `answered after ${formatDuration(seconds)}` : removed_at === null ? 'no answer' : 'taken back'}`,
    ),
    ...(responses.length > 0 ? ['', 'What reviewers said'] : []),
    ...responses.map(
      ({ at, kind, reviewer_login }) => `  ${timeOf(at)}  ${reviewer_login}: ${kind.replaceAll('-', ' ')}`,
    ),
    ...(ignored.length > 0 ? ['', 'What did not count'] : []),
    ...ignoredLines(ignored, timeOf),
  ]
}

function historyText({ pullRequest, segments, timeZone }: Story, timeOf: (at: Instant) => string): string[] {
  const last = segments.at(-1)
  if (!last) return ['  not known: it was not read whole']
  const words = (reason: NonNullable<typeof last.until>) => reasonWords(reason, pullRequest.pull_request_id)
  return [
    `  ${timeZone.padEnd(16)} ${'wall'.padStart(9)} ${'working'.padStart(9)}`,
    ...segments.map(({ because, from, state, to, turn, workingSeconds }) => {
      const times = [
        formatDuration(to === null ? null : to - from),
        formatDuration(workingSeconds, 'working'),
      ]
      return `  ${timeOf(from)} ${times.map((time) => time.padStart(9)).join(' ')}  ${stateText(state, turn).padEnd(17)} ${words(because)}`
    }),
    ...(last.until
      ? [`  ${timeOf(last.until.at)} ${' '.repeat(19)}  ${'end'.padEnd(17)} ${words(last.until)}`]
      : []),
  ]
}

const stateText = (state: string, turn: string | null) =>
  state.replaceAll('-', ' ') + (turn === null ? '' : `: ${turn}`)
