/** The deployments of a repository in its file, and how far they are known to be GitHub's. */
import { createUpsert, type DeploymentRow, type Tenant } from '@upflow/db'
import type { Deployment, Instant, RepositoryId } from '@upflow/model'
import { beginPass, readState, writeState } from './sync-state.ts'

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

/** What is written is to be so in a transaction. */
export function createDeploymentRows(tenant: Tenant, repositoryId: RepositoryId) {
  const { sqlite } = tenant
  const upsert = createUpsert<DeploymentRow>(sqlite, { table: 'deployments', key: ['repository_id', 'id'] })
  const remove = sqlite.prepare('DELETE FROM deployments WHERE repository_id = ? AND id = ?')
  const removeOthers = sqlite.prepare(
    'DELETE FROM deployments WHERE repository_id = ? AND id NOT IN (SELECT value FROM json_each(?))',
  )
  const newest = sqlite
    .prepare<[string], Instant | null>('SELECT max(created_at) FROM deployments WHERE repository_id = ?')
    .pluck()
  const count = sqlite
    .prepare<[string], number>('SELECT count(*) FROM deployments WHERE repository_id = ?')
    .pluck()
  const unsettled = sqlite
    .prepare<[string, string], string>(
      `SELECT id FROM deployments WHERE repository_id = ? AND succeeded_at IS NULL
       AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY created_at DESC, id`,
    )
    .pluck()
  return {
    put(deployments: readonly Deployment[]) {
      for (const one of deployments)
        upsert({
          repository_id: repositoryId,
          id: one.id,
          environment: one.environment,
          sha: one.sha,
          committed_at: one.committedAt,
          creator_login: one.creator.login,
          creator_kind: one.creator.kind,
          created_at: one.createdAt,
          succeeded_at: one.succeededAt,
        })
    },
    remove(ids: readonly string[]) {
      for (const id of ids) remove.run(repositoryId, id)
    },
    keepOnly: (deployments: readonly Deployment[]) =>
      void removeOthers.run(repositoryId, JSON.stringify(deployments.map(({ id }) => id))),
    newest: () => newest.get(repositoryId) ?? null,
    count: () => count.get(repositoryId)!,
    /** Those without a success that may have one by now, but for those that have just been read. */
    unsettled(but: readonly Deployment[], { turn }: Standing) {
      const all = unsettled.all(repositoryId, JSON.stringify(but.map(({ id }) => id)))
      const older = all.slice(mostUnsettled).sort()
      const first = older.findIndex((id) => id > turn)
      const inTurn = older.slice(Math.max(0, first), Math.max(0, first) + mostUnsettled)
      return { ids: [...all.slice(0, mostUnsettled), ...inTurn], turn: inTurn.at(-1) ?? '' }
    },
    standing(): Standing {
      const state = readState(tenant, repositoryId, 'deployments')
      return { surplus: state?.total ?? null, turn: state?.cursor ?? '' }
    },
    stand({ surplus, turn }: Standing) {
      const state = beginPass(tenant, repositoryId, 'deployments', { token: '', mode: 'full' })
      writeState(tenant, { ...state, total: surplus, cursor: turn })
    },
  }
}
