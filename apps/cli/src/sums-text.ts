/** How each number of a pull request came about: the states it is the sum of, by both clocks, or why it is not known. */
import type { Story, Sum } from '@upflow/insights'
import { formatDuration } from './duration.ts'

export function sumsText(story: Story): string[] {
  const { sums, unknown } = story
  return [
    // Either of the two: what waited for a response was answered, or was not.
    ...sums
      .filter(({ metric, seconds }) => metric !== 'unanswered' || seconds !== null)
      .flatMap((sum) => sumText(sum, story)),
    ...totalText(story),
    ...leadTimeText(story, unknown.lead_time),
  ]
}

const name = (text: string) => `  ${text.padEnd(10)} `
const isUnknown = (text: string, why: string | undefined) => [`${name(text)}–  ${why ?? 'not known'}`]
const working = (seconds: number, text: string) => `${' '.repeat(13)}working ${seconds}${text}`
const stateOf = (state: string) => state.replaceAll('-', ' ')

/** `pickup 30 = awaiting request 10 (1×) + awaiting review 20 (2×)`, and below it the same in working hours. */
function sumText(
  { metric, parts, seconds, workingSeconds }: Sum,
  { pullRequest, segments, unknown }: Story,
): string[] {
  if (seconds === null) return isUnknown(metric, unknown[metric])
  if (metric === 'deploy' && seconds === 0) return [`${name(metric)}at merge${releasedBy(pullRequest)}`]
  if (segments.length === 0)
    return [
      `${name(metric)}${seconds}: known, but its parts are not: not read whole: ${pullRequest.incomplete ?? 'its history'}`,
    ]
  const summed = parts.map(
    (part) => `${stateOf(part.state)} ${part.seconds}${part.segments > 1 ? ` (${part.segments}×)` : ''}`,
  )
  const summedWorking = parts.map((part) => `${stateOf(part.state)} ${part.workingSeconds}`)
  return [
    `${name(metric)}${seconds} = ${summed.join(' + ')}`,
    ...(workingSeconds === null ? [] : [working(workingSeconds, ` = ${summedWorking.join(' + ')}`)]),
  ]
}

/** By a tag of the merge's second, for example; a merge into the release branch is released by itself. */
function releasedBy({ number, released_by }: Story['pullRequest']): string {
  const by = (released_by === null ? {} : JSON.parse(released_by)) as Readonly<Record<string, unknown>>
  const name = by.name ?? by.environment ?? (by.number === number ? undefined : by.number && `#${by.number}`)
  return name === undefined ? '' : `, by ${name}`
}

function totalText({ pullRequest, sums, unknown }: Story): string[] {
  const { total_seconds, total_working_seconds } = pullRequest
  if (total_seconds === null) return isUnknown('total', unknown.total)
  const parts = sums.filter(({ metric, seconds }) => metric !== 'deploy' && seconds !== null)
  const summed = (secondsOf: (sum: Sum) => number | null) =>
    parts.map((sum) => `${sum.metric} ${secondsOf(sum)}`).join(' + ')
  return [
    `${name('total')}${total_seconds} = ${summed(({ seconds }) => seconds)} (${formatDuration(total_seconds)})`,
    ...(total_working_seconds === null
      ? []
      : [working(total_working_seconds, ` = ${summed(({ workingSeconds }) => workingSeconds)}`)]),
  ]
}

function leadTimeText({ pullRequest }: Story, why: string | undefined): string[] {
  const { lead_time_seconds, lead_time_working_seconds } = pullRequest
  if (lead_time_seconds === null) return isUnknown('lead time', why)
  return [
    `${name('lead time')}${lead_time_seconds} = total + deploy (${formatDuration(lead_time_seconds)})`,
    ...(lead_time_working_seconds === null ? [] : [working(lead_time_working_seconds, '')]),
  ]
}
