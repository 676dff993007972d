/** Whether figures can be trusted: per repository what was read, what is missing, why, and when it is tried again. */
import type { Ignored } from '@upflow/analyzer'
import { type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant } from '@upflow/model'
import type { Pause } from '@upflow/settings'
import { ofOneMoment } from './one-moment.ts'
import { type RepositoryFacts, readFacts } from './organization-facts.ts'
import { type Outdated, outdatedReader } from './outdated.ts'

/** How far a pass over a repository has come. */
export interface Pass {
  /** `full`, `missing` or `files`. */
  readonly mode: string | null
  readonly pages: number
  readonly seen: number
  readonly changed: number
  /** Null when GitHub has not said yet. */
  readonly total: number | null
  /** Null while it lasts, or when it did not come to its end. */
  readonly completedAt: Instant | null
}

export interface RepositoryHealth {
  /** `owner/name` */
  readonly repository: string
  /** Since when nothing is read of it, and who said so; null where it is read. */
  readonly pause: Pause | null
  /** When the last pass that answers for all of it was complete; null before the first. */
  readonly asOf: Instant | null
  /** Where `asOf` is null: since when they were created that were all read; null when that is not known either. */
  readonly readSince: Instant | null
  /** Everything updated up to here is stored, or waits to be tried again. */
  readonly updatedUpTo: Instant | null
  readonly stored: number
  readonly analyzed: number
  /** Stored or changed since the last recalculation. */
  readonly unanalyzed: number
  /** Whether its analyses are by earlier settings, or before the latest releases, all or partly; null when they are not. */
  readonly outdated: Outdated | null
  /** Of what is stored: the history that is covered. */
  readonly firstCreatedAt: Instant | null
  readonly lastCreatedAt: Instant | null
  /** Not read whole: in no figure. */
  readonly incomplete: number
  /** Of those, by what is missing. */
  readonly incompleteIn: Readonly<Record<string, number>>
  /** Known to be there and not stored at all. */
  readonly unread: number
  readonly retries: number
  readonly nextRetryAt: Instant | null
  /** What GitHub no longer has. */
  readonly removed: number
  readonly backfill: Pass | null
  readonly crawl: Pass | null
}

/** By name; all of the same moment. */
export async function readHealth(tenant: Tenant): Promise<RepositoryHealth[]> {
  return ofOneMoment(tenant, () => health(tenant))
}

interface Analyzed {
  readonly analyzed: number
  readonly firstCreatedAt: number
  readonly lastCreatedAt: number
}

function health(tenant: Tenant): RepositoryHealth[] {
  const { sqlite } = tenant
  const byRepository = <Row>(sql: string) =>
    new Map(
      sqlite
        .prepare<[], Row & { repositoryId: string }>(sql)
        .all()
        .map((row) => [row.repositoryId, row]),
    )
  const analyzed = byRepository<Analyzed>(
    `SELECT repository_id AS repositoryId, count(*) AS analyzed, min(created_at) AS firstCreatedAt,
       max(created_at) AS lastCreatedAt FROM analyzed_pull_requests GROUP BY repository_id`,
  )
  const stored = byRepository<{ readonly count: number }>(
    'SELECT repository_id AS repositoryId, count(*) AS count FROM raw_pull_requests GROUP BY repository_id',
  )
  const removed = byRepository<{ readonly count: number }>(
    'SELECT repository_id AS repositoryId, count(*) AS count FROM removed_pull_requests GROUP BY repository_id',
  )
  const unanalyzed = byRepository<{ readonly count: number }>(
    `SELECT r.repository_id AS repositoryId, count(*) AS count FROM unanalyzed AS u
     JOIN raw_pull_requests AS r ON r.key = u.pull_request_key GROUP BY r.repository_id`,
  )
  const retries = byRepository<{ readonly count: number; readonly nextAt: number }>(
    `SELECT repository_id AS repositoryId, count(*) AS count, min(next_at) AS nextAt
     FROM retry_queue GROUP BY repository_id`,
  )
  const incomplete = incompleteOf(tenant)
  const { repositories, rules } = readFacts(tenant)
  const outdatedOf = outdatedReader(tenant, rules)
  return repositories.map((repository) => {
    const { id, name, asOf, pause, readSince, unread } = repository
    return {
      repository: name,
      pause,
      asOf,
      readSince,
      outdated: outdatedOf(repository),
      updatedUpTo: watermarkOf(tenant, id),
      stored: stored.get(id)?.count ?? 0,
      analyzed: analyzed.get(id)?.analyzed ?? 0,
      unanalyzed: unanalyzed.get(id)?.count ?? 0,
      firstCreatedAt: analyzed.get(id)?.firstCreatedAt ?? null,
      lastCreatedAt: analyzed.get(id)?.lastCreatedAt ?? null,
      incomplete: incomplete.get(id)?.count ?? 0,
      incompleteIn: incomplete.get(id)?.parts ?? {},
      unread,
      retries: retries.get(id)?.count ?? 0,
      nextRetryAt: retries.get(id)?.nextAt ?? null,
      removed: removed.get(id)?.count ?? 0,
      backfill: passOf(tenant, id, 'backfill'),
      crawl: passOf(tenant, id, 'crawl'),
    }
  })
}

