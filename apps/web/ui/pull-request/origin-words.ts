/** As of when a pull request is what GitHub has, and by which rules its numbers were made. */
import type { Story } from '../api/types.ts'
import { formatPlural } from '../format/number.ts'
import type { Zone } from '../format/zone.ts'

type Origin = Story['origin']

/** `as of 13 Jul 2026, 14:02; last changed there 12 Jul 2026, 9:00` */
export function readWords(
  { asOf, retry, updatedAt }: Pick<Origin, 'asOf' | 'retry' | 'updatedAt'>,
  zone: Pick<Zone, 'dateTime'>,
): string {
  if (asOf === null || updatedAt === null) return 'what was read of it is gone'
  const changed = asOf === updatedAt ? '' : `; last changed there ${zone.dateTime(updatedAt)}`
  const again =
    retry === null
      ? ''
      : `. What is newer could not be read (${formatPlural(retry.attempts, 'time')}: ${retry.reason}), and is tried again ${zone.dateTime(retry.nextAt)}`
  return `as of ${zone.dateTime(asOf)}${changed}${again}`
}

/** Whether its numbers are by other rules, another version of the analysis, or an earlier state than the present ones. */
export const isEarlier = ({ isChangedSince, outdated, presentRules, rules }: Origin): boolean =>
  isChangedSince || outdated === 'earlier' || rules !== presentRules

/** `by the present rules (3f2a9c1b04d7), version 4 of the analysis` */
export function analyzedWords(origin: Origin): string {
  const { analysisVersion, isChangedSince, outdated, presentAnalysisVersion, presentRules, rules } = origin
  const until = ', until the next recalculation'
  const made =
    rules === presentRules
      ? `by the present rules (${rules}), version ${presentAnalysisVersion} of the analysis`
      : analysisVersion === null
        ? `by earlier rules (${rules}) than the present ones (${presentRules}, version ${presentAnalysisVersion} of the analysis)${until}`
        : `by version ${analysisVersion} of the analysis, and not by the present one, ${presentAnalysisVersion}${until}`
  if (isChangedSince) return `${made}. It was changed since${until}`
  return rules === presentRules && outdated === 'earlier'
    ? `${made}, before the latest merges or releases of its repository${until}`
    : made
}
