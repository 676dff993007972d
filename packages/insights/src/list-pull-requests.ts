/** Lists of pull requests: filtered, sorted by any column, page by page. In the calling thread. */
import type { Ignored } from '@upflow/analyzer'
import type { AnalyzedRow, Tenant } from '@upflow/db'
import { noConditions } from './conditions.ts'
import { everyWork, type Filter } from './filter.ts'
import { readLeftOut } from './left-out.ts'
import { teamsAt } from './memberships.ts'
import { ofOneMoment } from './one-moment.ts'
import { type OrganizationFacts, type RepositoryFacts, readFacts } from './organization-facts.ts'
import { parseCursor, toCursor } from './page-cursor.ts'
import { conditionsOf } from './pull-request-conditions.ts'
import { type Instants, selectedWhen, type Traits } from './pull-request-traits.ts'
import { type Unknown, whyUnknown } from './why-unknown.ts'

export const sortColumns = [
  'number',
  'created_at',
  'merged_at',
  'coding_seconds',
  'pickup_seconds',
  'unanswered_seconds',
  'review_seconds',
  'deploy_seconds',
  'total_seconds',
  'total_working_seconds',
  'lead_time_seconds',
  'changed_lines',
  'review_rounds',
  'now_since',
] as const satisfies (keyof AnalyzedRow)[]
export type SortColumn = (typeof sortColumns)[number]

/** Which of the filter's instants selects, is said by name: merged in, opened in, or open at. */
export interface ListRequest extends Instants, Traits {
  /** Its `since` and `until` are of the merge. */
  readonly filter?: Partial<Filter>
  readonly state?: 'open' | 'merged' | 'closed' | null
  readonly sort?: SortColumn
  readonly descending?: boolean
  readonly limit: number
  /** The `next` of the page before. */
  readonly after?: string | null
  /** Whether all of it is counted, which takes about as long as a page of it. Default: it is not. */
  readonly isCounted?: boolean
}

export interface ListedPullRequest
  extends Omit<AnalyzedRow, 'source_hash' | 'rules_hash' | 'analysis_hash' | 'pull_request_id'> {
  /** `owner/name` */
  readonly repository: string
  /** The branch that it is to be merged into; null when what was read of it is gone. */
  readonly base_ref_name: string | null
  /** The slugs of the teams in which its author was, at the instant that selects it: the first of a time. */
  readonly teams: readonly string[]
  /** Why a number is not known; of those that are not. Of its rule, a story says more. */
  readonly unknown: Unknown
}

export interface PullRequestPage {
  /** Of all pages; null where it was not asked for. */
  readonly count: number | null
  readonly pullRequests: readonly ListedPullRequest[]
  /** Null after the last page. */
  readonly next: string | null
}

type Row = AnalyzedRow & { readonly base_ref_name: string | null; readonly selected_at: number }

/**
 * What cannot be sorted by, since it is null, comes last in both directions; equals in the order of their keys.
 * @throws InsightsError about the filter, and `insights/bad-cursor`
 */
export async function listPullRequests(tenant: Tenant, request: ListRequest): Promise<PullRequestPage> {
  return ofOneMoment(tenant, () => readPage(tenant, request))
}

/** Of those that a list would have if it were of every kind: how many are of which other kind than it asks for. */
export async function countOtherKinds(
  tenant: Tenant,
  { filter, state = null, ...instants }: Omit<ListRequest, 'limit'>,
): Promise<Readonly<Record<string, number>>> {
  const wanted = { ...everyWork, ...filter }
  const condition = state === null ? noConditions : { clauses: ['a.state = ?'], values: [state] }
  const leftOut = await ofOneMoment(tenant, () =>
    readLeftOut(tenant.sqlite, { filter: wanted, facts: readFacts(tenant) }, { instants, condition }),
  )
  return leftOut.otherKinds
}