function incompleteOf({ sqlite }: Tenant) {
  const rows = sqlite
    .prepare<[], { readonly repositoryId: string; readonly incomplete: string; readonly count: number }>(
      `SELECT repository_id AS repositoryId, incomplete, count(*) AS count FROM analyzed_pull_requests
       WHERE incomplete IS NOT NULL GROUP BY repository_id, incomplete`,
    )
    .all()
  const found = new Map<string, { count: number; parts: Record<string, number> }>()
  for (const { repositoryId, incomplete, count } of rows) {
    const one = found.get(repositoryId) ?? { count: 0, parts: {} }
    found.set(repositoryId, one)
    one.count += count
    for (const part of incomplete.split(',')) one.parts[part] = (one.parts[part] ?? 0) + count
  }
  return found
}

const passOf = ({ sqlite }: Tenant, id: RepositoryFacts['id'], phase: 'backfill' | 'crawl'): Pass | null =>
  sqlite
    .prepare<[string, string], Pass>(
      `SELECT mode, pages, seen, changed, total, completed_at AS completedAt
       FROM sync_state WHERE repository_id = ? AND phase = ? AND pass_token <> ''`,
    )
    .get(id, phase) ?? null

const watermarkOf = ({ sqlite }: Tenant, id: RepositoryFacts['id']): Instant | null =>
  sqlite
    .prepare<[string], number | null>(
      `SELECT watermark FROM sync_state WHERE repository_id = ? AND phase = 'crawl'`,
    )
    .pluck()
    .get(id) ?? null

/** A pull request that could not be read, or not whole. */
export interface Retry {
  readonly repository: string
  /** Null when GitHub does not even give its number. */
  readonly number: number | null
  readonly reason: string
  readonly attempts: number
  readonly nextAt: Instant
  /** Something of it is stored. */
  readonly isStored: boolean
}

/** Those that are tried first come first. */
export async function readRetries(
  { sqlite, retry }: Tenant,
  { limit }: { readonly limit: number },
): Promise<Retry[]> {
  const rows = await withBusyRetry(
    () =>
      sqlite
        .prepare<[number], Omit<Retry, 'isStored' | 'number'> & { number: number; isStored: 0 | 1 }>(
          `SELECT o.owner || '/' || o.name AS repository, q.number, q.reason, q.attempts, q.next_at AS nextAt,
             EXISTS (SELECT 1 FROM raw_pull_requests AS r
               WHERE r.repository_id = q.repository_id AND r.number = q.number) AS isStored
           FROM retry_queue AS q JOIN repositories AS o ON o.id = q.repository_id
           ORDER BY q.next_at, repository, q.number LIMIT ?`,
        )
        .all(limit),
    retry,
  )
  return rows.map((row) => ({
    ...row,
    number: row.number <= 0 ? null : row.number,
    isStored: row.isStored === 1,
  }))
}

/** How much of one kind did not count, and why. */
export interface IgnoredCount extends Pick<Ignored, 'kind' | 'why'> {
  readonly repository: string
  readonly count: number
}

/** What did not count, over all that is stored. */
export const readIgnored = ({ sqlite, retry }: Tenant): Promise<IgnoredCount[]> =>
  withBusyRetry(
    () =>
      sqlite
        .prepare<[], IgnoredCount>(
          `SELECT o.owner || '/' || o.name AS repository, one.value ->> '$.kind' AS kind,
             one.value ->> '$.why' AS why, count(*) AS count
           FROM analysis_details AS d JOIN analyzed_pull_requests AS a USING (pull_request_key)
             JOIN repositories AS o ON o.id = a.repository_id, json_each(d.ignored) AS one
           WHERE d.ignored <> '[]' GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC, 2, 3`,
        )
        .all(),
    retry,
  )
