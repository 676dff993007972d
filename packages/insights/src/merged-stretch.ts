/**
 * The columns of what was merged in a period, of those that are kept where they hold it. What is kept is of all
 * repositories, and of all the time that was asked for: periods lie side by side.
 */
import type { Sqlite } from '@upflow/db'
import type { Read } from './followed-reads.ts'
import { type Kept, namesByClock } from './kept-reads.ts'
import { findStretch, keptStretch, type OfStretch, type Part } from './kept-stretch.ts'
import {
  type MergedColumns,
  type MergedOptions,
  metrics,
  readMerged,
  replaceMerged,
} from './merged-columns.ts'
import type { Stretch } from './stretch.ts'

export interface WantedColumns extends MergedOptions {
  /** Of all repositories that there are. */
  readonly isOfAll: boolean
}

const names = namesByClock<Read<OfStretch<MergedColumns>>>('merged', { isFollowed: true })

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
  const merged = {
    name: names[options.clock],
    read: (part: Part) => readMerged(sqlite, { ...options, ...part, withKey: true }),
    replace: replaceMerged,
    bytesOf,
  }
  if (!isOfAll) return findStretch(sqlite, kept, merged, asked) ?? readMerged(sqlite, options)
  return keptStretch(sqlite, kept, merged, { asked, wanted: kept.toRead(merged.name, asked) })
}

/** Its key, three numbers and its durations of eight bytes each, and where its profile is. */
const bytesOf = ({ count }: MergedColumns): number => count * 8 * (4 + metrics.length + 1)
