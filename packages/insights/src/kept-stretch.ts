/**
 * Columns of a stretch of time that are kept over commits: brought up to date by what has changed, and where another
 * time is asked for, only what comes with it is read. People ask for one period after the other.
 */
import type { Sqlite } from '@upflow/db'
import { type Follow, follow, followed, type Read } from './followed-reads.ts'
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

/** What is kept, as the transaction under way sees it, where it holds what is asked for; else null. */
export function findStretch<Columns>(
  sqlite: Sqlite,
  kept: Kept | null,
  columns: StretchColumns<Columns>,
  asked: Stretch,
): Columns | null {
  const known = followed(sqlite, kept, followingOf(columns))
  return known !== null && holds(known, asked) ? known.columns : null
}

/**
 * The same, or what is read and kept then. Where with what is kept it would be too much, what is asked for alone is read
 * and not kept, until a commit.
 * @param wanted what is best read where nothing is kept: it holds what is asked for
 */
export function keptStretch<Columns>(
  sqlite: Sqlite,
  kept: Kept | null,
  of: StretchColumns<Columns>,
  { asked, wanted }: { readonly asked: Stretch; readonly wanted: Stretch },
): Columns {
  const following = followingOf(of)
  const known = followed(sqlite, kept, following)
  if (known !== null && holds(known, asked)) return known.columns
  const tooMuch: KeptName<Stretch> = { name: `${of.name.name}, too much` }
  const whole = known === null ? wanted : spanning(stretchOf(known), asked)
  const refused = kept?.get(tooMuch) ?? null
  if (refused !== null && holds(whole, refused)) return of.read(asked)
  const columns =
    known === null
      ? of.read(whole)
      : of.replace(known.columns, new Set(), of.read({ ...whole, without: stretchOf(known) }))
  if (!follow(sqlite, kept, following, { ...whole, columns })) kept?.put(tooMuch, whole, 0)
  return columns
}

const stretchOf = ({ since, until }: Stretch): Stretch => ({ since, until })

const followingOf = <Columns>({
  name,
  read,
  replace,
  bytesOf,
}: StretchColumns<Columns>): Follow<OfStretch<Columns>> => ({
  name,
  update: ({ columns, ...stretch }, changed) => ({
    ...stretch,
    columns: replace(columns, changed, read({ ...stretch, among: changed })),
  }),
  bytesOf: ({ columns }) => bytesOf(columns),
})
