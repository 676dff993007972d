/**
 * Columns of a stretch of time that are kept over commits: brought up to date by what has changed, and where another
 * time is asked for, only what comes with it is read. People ask for one period after the other.
 */
import type { Sqlite } from '@upflow/db'
import { follow, followed, type Read } from './followed-reads.ts'
import type { Kept, KeptName } from './kept-reads.ts'
import { holds, type Stretch, spanning } from './stretch.ts'

export interface OfStretch<Columns> extends Stretch {
  readonly columns: Columns
}

/** What of a stretch is read. */
export interface Part extends Stretch {
  /** Of these pull requests alone, by key. Default: of all. */
  readonly among?: ReadonlySet<number>
  /** Without those of this stretch. */
  readonly without?: Stretch
}

export interface StretchColumns<Columns> {
  readonly name: KeptName<Read<OfStretch<Columns>>>
  readonly read: (part: Part) => Columns
  /** Without the rows of some pull requests, by key, and with those of `come`. */
  readonly replace: (before: Columns, gone: ReadonlySet<number>, come: Columns) => Columns
  readonly bytesOf: (columns: Columns) => number
}

export interface KeptStretch<Columns> {
  /** What is kept, as of the transaction under way, where it holds what is asked for; else null. */
  find(asked: Stretch): Columns | null
  /**
   * Reads what is asked for, or what of it is not kept, and keeps it.
   * @param wanted what is best read where nothing is kept: it holds what is asked for
   */
  read(asked: Stretch, wanted: Stretch): { readonly columns: Columns; readonly isKept: boolean }
}

export function keptStretch<Columns>(
  sqlite: Sqlite,
  kept: Kept | null,
  { name, read, replace, bytesOf }: StretchColumns<Columns>,
): KeptStretch<Columns> {
  const following = {
    name,
    update: ({ columns, ...stretch }: OfStretch<Columns>, changed: ReadonlySet<number>) => ({
      ...stretch,
      columns: replace(columns, changed, read({ ...stretch, among: changed })),
    }),
    bytesOf: ({ columns }: OfStretch<Columns>) => bytesOf(columns),
  }
  const known = followed(sqlite, kept, following)
  const extended = ({ columns, ...stretch }: OfStretch<Columns>, asked: Stretch): OfStretch<Columns> => {
    const all = spanning(stretch, asked)
    return { ...all, columns: replace(columns, new Set(), read({ ...all, without: stretch })) }
  }
  return {
    find: (asked) => (known !== null && holds(known, asked) ? known.columns : null),
    read(asked, wanted) {
      const found = known === null ? { ...wanted, columns: read(wanted) } : extended(known, asked)
      return { columns: found.columns, isKept: follow(sqlite, kept, following, found) }
    },
  }
}
