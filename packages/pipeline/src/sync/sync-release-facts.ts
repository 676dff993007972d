/**
 * What a repository's release rule asks GitHub for: its tags or its deployments, no more than GitHub has, and no fewer
 * where all could be read.
 */
import { createUpsert, type DeploymentRow, withBusyRetry } from '@upflow/db'
import { type Deployments, GithubError, type Tags } from '@upflow/github'
import type { FactsMissing, SyncContext } from './sync-context.ts'

/** @returns null when all of it could be read, or when the rule asks for none */
export async function syncReleaseFacts(context: SyncContext): Promise<FactsMissing | null> {
  switch (context.repository.releaseRule.kind) {
    case 'tags':
      return syncTags(context)
    case 'deployments':
      return syncDeployments(context)
    default:
      return null
  }
}

async function syncTags(context: SyncContext): Promise<FactsMissing | null> {
  const { github, repository, signal } = context
  const { tags, missing } = await orMissing<Tags>(
    context,
    () => github.tags(repository.id, signal),
    (missing) => ({
      tags: [],
      missing,
    }),
  )
  const rows = tags.map(({ name, sha, committedAt }) => ({
    repository_id: repository.id,
    name,
    sha,
    committed_at: committedAt,
  }))
  await replace(context, { table: 'tags', key: 'name', rows, missing })
  return missing === null ? null : { what: 'tags', reason: missing }
}

async function syncDeployments(context: SyncContext): Promise<FactsMissing | null> {
  const { github, repository, signal } = context
  const { deployments, missing } = await orMissing<Deployments>(
    context,
    () => github.deployments(repository.id, signal),
    (missing) => ({ deployments: [], missing }),
  )
  const rows = deployments.map((one) => ({
    repository_id: repository.id,
    id: one.id,
    environment: one.environment,
    sha: one.sha,
    committed_at: one.committedAt,
    creator_login: one.creator.login,
    creator_kind: one.creator.kind,
    created_at: one.createdAt,
    succeeded_at: one.succeededAt,
  })) satisfies DeploymentRow[]
  await replace(context, { table: 'deployments', key: 'id', rows, missing })
  return missing === null ? null : { what: 'deployments', reason: missing }
}

/** What is wrong with it does not lose what was read of the pull requests. */
async function orMissing<Facts>(
  { signal }: SyncContext,
  read: () => Promise<Facts>,
  without: (missing: string) => Facts,
): Promise<Facts> {
  try {
    return await read()
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof GithubError)) throw error
    return without(error.message)
  }
}

/** Puts the rows, and removes those that GitHub no longer has, unless there are some that could not be read. */
async function replace<Key extends string, Row extends Record<Key, string> & { repository_id: string }>(
  { tenant: { sqlite }, repository, busy }: SyncContext,
  facts: {
    readonly table: 'tags' | 'deployments'
    readonly key: Key
    readonly rows: readonly Row[]
    readonly missing: string | null
  },
): Promise<void> {
  const { table, key, rows, missing } = facts
  const upsert = createUpsert<Row>(sqlite, { table, key: ['repository_id', key] })
  const remove = sqlite.prepare(
    `DELETE FROM ${table} WHERE repository_id = ? AND ${key} NOT IN (SELECT value FROM json_each(?))`,
  )
  const write = sqlite.transaction(() => {
    for (const row of rows) upsert(row)
    if (missing === null) remove.run(repository.id, JSON.stringify(rows.map((row) => row[key])))
  })
  await withBusyRetry(() => write.immediate(), busy.retry)
}
