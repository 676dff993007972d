/** The columns of reviews of a time, of those that are kept where they hold it. In the calling thread. */
import type { Sqlite } from '@upflow/db'
import type { Clock } from './filter.ts'
import type { Read } from './followed-reads.ts'
import { type Kept, namesByClock } from './kept-reads.ts'
import { keptStretch, type OfStretch, type Part } from './kept-stretch.ts'
import { readReviewColumns } from './read-review-columns.ts'
import { type ReviewColumns, replaceReviews, timed } from './review-columns.ts'
import type { Stretch } from './stretch.ts'

const names = namesByClock<Read<OfStretch<ReviewColumns>>>('reviews', { isFollowed: true })

/** Of what has not ended before a stretch of time and was opened before its end, and maybe more. */
export function reviewColumns(
  sqlite: Sqlite,
  { since, until, clock }: Stretch & { readonly clock: Clock },
  kept: Kept | null,
): ReviewColumns {
  const asked: Stretch = { since, until }
  const wanted = kept?.toRead(names[clock], asked) ?? asked
  const reviews = {
    name: names[clock],
    read: (part: Part) => readReviewColumns(sqlite, part, clock),
    replace: replaceReviews,
    bytesOf,
  }
  return keptStretch(sqlite, kept, reviews, { asked, wanted })
}

/** Numbers of eight bytes, indices of four, where the profile is, and traits. */
const bytesOf = ({ pulls, requests, responses }: ReviewColumns): number =>
  pulls.key.length * (8 * (7 + timed.length) + 1) + requests.pull.length * 36 + responses.pull.length * 16
