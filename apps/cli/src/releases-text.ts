/** How long merged work waits for its release, as text of at most 80 columns. */
import { type Clock, dayOf, type ReleaseBatch, type Releases } from '@upflow/insights'
import { formatDuration } from './duration.ts'
import { type About, headingText } from './heading-text.ts'
import { leftOutText, problemsText } from './left-out-text.ts'
import { lineLength, shorten, wrapText } from './printable.ts'

type OfReleases = About & { readonly clock: Clock }

export function releasesText(releases: Releases, about: OfReleases): string[] {
  const { atMerge, batches, count, leftOut, releaseProblems, unreleased } = releases
  const { clock, timeZone } = about
  const left = count - batches.length
  return [
    ...headingText('Releases', about),
    `${count} releases with ${releases.pullRequests} pull requests; released by their own merge: ${atMerge}`,
    ...(releases.medianWaitSeconds === null ? [] : [waitText(releases, clock)]),
    ...(batches.length === 0 ? [] : ['', 'The newest, what they released, and how long that had waited']),
    ...batches.map((one) => batchText(one, about)),
    ...(left > 0 && batches.length > 0 ? [`  and ${left} more`] : []),
    ...(unreleased.length === 0 ? [] : ['', 'Merged and not released']),
    ...unreleased.map(
      (one) => `  ${one.repository}: ${one.count}, the oldest since ${dayOf(one.oldestMergedAt, timeZone)}`,
    ),
    '',
    leftOutText(leftOut),
    ...problemsText(releaseProblems),
  ].flatMap(wrapText)
}

function waitText({ medianWaitSeconds, p90WaitSeconds }: Releases, clock: Clock): string {
  const most = p90WaitSeconds === null ? '' : `, nine in ten at most ${formatDuration(p90WaitSeconds, clock)}`
  return `From merge to release: ${formatDuration(medianWaitSeconds, clock)} (median)${most}`
}

function batchText(batch: ReleaseBatch, { clock, timeZone }: OfReleases): string {
  const { at, longestWaitSeconds, medianWaitSeconds, name, repository, size } = batch
  const begin = `  ${dayOf(at, timeZone)}  `
  const wait = `${formatDuration(medianWaitSeconds, clock)}, at most ${formatDuration(longestWaitSeconds, clock)}`
  const end = `  ${size} for ${wait}`
  return begin + shorten(`${name}  ${repository}`, Math.max(20, lineLength - begin.length - end.length)) + end
}
