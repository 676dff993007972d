/** The tags of a repository whose release rule asks for them: those of GitHub, no more, and no fewer where all could be read. */
import { createUpsert, withBusyRetry } from '@upflow/db'
import { GithubError, type Tags } from '@upflow/github'
import type { SyncContext } from './sync-context.ts'

/** @returns why not all of them could be read; null when they were */
export async function syncTags(context: SyncContext): Promise<string | null> {
  const { tenant, repository, busy } = context
  if (repository.releaseRule.kind !== 'tags') return null
  const { tags, missing } = await readTags(context)
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
  return missing
}

/** What is wrong with the tags does not lose what was read of the pull requests. */
async function readTags({ github, repository, signal }: SyncContext): Promise<Tags> {
  try {
    return await github.tags(repository.id, signal)
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof GithubError)) throw error
    return { tags: [], missing: error.message }
  }
}
