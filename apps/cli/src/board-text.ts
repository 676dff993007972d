/** A board as text of at most 80 columns: per state how many wait, what is usual, and the longest waits. */
import type { Board, BoardColumn } from '@upflow/insights'
import type { Instant } from '@upflow/model'
import { formatDuration } from './duration.ts'
import { leftOutText, problemsText } from './left-out-text.ts'
import { localTime } from './local-time.ts'
import { wrapParts, wrapText } from './printable.ts'
import { stateWords, waitText } from './waiting-text.ts'

export function boardText(
  { columns, leftOut, releaseProblems }: Board,
  {
    at,
    organizationId,
    timeZone,
  }: { readonly at: Instant; readonly organizationId: string; readonly timeZone: string },
): string[] {
  return [
    ...wrapParts([`What waits in ${organizationId}`, localTime(timeZone)(at), `on the clock of ${timeZone}`]),
    ...columns.flatMap((column) => ['', headingOf(column), ...longestText(column, timeZone)]),
    '',
    leftOutText(leftOut),
    ...problemsText(releaseProblems),
  ].flatMap(wrapText)
}

function headingOf({ count, state, usual: { medianSeconds, n, p90Seconds } }: BoardColumn): string {
  const heading = `${stateWords(state)}: ${count}`
  if (medianSeconds === null) return heading
  const most = p90Seconds === null ? '' : `, nine in ten within ${formatDuration(p90Seconds)}`
  return `${heading} (usually ${formatDuration(medianSeconds)}${most}, of ${n})`
}

function longestText({ count, longest }: BoardColumn, timeZone: string): string[] {
  const left = count - longest.length
  return [
    ...longest.map((one) => waitText(one, timeZone)),
    ...(left > 0 && longest.length > 0 ? [`  and ${left} more`] : []),
  ]
}
