/** What did not count, one by one, each with its pull request: what the counts of health are of. In the calling thread. */
import type { Ignored } from '@upflow/analyzer'
import type { Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { chooseRepositories } from './choose-facts.ts'
import { ofOneMoment } from './one-moment.ts'
import { readFacts } from './organization-facts.ts'
import { type Page, type PageRequest, readPage } from './read-page.ts'

export interface IgnoredRequest extends PageRequest {
  /** `owner/name`, or the name alone; null for all. */
  readonly repositories?: readonly string[] | null
  /** `review`, `comment`, `request` or `commit`; null for all. */
  readonly item?: string | null
  /** Null for any reason. */
  readonly why?: string | null
}

export interface IgnoredItem extends Pick<Ignored, 'kind' | 'why'> {
  /** `owner/name` */
  readonly repository: string
  readonly number: number
  readonly title: string
  /** Null where GitHub does not say when it was. */
  readonly at: Instant | null
  /** By whom, or of a request to whom; null where nobody is known. */
  readonly actor: Ignored['actor']
}

/** @throws InsightsError about the repositories, and `insights/bad-cursor` */
export async function listIgnored(tenant: Tenant, request: IgnoredRequest): Promise<Page<IgnoredItem>> {
  return ofOneMoment(tenant, () => readIgnoredItems(tenant, request))
}

type Row = Omit<IgnoredItem, 'actor'> & { readonly actor: string | null }

function readIgnoredItems(
  tenant: Tenant,
  { repositories = null, item = null, why = null, ...page }: IgnoredRequest,
): Page<IgnoredItem> {
  const chosen = chooseRepositories(readFacts(tenant).repositories, repositories)
  const { count, next, rows } = readPage<Row>(
    tenant.sqlite,
    {
      list: 'ignored',
      columns: `o.owner || '/' || o.name AS repository, a.number, a.title, one.value ->> '$.kind' AS kind,
        one.value ->> '$.why' AS why, one.value ->> '$.at' AS at, one.value -> '$.actor' AS actor`,
      from: `FROM analysis_details AS d JOIN analyzed_pull_requests AS a USING (pull_request_key)
        JOIN repositories AS o ON o.id = a.repository_id, json_each(d.ignored) AS one
        WHERE d.ignored <> '[]' AND o.ordinal IN (SELECT value FROM json_each(?))
          AND (? IS NULL OR one.value ->> '$.kind' = ?) AND (? IS NULL OR one.value ->> '$.why' = ?)`,
      values: [JSON.stringify(chosen.map(({ ordinal }) => ordinal)), item, item, why, why],
      place: ['a.number', 'o.ordinal', 'one.key'],
    },
    page,
  )
  return {
    count,
    next,
    rows: rows.map((row) => ({
      ...row,
      actor: row.actor === null ? null : (JSON.parse(row.actor) as Ignored['actor']),
    })),
  }
}
