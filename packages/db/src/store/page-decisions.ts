/** What is decided of a page and of a try, and how it is said: the same wherever they are stored. */
import type { RawPullRequest } from '@upflow/model'
import type { SyncStateRow } from '../tenant/tables.ts'
import type { PageCommit, PassPlace, QueuedItem, RetryCommit } from './page-store.ts'

/** What became of pull requests that were to be stored. */
export interface Stored {
  /** How many were new or different. */
  readonly changed: number
  /** By number. */
  readonly unchanged: ReadonlySet<number>
  readonly failed: readonly Unstorable[]
}

export interface Unstorable {
  readonly number: number
  readonly reason: string
}

/** Pull requests that are removed in one transaction. */
export const goneAtOnce = 50

/**
 * SQL over `old` and `excluded`. The newest updatedAt wins: a late, stale page never overwrites. Of two readings of the
 * same version, one whose children could not all be read does not replace one whose could.
 */
export const newestWins = `excluded.updated_at > old.updated_at
  OR (excluded.updated_at = old.updated_at AND (excluded.incomplete IS NULL OR old.incomplete IS NOT NULL))`

export const toUnstorable = (number: number, error: unknown): Unstorable => ({
  number,
  reason: `it cannot be stored: ${String(error)}`,
})

/**
 * Whether the page follows what there is. An owner that was stopped for long comes with one that another has read since,
 * whose token is forgotten with its pass: what it would bring back may be gone.
 */
export const isNextPage = ({ after }: Pick<PageCommit, 'after'>, stands: PassPlace | undefined): boolean =>
  after === undefined ||
  ((stands?.pass_token ?? '') === (after?.pass_token ?? '') && (stands?.pages ?? 0) === (after?.pages ?? 0))

export const isLastPage = (
  { isLast, isLastWhenUnchanged }: Pick<PageCommit, 'isLast' | 'isLastWhenUnchanged'>,
  { unchanged }: Pick<Stored, 'unchanged'>,
): boolean =>
  isLast || (isLastWhenUnchanged.length > 0 && isLastWhenUnchanged.every((number) => unchanged.has(number)))

export const stateAfter = (
  { state, end }: Pick<PageCommit, 'state' | 'end'>,
  { changed }: Pick<Stored, 'changed'>,
  isLast: boolean,
): SyncStateRow => ({
  ...state,
  changed: state.changed + changed,
  completed_at: isLast ? end.at : null,
})

/** What is queued of a page: what could not be read, then what cannot be stored. */
export const toQueue = (
  { unread, unstorableNextAt: nextAt }: Pick<PageCommit, 'unread' | 'unstorableNextAt'>,
  { failed }: Pick<Stored, 'failed'>,
): QueuedItem[] => [...unread, ...failed.map((one) => ({ ...one, nextAt }))]

/** Of those that are queued without a number. */
export interface Unnamed {
  readonly known: number
  /** The next number of ours is as much below 0. */
  readonly next: number
}

/**
 * Those of which GitHub does not even give the number have numbers of ours, from 0 down. Those that a pass over
 * everything finds queued, it has tried once more: with its last page they are forgotten, since what it came by instead
 * is queued anew. Until then they stay, as it may not get that far.
 */
export const toQueueUnnamed = (
  { reasons, nextAt, areNews }: PageCommit['unnamed'],
  { known, next }: Unnamed,
): QueuedItem[] =>
  reasons.slice(areNews ? 0 : known).map((reason, index) => ({
    number: 0 - next - index,
    reason: `GitHub gives neither it nor its number: ${reason}`,
    nextAt,
  }))

/** What was tried and failed, with why and until when. */
export function toPostpone({ tried, failed }: RetryCommit, stored: Pick<Stored, 'failed'>): QueuedItem[] {
  const reasons = new Map([...failed, ...stored.failed].map(({ number, reason }) => [number, reason]))
  return tried.flatMap(({ number, nextAt }) => {
    const reason = reasons.get(number)
    return reason === undefined ? [] : [{ number, reason, nextAt }]
  })
}

/** What was read whole is done with. */
export const wholeOf = (items: readonly RawPullRequest[]): number[] =>
  items.flatMap(({ number, incomplete }) => (incomplete.length === 0 ? [number] : []))
