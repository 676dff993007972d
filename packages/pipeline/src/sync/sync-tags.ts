/** The tags of a repository whose release rule asks for them: those of GitHub, no more, and no fewer where all could be read. */
import { createUpsert, withBusyRetry } from '@upflow/db'
import type { SyncContext } from './sync-context.ts'

export async function syncTags({
  tenant,
  github,
  repository,
  busy,
  signal,
  log,
}: SyncContext): Promise<void> {
  if (repository.releaseRule.kind !== 'tags') return
  const { tags, missing } = await github.tags(repository.id, signal)
  if (missing !== null) log.warn(`not all tags could be read, so none is taken for removed: ${missing}`)
  const { sqlite } = tenant
  const upsert = createUpsert<{ repository_id: string; name: string; sha: string; committed_at: number }>(
    sqlite,
    { table: 'tags', key: ['repository_id', 'name'] },
  )
  const write = sqlite.transaction(() => {
    for (const { name, sha, committedAt } of tags)
      upsert({ repository_id: repository.id, name, sha, committed_at: committedAt })
    if (missing !== null) return
    sqlite
      .prepare('DELETE FROM tags WHERE repository_id = ? AND name NOT IN (SELECT value FROM json_each(?))')
      .run(repository.id, JSON.stringify(tags.map(({ name }) => name)))
  })
  await withBusyRetry(() => write.immediate(), busy.retry)
}