function readPage(
  tenant: Tenant,
  {
    filter,
    state = null,
    sort = 'created_at',
    descending = true,
    limit,
    after = null,
    isCounted = false,
    ...instants
  }: ListRequest,
): PullRequestPage {
  const facts = readFacts(tenant)
  const chosen = { ...everyWork, ...filter }
  const membersWhen = selectedWhen(chosen, instants)
  const { clauses, values } = conditionsOf(
    tenant.sqlite,
    { filter: chosen, facts },
    { ...instants, membersWhen },
  )
  const order = `${descending ? '-' : '+'}${sort}`
  const cursor = after === null ? null : parseCursor(after, order)
  const [column, way, beyond] = [`a.${sort}`, descending ? 'DESC' : 'ASC', descending ? '<' : '>']
  const wanted = limit + 1
  const where = [...clauses, ...(state === null ? [] : ['a.state = ?'])].join(' AND ') || 'true'
  const chosenBy = [...values, ...(state === null ? [] : [state])]
  const read = (own: readonly string[], bound: readonly number[], most: number): Row[] =>
    tenant.sqlite
      .prepare<unknown[], Row>(
        `SELECT a.*, (SELECT base_ref_name FROM raw_pull_requests AS r WHERE r.key = a.pull_request_key) AS base_ref_name,
           ${membersWhen.from} AS selected_at
         FROM analyzed_pull_requests AS a
         WHERE ${[where, ...own].join(' AND ')}
         ORDER BY ${column} ${way}, a.pull_request_key ${way} LIMIT ?`,
      )
      .all(...chosenBy, ...bound, most)

  const rows: Row[] = []
  // Apart from each other, so that an index gives the order of the first.
  if (cursor === null) rows.push(...read([`${column} IS NOT NULL`], [], wanted))
  else if (cursor.value !== null)
    rows.push(
      ...read(
        [`${column} ${beyond}= ?`, `(${column} ${beyond} ? OR a.pull_request_key ${beyond} ?)`],
        [cursor.value, cursor.value, cursor.key],
        wanted,
      ),
    )
  if (rows.length < wanted)
    rows.push(
      ...read(
        [
          `${column} IS NULL`,
          ...(cursor !== null && cursor.value === null ? [`a.pull_request_key ${beyond} ?`] : []),
        ],
        cursor !== null && cursor.value === null ? [cursor.key] : [],
        wanted - rows.length,
      ),
    )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const count = () =>
    tenant.sqlite
      .prepare<unknown[], number>(`SELECT count(*) FROM analyzed_pull_requests AS a WHERE ${where}`)
      .pluck()
      .get(...chosenBy)!
  return {
    count: !isCounted ? null : after === null && rows.length <= limit ? rows.length : count(),
    pullRequests: toListed(tenant, page, facts),
    next:
      rows.length > limit && last ? toCursor(order, { value: last[sort], key: last.pull_request_key }) : null,
  }
}

function toListed({ sqlite }: Tenant, rows: readonly Row[], facts: OrganizationFacts): ListedPullRequest[] {
  const teamsOf = teamsAt(facts)
  const known = new Map<string, RepositoryFacts>(
    facts.repositories.map((repository) => [repository.id, repository]),
  )
  const findIgnored = sqlite
    .prepare<[number], string>('SELECT ignored FROM analysis_details WHERE pull_request_key = ?')
    .pluck()
  return rows.map((row) => {
    const { source_hash, rules_hash, analysis_hash, pull_request_id, selected_at, ...shown } = row
    const repository = known.get(row.repository_id)
    // What did not count says why there is no coding, and nothing of the rest.
    const ignored = row.coding_seconds === null ? findIgnored.get(row.pull_request_key) : undefined
    return {
      ...shown,
      repository: repository?.name ?? row.repository_id,
      teams: teamsOf(row.author_login, selected_at),
      unknown: whyUnknown({
        row,
        ignored: ignored === undefined ? [] : (JSON.parse(ignored) as Ignored[]),
        isReleasing: repository?.rule.kind !== 'none',
        releaseProblem: null,
      }),
    }
  })
}
