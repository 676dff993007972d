/** Tags and deployments into a schema. */
import type { ReleaseMarkerStore } from '../store/release-marker-store.ts'
import { toDeploymentRows } from '../tenant/deployment-rows.ts'
import { toText } from './put-rows.ts'
import type { Schema } from './schema.ts'

export function createReleaseMarkers(schema: Schema): ReleaseMarkerStore {
  const { name } = schema
  return {
    putTags: ({ repositoryId, tags, isWhole }, busy) =>
      schema.transaction(async (client) => {
        await schema.put(
          client,
          { table: 'tags', key: ['repository_id', 'name'] },
          tags.map((tag) => ({
            repository_id: repositoryId,
            name: tag.name,
            sha: tag.sha,
            committed_at: tag.committedAt,
          })),
        )
        if (isWhole)
          await client.query(
            `DELETE FROM ${name}.tags WHERE repository_id = $1 AND name <> ALL($2::text[])`,
            [repositoryId, tags.map((tag) => toText(tag.name))],
          )
      }, busy),
    commitDeployments: ({ repositoryId, put, remove, state }, busy) =>
      schema.transaction(async (client) => {
        await schema.put(
          client,
          { table: 'deployments', key: ['repository_id', 'id'] },
          toDeploymentRows(repositoryId, put),
        )
        const others = remove === 'others'
        const ids = others ? put.map(({ id }) => id) : remove
        if (others || ids.length > 0)
          await client.query(
            `DELETE FROM ${name}.deployments WHERE repository_id = $1 AND id ${others ? '<> ALL' : '= ANY'}($2::text[])`,
            [repositoryId, ids],
          )
        if (state) await schema.put(client, { table: 'sync_state', key: ['repository_id', 'phase'] }, [state])
      }, busy),
  }
}
