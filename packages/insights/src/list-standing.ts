/**
 * The pull requests behind the counts of health: also those of which nothing is stored, or nothing any more, which no
 * other list has. In the calling thread.
 */
import type { Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { chooseRepositories } from './choose-facts.ts'
import type { Standing } from './filter-schema.ts'
import { ofOneMoment } from './one-moment.ts'
import { readFacts } from './organization-facts.ts'
import { type Page, type PageRequest, readPage } from './read-page.ts'

export interface StandingRequest extends PageRequest {
  /** `owner/name`, or the name alone; null for all. */
  readonly repositories?: readonly string[] | null
  readonly standing: Standing
  /** Of what is incomplete, what is missing. */
  readonly lacks?: string | null
}

export interface StandingPullRequest {
  /** `owner/name` */
  readonly repository: string
  /** Null when GitHub does not even give its number. */
  readonly number: number | null
  /** Empty where it is not known. */
  readonly title: string
  /** Whether it has a page. */
  readonly isAnalyzed: boolean
  /** As GitHub said; null where nothing of it is stored. */
  readonly updatedAt: Instant | null
  readonly incomplete: readonly string[]
  /** Why it could not be read, and when it is tried again; null when it is not. */
  readonly retry: { readonly reason: string; readonly attempts: number; readonly nextAt: Instant } | null
  /** When it was found to be gone. */
  readonly removedAt: Instant | null
}

/** @throws InsightsError about the repositories, and `insights/bad-cursor` */
export async function listStanding(
  tenant: Tenant,
  request: StandingRequest,
): Promise<Page<StandingPullRequest>> {
  return ofOneMoment(tenant, () => readStanding(tenant, request))
}

const isQueuedAlone = `NOT EXISTS (SELECT 1 FROM raw_pull_requests AS p
  WHERE p.repository_id = s.repository_id AND p.number = s.number)`

/** Where those of a standing are, as rows `s` of a repository and a number. */
const sources: Readonly<Record<Standing, { readonly table: string; readonly condition?: string }>> = {
  stored: { table: 'raw_pull_requests' },
  incomplete: { table: 'analyzed_pull_requests', condition: 's.incomplete IS NOT NULL' },
  missing: { table: 'retry_queue', condition: isQueuedAlone },
  unanalyzed: {
    table: 'raw_pull_requests',
    condition: 's.key IN (SELECT pull_request_key FROM unanalyzed)',
  },
  retried: { table: 'retry_queue' },
  removed: { table: 'removed_pull_requests' },
}

type Row = Omit<StandingPullRequest, 'incomplete' | 'isAnalyzed' | 'retry'> & {
  readonly number: number
  readonly isAnalyzed: 0 | 1
  readonly incomplete: string | null
  readonly reason: string | null
  readonly attempts: number | null
  readonly nextAt: Instant | null
}

function readStanding(
  tenant: Tenant,
  { repositories = null, standing, lacks = null, ...page }: StandingRequest,
): Page<StandingPullRequest> {
  const chosen = chooseRepositories(readFacts(tenant).repositories, repositories)
  const { table, condition = 'true' } = sources[standing]
  const ofLacking = `instr(',' || a.incomplete || ',', ',' || ? || ',') > 0`
  const { count, rows, next } = readPage<Row>(
    tenant.sqlite,
    {
      list: `pull requests that are ${standing}`,
      columns: `o.owner || '/' || o.name AS repository, s.number, coalesce(a.title, g.title, '') AS title,
        a.pull_request_key IS NOT NULL AS isAnalyzed, r.updated_at AS updatedAt,
        iif(a.pull_request_key IS NULL, r.incomplete, a.incomplete) AS incomplete, q.reason, q.attempts, q.next_at AS nextAt,
        g.removed_at AS removedAt`,
      from: `FROM ${table} AS s JOIN repositories AS o ON o.id = s.repository_id
        LEFT JOIN raw_pull_requests AS r ON r.key = (o.ordinal << 32) + s.number
        LEFT JOIN analyzed_pull_requests AS a ON a.pull_request_key = r.key
        LEFT JOIN retry_queue AS q ON q.repository_id = o.id AND q.number = s.number
        LEFT JOIN removed_pull_requests AS g ON g.repository_id = o.id AND g.number = s.number
        WHERE ${condition} AND o.ordinal IN (SELECT value FROM json_each(?))
          ${lacks === null ? '' : `AND ${ofLacking}`}`,
      values: [JSON.stringify(chosen.map(({ ordinal }) => ordinal)), ...(lacks === null ? [] : [lacks])],
      place: ['s.number', 'o.ordinal'],
    },
    page,
  )
  return {
    count,
    next,
    rows: rows.map(({ reason, attempts, nextAt, ...row }) => ({
      ...row,
      number: row.number <= 0 ? null : row.number,
      isAnalyzed: row.isAnalyzed === 1,
      incomplete: row.incomplete === null ? [] : row.incomplete.split(','),
      retry: reason === null ? null : { reason, attempts: attempts!, nextAt: nextAt! },
    })),
  }
}
