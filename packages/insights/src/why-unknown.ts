/** Why a number of a pull request is not there: it is not over, nothing happened, or it could not be read. */
import type { Ignored } from '@upflow/analyzer'
import type { AnalyzedRow } from '@upflow/db'
import { type Metric, metrics } from './merged-columns.ts'

export interface Circumstances {
  readonly row: AnalyzedRow
  readonly ignored: readonly Ignored[]
  /** Of its repository, as a sentence without its full stop; null when the rule releases. */
  readonly releaseProblem: string | null
  /** False when the rule is to release nothing. */
  readonly isReleasing: boolean
}

const ends = ['mergedAt', 'closedAt']
const periods = [...ends, 'events']
const talk = [...periods, 'reviews', 'comments', 'author']
/** What each is made of: without it there is no number. */
const needs: Readonly<Record<Metric, readonly string[]>> = {
  coding: [...periods, 'commits'],
  pickup: talk,
  unanswered: talk,
  review: talk,
  deploy: [...ends, 'mergeCommit'],
  total: [...talk, 'commits'],
  lead_time: [...talk, 'commits', 'mergeCommit'],
}

export type Unknown = Readonly<Partial<Record<Metric, string>>>

/** Of those numbers that are not known. */
export const whyUnknown = (circumstances: Circumstances): Unknown =>
  Object.fromEntries(
    metrics.flatMap((metric) => {
      const why = whyNull(metric, circumstances)
      return why === null ? [] : [[metric, why]]
    }),
  )

/** Null where it is known. */
function whyNull(metric: Metric, circumstances: Circumstances): string | null {
  const { row } = circumstances
  if (row[`${metric}_seconds`] !== null) return null
  const unread = row.incomplete?.split(',').filter((part) => needs[metric].includes(part)) ?? []
  return unread.length > 0 ? `could not be read whole: ${unread.join(', ')}` : reasons[metric](circumstances)
}

const isOpen = ({ state }: AnalyzedRow) => state === 'open'
const nobody = (row: AnalyzedRow) =>
  row.ready_at === null
    ? isOpen(row)
      ? 'not ready for review yet'
      : 'it was never ready for review'
    : isOpen(row)
      ? 'nobody has responded yet'
      : 'nobody responded while it was ready'

const reasons: Readonly<Record<Metric, (circumstances: Circumstances) => string>> = {
  coding({ row, ignored }) {
    if (isOpen(row) && row.now_state === 'draft') return 'not over yet: still a draft'
    return ignored.some(({ kind, why }) => kind === 'commit' && why === 'older-than-window')
      ? 'its commits of before it was opened are older than the coding window'
      : 'the first commit is not known: none is left of before it was opened, as when history is rewritten'
  },
  pickup: ({ row }) => nobody(row),
  unanswered: ({ row }) =>
    row.pickup_seconds !== null ? 'somebody responded' : isOpen(row) ? 'not over yet' : nobody(row),
  review: ({ row }) => (isOpen(row) && row.pickup_seconds !== null ? 'not over yet' : nobody(row)),
  deploy({ row, isReleasing, releaseProblem }) {
    if (row.merged_at === null) return isOpen(row) ? 'not merged yet' : 'closed without a merge'
    if (!isReleasing) return 'no release rule is set for its repository'
    return releaseProblem === null ? 'not released yet' : `not released: ${releaseProblem}`
  },
  total: ({ row }) => (isOpen(row) ? 'not over yet' : 'none of its parts is known'),
  lead_time: (circumstances) =>
    whyNull('deploy', circumstances) ?? whyNull('total', circumstances) ?? 'not known',
}
