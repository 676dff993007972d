/** Lists of pull requests: filtered, sorted by any column, page by page; and what waits now. */
import { type AnalyzedRow, type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { everyWork, type Filter } from './filter.ts'
import { InsightsError } from './insights-error.ts'
import { readFacts } from './organization-facts.ts'
import { isChosen } from './read-report.ts'

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

export interface ListRequest {
  readonly filter?: Partial<Filter>
  readonly state?: 'open' | 'merged' | 'closed' | null
  readonly sort?: SortColumn
  readonly descending?: boolean
  readonly limit: number
  /** The `next` of the page before. */
  readonly after?: string | null
}

export interface ListedPullRequest
  extends Omit<AnalyzedRow, 'source_hash' | 'rules_hash' | 'analysis_hash' | 'pull_request_id'> {
  /** `owner/name` */
  readonly repository: string
}

export interface PullRequestPage {
  readonly pullRequests: readonly ListedPullRequest[]
  /** Null after the last page. */
  readonly next: string | null
}

/** What cannot be sorted by, since it is null, comes last in both directions. */
export async function listPullRequests(
  tenant: Tenant,
  { filter: wanted, state = null, sort = 'created_at', descending = true, limit, after = null }: ListRequest,
): Promise<PullRequestPage> {
  const filter: Filter = { ...everyWork, ...wanted }
  const facts = readFacts(tenant)
  const clauses: string[] = []
  const values: (string | number | null)[] = []
  const among = (expression: string, texts: readonly string[] | null) => {
    if (texts === null) return
    clauses.push(`lower(${expression}) IN (SELECT value FROM json_each(?))`)
    values.push(JSON.stringify(texts.map((text) => text.toLowerCase())))
  }
  const bound = (clause: string, value: Instant | string | null) => {
    if (value === null) return
    clauses.push(clause)
    values.push(value)
  }
  bound('a.merged_at >= ?', filter.since)
  bound('a.merged_at < ?', filter.until)
  bound('a.state = ?', state)
  if (filter.repositories !== null)
    among(
      'a.repository_id',
      facts.repositories.filter(isChosen(filter.repositories)).map(({ id }) => id),
    )
  among('a.author_login', filter.authors)
  if (filter.teams !== null) {
    const teams = new Set(filter.teams.map((team) => team.toLowerCase()))
    among(
      'a.author_login',
      facts.teams.filter(({ slug }) => teams.has(slug.toLowerCase())).flatMap(({ members }) => members),
    )
  }
  among('a.kind', filter.kinds)
  among('a.size_class', filter.sizes)
  among('(SELECT base_ref_name FROM raw_pull_requests AS r WHERE r.key = a.pull_request_key)', filter.bases)
  const column = `a.${sort}`
  if (after !== null) {
    const { value, key } = parseCursor(after)
    if (value === null) {
      clauses.push(`${column} IS NULL AND a.pull_request_key > ?`)
      values.push(key)
    } else {
      clauses.push(
        `(${column} ${descending ? '<' : '>'} ? OR (${column} = ? AND a.pull_request_key > ?) OR ${column} IS NULL)`,
      )
      values.push(value, value, key)
    }
  }
  const rows = await withBusyRetry(
    () =>
      tenant.sqlite
        .prepare<unknown[], AnalyzedRow>(
          `SELECT a.* FROM analyzed_pull_requests AS a ${clauses.length > 0 ? `WHERE ${clauses.join(' AND ')}` : ''}
           ORDER BY ${column} ${descending ? 'DESC' : 'ASC'} NULLS LAST, a.pull_request_key LIMIT ?`,
        )
        .all(...values, limit + 1),
    tenant.retry,
  )
  const names = new Map<string, string>(facts.repositories.map(({ id, name }) => [id, name]))
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    pullRequests: page.map(({ source_hash, rules_hash, analysis_hash, pull_request_id, ...row }) => ({
      ...row,
      repository: names.get(row.repository_id) ?? row.repository_id,
    })),
    next: rows.length > limit && last ? JSON.stringify([last[sort], last.pull_request_key]) : null,
  }
}

function parseCursor(text: string): { readonly value: number | null; readonly key: number } {
  try {
    const [value, key] = JSON.parse(text) as [unknown, unknown]
    if ((value === null || Number.isInteger(value)) && Number.isInteger(key))
      return { value: value as number | null, key: key as number }
  } catch {
    // Said below.
  }
  throw new InsightsError(
    'insights/bad-cursor',
    `'${text}' is not the place of a page: use the 'next' of the page before it`,
    { cursor: text },
  )
}

export interface Waiting {
  readonly repository: string
  readonly number: number
  readonly title: string
  readonly state: string
  readonly turn: string | null
  readonly since: Instant
  /** On whom: those who are asked and have not answered, or the author. */
  readonly on: readonly string[]
}

/** The longest waits first; of what is merged, where a rule releases. */
export async function listWaiting(
  tenant: Tenant,
  filter: Partial<Filter>,
  limit: number,
): Promise<Waiting[]> {
  const facts = readFacts(tenant)
  const rules = new Map<string, string>(facts.repositories.map(({ name, rule }) => [name, rule.kind]))
  const { since: _, until: __, ...rest } = { ...everyWork, ...filter }
  const found: Waiting[] = []
  let after: string | null = null
  do {
    const page: PullRequestPage = await listPullRequests(tenant, {
      filter: rest,
      sort: 'now_since',
      descending: false,
      limit: 200,
      after,
    })
    for (const one of page.pullRequests) {
      if (one.now_since === null || one.now_state === null) return found
      // What is merged waits for nobody; it is counted where figures say what is not released.
      if (one.now_state === 'awaiting-release' || rules.get(one.repository) === undefined) continue
      found.push({
        repository: one.repository,
        number: one.number,
        title: one.title,
        state: one.now_state,
        turn: one.now_turn,
        since: one.now_since,
        on: waitsOn(tenant, one),
      })
      if (found.length === limit) return found
    }
    after = page.next
  } while (after !== null)
  return found
}

function waitsOn({ sqlite }: Tenant, one: ListedPullRequest): string[] {
  if (one.now_state === 'draft' || one.now_turn === 'author') return [one.author_login]
  return sqlite
    .prepare<[number], string>(
      `SELECT DISTINCT reviewer_login FROM review_requests
       WHERE pull_request_key = ? AND responded_at IS NULL AND removed_at IS NULL ORDER BY reviewer_login`,
    )
    .pluck()
    .all(one.pull_request_key)
}
