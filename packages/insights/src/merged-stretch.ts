/**
 * The columns of what was merged in a period, of those that are kept where they hold it. What is read to be kept is of
 * all repositories, and of all the time that is asked for lately: periods lie side by side.
 */
import type { Sqlite } from '@upflow/db'
import type { Read } from './followed-reads.ts'
import { type Kept, namesByClock } from './kept-reads.ts'
import { keptStretch, type OfStretch } from './kept-stretch.ts'
import {
  type MergedColumns,
  type MergedOptions,
  metrics,
  readMerged,
  replaceMerged,
} from './merged-columns.ts'
import { holds, type Stretch } from './stretch.ts'

export interface WantedColumns extends MergedOptions {
  /** Of all repositories that there are. */
  readonly isOfAll: boolean
}

const names = namesByClock<Read<OfStretch<MergedColumns>>>('merged', { isFollowed: true })
/** Of what was too much to be kept. */
const tooMuch = namesByClock<Stretch>('merged, too much')

/** Holds what is asked for, and may hold more: of other repositories, and of before and after. */
export function mergedColumns(
  sqlite: Sqlite,
  { isOfAll, ...options }: WantedColumns,
  kept: Kept | null,
): MergedColumns {
  const asked: Stretch = {
    since: options.since ?? Number.NEGATIVE_INFINITY,
    until: options.until ?? Number.POSITIVE_INFINITY,
  }
  if (kept === null || options.withBase || options.only.clauses.length > 0) return readMerged(sqlite, options)
  const stretch = keptStretch(sqlite, kept, {
    name: names[options.clock],
    read: (part) => readMerged(sqlite, { ...options, ...part, withKey: true }),
    replace: replaceMerged,
    bytesOf,
  })
  const wanted = isOfAll ? kept.toRead(names[options.clock], asked) : asked
  const known = stretch.find(asked)
  if (known !== null) return known
  const refused = kept.get(tooMuch[options.clock])
  if (!isOfAll || (refused !== null && holds(wanted, refused))) return readMerged(sqlite, options)
  const { columns, isKept } = stretch.read(asked, wanted)
  if (!isKept) kept.put(tooMuch[options.clock], wanted, 0)
  return columns
}

/** Its key, three numbers and its durations of eight bytes each, and where its profile is. */
const bytesOf = ({ count }: MergedColumns): number => count * 8 * (4 + metrics.length + 1)
