/** How far a run is, in one line for who hears the page. */
import type { Run, RunStatus } from '../api/types.ts'
import { formatCount } from '../format/number.ts'
import type { RunProgress } from './fold-events.ts'
import { countsWords, statusLabels } from './run-words.ts'

export interface Spoken {
  readonly run: Pick<Run, 'output'>
  readonly progress: RunProgress
  readonly status: RunStatus
}

/** Once it has ended, what stands in sight: what was read of a repository in vain is not counted there. */
export function spokenLine({ run, progress: { items }, status }: Spoken): string {
  const counts = countsWords(run)
  if (counts !== null) return `${statusLabels[status]}: ${counts}`
  const read = [...items.values()].filter(({ verb }) => verb === 'read')
  const count = read.reduce((sum, { current }) => sum + current, 0)
  const total = read.every((one) => one.total !== null)
    ? read.reduce((sum, one) => sum + (one.total ?? 0), 0)
    : null
  return `${statusLabels[status]}: ${formatCount(count)}${total === null ? '' : ` of ${formatCount(total)}`} pull requests read`
}
