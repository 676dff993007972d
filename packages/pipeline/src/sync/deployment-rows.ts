/** What the file has of a repository's deployments, and how far they are known to be GitHub's. */
import type { SyncStateRow } from '@upflow/db'
import type { Deployment, Instant } from '@upflow/model'
import type { SyncContext } from './sync-context.ts'
import { beginPass, readState } from './sync-state.ts'

/** How many without a success are asked for again at once: of the latest, and of those before them in turn. */
const mostUnsettled = 100

export interface Standing {
  /**
   * By how many the stored ones exceeded those that GitHub counted when all were read: 0, but where it counts some that
   * it does not list. Null until all were read.
   */
  readonly surplus: number | null
  /** The last of the older ones without a success that was asked for again. */
  readonly turn: string
}

type Context = Pick<SyncContext, 'tenant' | 'repository'>

export async function readStanding({ tenant, repository }: Context): Promise<Standing> {
  const state = await readState(tenant, repository.id, 'deployments')
  return { surplus: state?.total ?? null, turn: state?.cursor ?? '' }
}

export async function toState(
  { tenant, repository }: Context,
  { surplus, turn }: Standing,
): Promise<SyncStateRow> {
  const state = await beginPass(tenant, repository.id, 'deployments', { token: '', mode: 'full' })
  return { ...state, total: surplus, cursor: turn }
}

export async function countDeployments({
  tenant,
  repository,
}: Context): Promise<{ readonly count: number; readonly newest: Instant | null }> {
  return tenant.db
    .selectFrom('deployments')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max<number | null>('created_at').as('newest')])
    .where('repository_id', '=', repository.id)
    .executeTakeFirstOrThrow()
}

/** Those without a success that may have one by now, but for those that have just been read. */
export async function findUnsettled(
  { tenant, repository }: Context,
  { but, turn }: { readonly but: readonly Deployment[]; readonly turn: string },
): Promise<{ readonly ids: string[]; readonly turn: string }> {
  const read = new Set(but.map(({ id }) => id))
  const rows = await tenant.db
    .selectFrom('deployments')
    .select('id')
    .where('repository_id', '=', repository.id)
    .where('succeeded_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
  const all = rows.map(({ id }) => id).filter((id) => !read.has(id))
  const older = all.slice(mostUnsettled).sort()
  const first = older.findIndex((id) => id > turn)
  const inTurn = older.slice(Math.max(0, first), Math.max(0, first) + mostUnsettled)
  return { ids: [...all.slice(0, mostUnsettled), ...inTurn], turn: inTurn.at(-1) ?? '' }
}
