/** The story of a pull request as text: its states with their reasons, its sums, and what did not count. */
import { ignoredWords, reasonWords, type Story, type Sum } from '@upflow/insights'
import type { Instant } from '@upflow/model'
import { formatDuration } from './duration.ts'

export function storyText({
  ignored,
  pullRequest,
  repository,
  requests,
  responses,
  segments,
  sums,
  timeZone,
}: Story): string[] {
  const timeOf = localTime(timeZone)
  const name = `${repository}#${pullRequest.number}`
  const last = segments.at(-1)
  return [
    pullRequest.title ? `${name}  ${pullRequest.title}` : name,
    `${pullRequest.state}, of kind ${pullRequest.kind}, by ${pullRequest.author_login}`,
    ...(pullRequest.url ? [pullRequest.url] : []),
    ...(pullRequest.incomplete === null
      ? []
      : [`Not read whole, so that what needs it is unknown: ${pullRequest.incomplete}`]),
    '',
    'What happened',
    `  ${timeZone.padEnd(16)} ${'wall'.padStart(9)} ${'working'.padStart(9)}`,
    ...segments.map(
      ({ because, from, state, to, turn, workingSeconds }) =>
        `  ${timeOf(from)} ${formatDuration(to === null ? null : to - from).padStart(9)} ${formatDuration(workingSeconds).padStart(9)}  ${stateText(state, turn).padEnd(17)} ${reasonWords(because)}`,
    ),
    ...(last?.until
      ? [`  ${timeOf(last.until.at)} ${' '.repeat(19)}  ${'end'.padEnd(17)} ${reasonWords(last.until)}`]
      : []),
    '',
    'How each number came about, in seconds, and in those of working hours',
    // Either of the two: what waited for a response was answered, or was not.
    ...sums
      .filter(({ metric, seconds }) => metric !== 'unanswered' || seconds !== null)
      .map((sum) =>
        sum.metric === 'pickup' && pullRequest.unanswered_seconds !== null
          ? '  pickup     –  nobody responded while it was ready'
          : sumText(sum),
      ),
    ...totals(pullRequest, sums),
    ...(requests.length > 0 ? ['', 'Asked for a review'] : []),
    ...requests.map(
      ({ requested_at, responded_at, reviewer_login, seconds }) =>
        `  ${timeOf(requested_at)}  ${reviewer_login}: ${responded_at === null ? 'no answer' : `answered after ${formatDuration(seconds)}`}`,
    ),
    ...(responses.length > 0 ? ['', 'What reviewers said'] : []),
    ...responses.map(
      ({ at, kind, reviewer_login }) => `  ${timeOf(at)}  ${reviewer_login}: ${kind.replaceAll('-', ' ')}`,
    ),
    ...(ignored.length > 0 ? ['', 'What did not count'] : []),
    ...ignoredText(ignored),
  ]
}

/** `2026-01-31 09:00` on the zone's clock. */
function localTime(timeZone: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return (at) => format.format(at * 1_000)
}
const stateText = (state: string, turn: string | null) =>
  state.replaceAll('-', ' ') + (turn === null ? '' : `: ${turn}`)

/** `pickup 30 = awaiting request 10 (1×) + awaiting review 20 (2×)` */
function sumText({ metric, parts, seconds, workingSeconds }: Sum): string {
  if (seconds === null) return `  ${metric.padEnd(10)} –  cannot be computed, or is not over`
  const summed = parts.map(
    (part) =>
      `${part.state.replaceAll('-', ' ')} ${part.seconds}${part.segments > 1 ? ` (${part.segments}×)` : ''}`,
  )
  return `  ${metric.padEnd(10)} ${seconds} = ${summed.join(' + ')}${workingText(workingSeconds)}`
}

const workingText = (seconds: number | null) => (seconds === null ? '' : `; working ${seconds}`)

function totals(
  {
    lead_time_seconds,
    lead_time_working_seconds,
    total_seconds,
    total_working_seconds,
  }: Story['pullRequest'],
  sums: readonly Sum[],
): string[] {
  if (total_seconds === null) return ['  total      –  cannot be computed, or is not over']
  const parts = sums.filter(({ metric, seconds }) => metric !== 'deploy' && seconds !== null)
  return [
    `  total      ${total_seconds} = ${parts.map(({ metric, seconds }) => `${metric} ${seconds}`).join(' + ')} (${formatDuration(total_seconds)})${workingText(total_working_seconds)}`,
    ...(lead_time_seconds === null
      ? ['  lead time  –  not released']
      : [
          `  lead time  ${lead_time_seconds} = total + deploy (${formatDuration(lead_time_seconds)})${workingText(lead_time_working_seconds)}`,
        ]),
  ]
}

function ignoredText(ignored: Story['ignored']): string[] {
  const counts = new Map<string, number>()
  for (const { kind, why } of ignored) {
    const text = `${kind}s ${ignoredWords[why] ?? why}`
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].map(([text, count]) => `  ${String(count).padStart(3)} ${text}`)
}
