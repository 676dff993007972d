/** A run's status: a word with a mark of its own, never colour alone. */
import type { RunStatus } from '../api/types.ts'
import { statusLabels } from './run-words.ts'

const marks: Readonly<Record<RunStatus, string>> = {
  pending: 'M6 2 v4 h3',
  waiting: 'M4 3 v6 M8 3 v6',
  running: 'M4 3 l5 3 l-5 3 z',
  succeeded: 'M3 6 l2 2.5 l4 -5',
  partial: 'M3 6 h6 M6 3 v6',
  failed: 'M3.5 3.5 l5 5 m0 -5 l-5 5',
  cancelled: 'M3 6 h6',
  dead: 'M3.5 3.5 l5 5 m0 -5 l-5 5',
}

/** @param words instead of the plain status */
export const RunStatusLabel = ({ status, words }: { status: RunStatus; words?: string }) => (
  <span className={`run-status run-${status}`}>
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <path d={marks[status]} />
    </svg>
    {words ?? statusLabels[status]}
  </span>
)
