/**
 * The columns of what was merged in a period, of those that are kept where they hold it. What is read to be kept is of
 * all repositories, and of all the time that is asked for lately: periods lie side by side.
 */
import type { Sqlite } from '@upflow/db'
import { type Follow, follow, followed, type Read } from './followed-reads.ts'
import { type Kept, namesByClock } from './kept-reads.ts'
import {
  type MergedColumns,
  type MergedOptions,
  metrics,
  readMerged,
  replaceMerged,
} from './merged-columns.ts'
import { holds, type Stretch, spanning } from './stretch.ts'

export interface WantedColumns extends MergedOptions {
  /** Of all repositories that there are. */
  readonly isOfAll: boolean
}

interface OfStretch extends Stretch {
  readonly columns: MergedColumns
}

const names = namesByClock<Read<OfStretch>>('merged', { isFollowed: true })
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
  const read = (stretch: Stretch, among?: ReadonlySet<number>) =>
    readMerged(sqlite, { ...options, ...stretch, withKey: true, ...(among && { among }) })
  const following: Follow<OfStretch> = {
    name: names[clock],
    update: ({ columns, ...stretch }, changed) => ({
      ...stretch,
      columns: replaceMerged(columns, changed, read(stretch, changed)),
    }),
    bytesOf: ({ columns }) => bytesOf(columns),
  }
  const wanted = isOfAll ? kept.toRead(names[clock], asked) : asked
  const known = followed(sqlite, kept, following)
  if (known !== null && holds(known, asked)) return known.columns
  const refused = kept.get(tooMuch[clock])
  if (!isOfAll || (refused !== null && holds(wanted, refused))) return readMerged(sqlite, options)
  const found = known === null ? { ...wanted, columns: read(wanted) } : extended(known, asked, read)
  if (!follow(sqlite, kept, following, found)) kept.put(tooMuch[clock], wanted, 0)
  return found.columns
}

/** With what lies between, of which only what is not there is read. */
function extended(
  { columns, ...known }: OfStretch,
  asked: Stretch,
  read: (stretch: Stretch) => MergedColumns,
): OfStretch {
  const { since, until } = spanning(known, asked)
  const missing = [
    { since, until: known.since },
    { since: known.until, until },
  ].filter((part) => part.since < part.until)
  const all = missing.reduce((sum, part) => replaceMerged(sum, new Set(), read(part)), columns)
  return { since, until, columns: all }
}

/** Its key, three numbers and its durations of eight bytes each, and where its profile is. */
const bytesOf = ({ count }: MergedColumns): number => count * 8 * (4 + metrics.length + 1)
