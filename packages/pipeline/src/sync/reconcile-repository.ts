/**
 * Looks again at what the order of updates hides, since not everything that happens to a pull request moves its
 * `updatedAt`: at open ones every day, at those that were closed lately every week, and once a month at which there
 * are. Whatever is not due yet is not asked for.
 */
import type { Instant } from '@upflow/model'
import { backfillRepository } from './backfill-repository.ts'
import { refreshPullRequests } from './refresh-pull-requests.ts'
import { type SyncContext, type SyncResult, toResult } from './sync-context.ts'
import { syncReleaseFacts } from './sync-release-facts.ts'
import { beginPass, newState, readState } from './sync-state.ts'

type Part = 'open' | 'closed' | 'list'
type Counts = Pick<SyncResult, 'pages' | 'seen' | 'changed'>

const daySeconds = 86_400
const everySeconds: Readonly<Record<Part, number>> = {
  open: daySeconds,
  closed: 7 * daySeconds,
  list: 30 * daySeconds,
}
/** What comes once a day does not come at the same second. */
const slackSeconds = daySeconds / 2
/** Twice as long as they are looked at: each is, when it has rested for a week. */
const recentSeconds = 14 * daySeconds
const atOnce = 96

/** @throws GithubError `github/not-found` when the repository is gone: its data is kept */
export async function reconcileRepository(context: SyncContext): Promise<SyncResult> {
  const parts: Counts[] = []
  for (const part of ['open', 'closed'] as const)
    if (await isDue(context, part)) parts.push(await readAgain(context, part))
  if (!(await isDue(context, 'list')))
    return toResult(context, sumOf(parts), await syncReleaseFacts(context, { everything: true }))
  const listed = await backfillRepository(context, {
    kind: 'backfill',
    files: false,
    missing: true,
    since: null,
  })
  await complete(context, 'list')
  return { ...listed, ...sumOf([...parts, listed]) }
}

/** What an earlier try of the step has begun is due until it is done. */
async function isDue({ tenant, repository, token, now }: SyncContext, part: Part): Promise<boolean> {
  const known = await readState(tenant, repository.id, part)
  if (!known || known.completed_at === null) return true
  return known.pass_token !== token && known.completed_at <= now() - everySeconds[part] + slackSeconds
}

/** Reads whole what is stored as open, or as closed lately, in the order of the numbers; goes on where it was. */
async function readAgain(context: SyncContext, part: 'open' | 'closed'): Promise<Counts> {
  const { tenant, repository, token, busy, signal, now } = context
  let state = await beginPass(tenant, repository.id, part, { token, mode: 'full' })
  for (;;) {
    signal.throwIfAborted()
    const numbers = await numbersOf(context, part, Number(state.cursor ?? 0))
    if (numbers.length === 0) break
    const { seen, changed } = await refreshPullRequests(context, { numbers, facts: false, releases: false })
    state = {
      ...state,
      cursor: String(numbers.at(-1)),
      pages: state.pages + 1,
      seen: state.seen + seen,
      changed: state.changed + changed,
    }
    await tenant.putState(state, busy.retry)
  }
  await tenant.putState({ ...state, completed_at: now() }, busy.retry)
  return state
}

async function numbersOf(
  { tenant, repository, now }: SyncContext,
  part: 'open' | 'closed',
  after: number,
): Promise<number[]> {
  const since: Instant = now() - recentSeconds
  const rows = await tenant.db
    .selectFrom('raw_pull_requests')
    .select('number')
    .where('repository_id', '=', repository.id)
    .where('number', '>', after)
    .where(({ eb }) => (part === 'open' ? eb('state', '=', 'open') : eb('closed_at', '>=', since)))
    .orderBy('number')
    .limit(atOnce)
    .execute()
  return rows.map(({ number }) => number)
}

const complete = ({ tenant, repository, token, busy, now }: SyncContext, part: Part): Promise<void> =>
  tenant.putState(
    { ...newState(repository.id, part, { token, mode: 'missing' }), completed_at: now() },
    busy.retry,
  )

const sumOf = (all: readonly Counts[]): Counts => ({
  pages: all.reduce((sum, { pages }) => sum + pages, 0),
  seen: all.reduce((sum, { seen }) => sum + seen, 0),
  changed: all.reduce((sum, { changed }) => sum + changed, 0),
})
