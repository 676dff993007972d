/** The columns of reviews of a time, of those that are kept where they hold it. In the calling thread. */
import type { Sqlite } from '@upflow/db'
import type { Clock } from './filter.ts'
import { type Follow, follow, followed, type Read } from './followed-reads.ts'
import { type Kept, namesByClock } from './kept-reads.ts'
import { readReviewColumns } from './read-review-columns.ts'
import { type ReviewColumns, replaceReviews, timed } from './review-columns.ts'
import { holds, type Stretch, spanning } from './stretch.ts'

interface OfStretch extends Stretch {
  readonly columns: ReviewColumns
}

const names = namesByClock<Read<OfStretch>>('reviews', { isFollowed: true })

/** Of what has not ended before a stretch of time and was opened before its end, and maybe more. */
export function reviewColumns(
  sqlite: Sqlite,
  { since, until, clock }: Stretch & { readonly clock: Clock },
  kept: Kept | null,
): ReviewColumns {
  const asked: Stretch = { since, until }
  const following: Follow<OfStretch> = {
    name: names[clock],
    update: ({ columns, ...stretch }, among) => ({
      ...stretch,
      columns: replaceReviews(columns, among, readReviewColumns(sqlite, { ...stretch, clock, among })),
    }),
    bytesOf: ({ columns }) => bytesOf(columns),
  }
  const wanted = kept?.toRead(names[clock], asked) ?? asked
  const known = followed(sqlite, kept, following)
  if (known !== null && holds(known, asked)) return known.columns
  const read =
    known === null
      ? { ...wanted, columns: readReviewColumns(sqlite, { ...wanted, clock }) }
      : extended(sqlite, known, { ...asked, clock })
  follow(sqlite, kept, following, read)
  return read.columns
}

/** With what lies between: people ask for one day after the other, and only what comes with it is read. */
function extended(
  sqlite: Sqlite,
  { columns, ...known }: OfStretch,
  { clock, ...asked }: Stretch & { readonly clock: Clock },
): OfStretch {
  const stretch = spanning(known, asked)
  const come = readReviewColumns(sqlite, { ...stretch, clock, without: known })
  return { ...stretch, columns: replaceReviews(columns, new Set(), come) }
}

/** Numbers of eight bytes, indices of four, where the profile is, and traits. */
const bytesOf = ({ pulls, requests, responses }: ReviewColumns): number =>
  pulls.key.length * (8 * (7 + timed.length) + 1) + requests.pull.length * 36 + responses.pull.length * 16
