/**
 * The columns of what was merged in a period, of those that are kept where they hold it. What is read to be kept is of
 * all repositories, and of all the time that is asked for lately: periods lie side by side.
 */
import type { Sqlite } from '@upflow/db'
import { type Kept, namesByClock } from './kept-reads.ts'
import { type MergedColumns, type MergedOptions, metrics, readMerged } from './merged-columns.ts'
import { holds, type Stretch } from './stretch.ts'

export interface WantedColumns extends MergedOptions {
  /** Of all repositories that there are. */
  readonly isOfAll: boolean
}

const names = namesByClock<Stretch & { readonly columns: MergedColumns }>('merged')
/** Of what was too much to be kept. */
const tooMuch = namesByClock<Stretch>('merged, too much')

/** Holds what is asked for, and may hold more: of other repositories, and of before and after. */
export function mergedColumns(
  sqlite: Sqlite,
  { isOfAll, ...options }: WantedColumns,
  kept: Kept | null,
): MergedColumns {
  const { clock } = options
  const asked: Stretch = {
    since: options.since ?? Number.NEGATIVE_INFINITY,
    until: options.until ?? Number.POSITIVE_INFINITY,
  }
  if (kept === null || options.withBase || options.only.clauses.length > 0) return readMerged(sqlite, options)
  const known = kept.get(names[clock])
  const wanted = isOfAll ? kept.toRead(names[clock], asked) : asked
  if (known !== null && holds(known, asked)) return known.columns
  const refused = kept.get(tooMuch[clock])
  if (!isOfAll || (refused !== null && holds(wanted, refused))) return readMerged(sqlite, options)
  const columns = readMerged(sqlite, { ...options, ...wanted })
  if (!kept.put(names[clock], { ...wanted, columns }, bytesOf(columns))) kept.put(tooMuch[clock], wanted, 0)
  return columns
}

/** Three numbers and its durations of eight bytes each, and where its profile is. */
const bytesOf = ({ count }: MergedColumns): number => count * 8 * (3 + metrics.length + 1)
