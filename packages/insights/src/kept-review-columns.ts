/** The columns of reviews of a time, of those that are kept where they hold it. In the calling thread. */
import type { Sqlite } from '@upflow/db'
import type { Clock } from './filter.ts'
import { type Kept, namesByClock } from './kept-reads.ts'
import { readReviewColumns } from './read-review-columns.ts'
import { type ReviewColumns, timed } from './review-columns.ts'
import { holds, type Stretch } from './stretch.ts'

const names = namesByClock<Stretch & { readonly columns: ReviewColumns }>('reviews')

/** Of what has not ended before a stretch of time and was opened before its end, and maybe more. */
export function reviewColumns(
  sqlite: Sqlite,
  { since, until, clock }: Stretch & { readonly clock: Clock },
  kept: Kept | null,
): ReviewColumns {
  const known = kept?.get(names[clock]) ?? null
  const wanted = kept?.toRead(names[clock], { since, until }) ?? { since, until }
  if (known !== null && holds(known, { since, until })) return known.columns
  const columns = readReviewColumns(sqlite, wanted, clock)
  kept?.put(names[clock], { ...wanted, columns }, bytesOf(columns))
  return columns
}

/** Numbers of eight bytes, indices of four, where the profile is, and traits. */
const bytesOf = ({ pulls, requests, responses }: ReviewColumns): number =>
  pulls.key.length * (8 * (7 + timed.length) + 1) + requests.pull.length * 36 + responses.pull.length * 16
