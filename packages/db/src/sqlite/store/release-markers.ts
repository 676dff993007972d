/** Tags and deployments into a tenant file. */
import type { DeploymentCommit, ReleaseMarkerStore } from '../../store/release-marker-store.ts'
import { toDeploymentRows } from '../../tenant/deployment-rows.ts'
import type { DeploymentRow } from '../../tenant/tables.ts'
import { type BusyRetryOptions, withBusyRetry } from '../busy.ts'
import type { Sqlite } from '../open-sqlite.ts'
import { createUpsert } from '../upsert.ts'
import { createSyncRows } from './sync-rows.ts'

type PutTags = Parameters<ReleaseMarkerStore['putTags']>[0]

export function createReleaseMarkers(sqlite: Sqlite, retry: BusyRetryOptions): ReleaseMarkerStore {
  const putTag = createUpsert(sqlite, { table: 'tags', key: ['repository_id', 'name'] })
  const putDeployment = createUpsert<DeploymentRow>(sqlite, {
    table: 'deployments',
    key: ['repository_id', 'id'],
  })
  const { putState } = createSyncRows(sqlite)
  const removeTags = sqlite.prepare(
    'DELETE FROM tags WHERE repository_id = ? AND name NOT IN (SELECT value FROM json_each(?))',
  )
  const removeDeployment = sqlite.prepare('DELETE FROM deployments WHERE repository_id = ? AND id = ?')
  const removeOthers = sqlite.prepare(
    'DELETE FROM deployments WHERE repository_id = ? AND id NOT IN (SELECT value FROM json_each(?))',
  )
  const jsonOf = (texts: readonly string[]) => JSON.stringify(texts)

  const putTags = sqlite.transaction(({ repositoryId, tags, isWhole }: PutTags) => {
    for (const { name, sha, committedAt } of tags)
      putTag({ repository_id: repositoryId, name, sha, committed_at: committedAt })
    if (isWhole) removeTags.run(repositoryId, jsonOf(tags.map(({ name }) => name)))
  })
  const commitDeployments = sqlite.transaction(({ repositoryId, put, remove, state }: DeploymentCommit) => {
    for (const row of toDeploymentRows(repositoryId, put)) putDeployment(row)
    if (remove === 'others') removeOthers.run(repositoryId, jsonOf(put.map(({ id }) => id)))
    else for (const id of remove) removeDeployment.run(repositoryId, id)
    if (state) putState(state)
  })
  return {
    putTags: (tags, busy = retry) => withBusyRetry(() => putTags.immediate(tags), busy),
    commitDeployments: (commit, busy = retry) =>
      withBusyRetry(() => commitDeployments.immediate(commit), busy),
  }
}
