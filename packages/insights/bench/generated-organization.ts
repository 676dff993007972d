/** An organization's file with many analyzed pull requests over five years, as a backfill and a recalculation leave it. */
import { createTenants, type HistorySegment, type Tenant, toHistory } from '@upflow/db'
import { parseOrganizationId } from '@upflow/model'
import { seeded } from '@upflow/tooling/seeded'
import { datedTeam } from './dated-team.ts'

export interface Size {
  readonly repositories: number
  readonly pullRequests: number
}

export const organizationId = parseOrganizationId('generated')
/** The instant as of which the file is. */
export const now = 1_750_000_000
const daySeconds = 86_400
const historySeconds = 5 * 365 * daySeconds
const teams = [
  {
    slug: datedTeam,
    name: 'Platform',
    members: Array.from({ length: 40 }, (_, index) => ({
      login: `dev-${index * 5}`,
      from: '2022-01-01',
      to: '2025-03-31',
    })),
  },
]
/** Of what is stored of one from GitHub, as a mean. */
const payloadOf = (files: readonly string[]) =>
  JSON.stringify({ filler: 'x'.repeat(3_000), files: files.map((path) => [path, 12, 3]) })
const projects = [
  'api',
  'billing',
  'search',
  'storage',
  'web',
  'mobile',
  'tools',
  'docs',
  'data',
  'infra',
] as const

type Row = Readonly<Record<string, string | number | null>>

function inserterOf({ sqlite }: Tenant, table: string): (row: Row) => void {
  let insert: ((values: readonly Row[string][]) => void) | null = null
  return (row) => {
    if (insert === null) {
      const columns = Object.keys(row)
      const statement = sqlite.prepare<[values: readonly Row[string][]]>(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      )
      insert = (values) => void statement.run(values)
    }
    insert(Object.values(row))
  }
}

export async function generateOrganization(
  dataDir: string,
  { repositories, pullRequests }: Size,
): Promise<void> {
  const tenants = createTenants({ dataDir })
  try {
    const tenant = await tenants.create(organizationId)
    const { sqlite } = tenant
    sqlite.prepare(`INSERT INTO settings (key, value) VALUES ('teams', ?)`).run(JSON.stringify(teams))
    const [addRepository, addRaw, addAnalyzed, addRequest, addResponse, addDetails] = [
      inserterOf(tenant, 'repositories'),
      inserterOf(tenant, 'raw_pull_requests'),
      inserterOf(tenant, 'analyzed_pull_requests'),
      inserterOf(tenant, 'review_requests'),
      inserterOf(tenant, 'responses'),
      inserterOf(tenant, 'analysis_details'),
    ]
    const random = seeded(1)
    const each = pullRequests / repositories
    for (let ordinal = 1; ordinal <= repositories; ordinal++) {
      const repository = `R_kgDO${ordinal}`
      const rule = ordinal % 4 === 0 ? null : '{"kind":"branch","key":"main"}'
      addRepository({ id: repository, owner: 'generated', name: `service-${ordinal}`, release_rule: rule })
      sqlite.transaction(() => {
        for (let number = 1; number <= each; number++) {
          const openedAt = Math.floor(now - historySeconds + (number / each) * historySeconds)
          const { raw, analyzed, details, requests, responses } = toRows(random, {
            key: ordinal * 2 ** 32 + number,
            repository,
            number,
            openedAt,
          })
          addRaw(raw)
          addAnalyzed(analyzed)
          addDetails(details)
          for (const request of requests) addRequest(request)
          for (const response of responses) addResponse(response)
        }
      })()
      sqlite.exec('DELETE FROM unanalyzed')
    }
    sqlite.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    await tenants.close()
  }
}

interface Place {
  readonly key: number
  readonly repository: string
  readonly number: number
  readonly openedAt: number
}

const metrics = ['coding', 'pickup', 'unanswered', 'review', 'deploy', 'total', 'lead_time']
const waits = ['waiting_author', 'waiting_reviewer', 'approved_not_merged']

function toRows(random: () => number, { key, repository, number, openedAt }: Place) {
  const one = <T>(...of: readonly T[]): T => of[Math.floor(random() * of.length)]!
  const isBot = random() < 0.08
  const author = isBot ? 'dependabot[bot]' : `dev-${Math.floor(random() ** 2 * 200)}`
  const state = random() < 0.86 ? 'merged' : one('closed', 'closed', 'open')
  // From seconds to weeks, most of them hours.
  const duration = () => Math.floor(Math.exp(random() * 14))
  const mergedAt = state === 'merged' ? openedAt + duration() : null
  const isReleased = mergedAt !== null && random() < 0.9
  const [nowState, turn] =
    state === 'open'
      ? one(['draft', null], ['awaiting-review', null], ['in-review', 'author'], ['in-review', 'reviewers'])
      : mergedAt !== null && !isReleased
        ? ['awaiting-release', null]
        : [null, null]
  const branch = one('main', 'main', 'main', 'develop')
  const ids = { number, repository_id: repository, state, author_login: author }
  const hash = () =>
    Math.floor(random() * 2 ** 52)
      .toString(36)
      .padEnd(43, 'x')
  const durations = Object.fromEntries(
    [...metrics, ...waits].flatMap((metric): [string, number | null][] => {
      const seconds = mergedAt === null || random() < 0.15 ? null : duration()
      return [
        [`${metric}_seconds`, seconds],
        [`${metric}_working_seconds`, seconds && Math.floor(seconds / 4)],
      ]
    }),
  )
  const reviewer = () => ({
    reviewer_login: `dev-${Math.floor(random() ** 2 * 200)}`,
    reviewer_kind: 'user',
  })
  // A review, what it led to, and at times another one: between when it was opened and when it ended.
  const lasted = (mergedAt ?? now) - openedAt
  const responded = Array.from({ length: 2 + Math.floor(random() * 2) }, () =>
    Math.floor(openedAt + random() * lasted),
  ).sort((a, b) => a - b)
  return {
    raw: {
      ...ids,
      key,
      id: `PR_kwDO${key}`,
      is_draft: 0,
      base_ref_name: branch,
      head_ref_name: `change-${number}`,
      is_cross_repository: 0,
      created_at: openedAt,
      updated_at: openedAt,
      merged_at: mergedAt,
      closed_at: mergedAt,
      content_hash: hash(),
      payload: payloadOf(
        Array.from(
          { length: 5 },
          () => `packages/${projects[number % projects.length]}/src/${branch}/part-${number % 997}.ts`,
        ),
      ),
    },
    analyzed: {
      ...ids,
      ...durations,
      pull_request_key: key,
      pull_request_id: `PR_kwDO${key}`,
      kind: isBot ? 'bot' : 'work',
      author_kind: isBot ? 'bot' : 'user',
      created_at: openedAt,
      merged_at: mergedAt,
      closed_at: mergedAt,
      released_at: isReleased ? mergedAt : null,
      ready_at: openedAt,
      first_reviewed_at: responded[0]!,
      review_rounds: responded.length - 1,
      unreviewed: random() < 0.2 ? 1 : 0,
      now_state: nowState,
      now_turn: turn,
      now_since: nowState === null ? null : (mergedAt ?? openedAt),
      changed_lines: duration() % 1_000,
      size_class: one('XS', 'S', 'M', 'L', 'XL'),
      title: `Change ${number}, and what the title of a pull request says beside that`,
      url: `https://github.com/generated/${repository}/pull/${number}`,
      source_hash: hash(),
      rules_hash: hash(),
      analysis_hash: hash(),
    },
    details: {
      pull_request_key: key,
      history: toHistory(
        segmentsOf(
          [openedAt, ...responded, mergedAt],
          author,
          `https://github.com/generated/${repository}/pull/${number}`,
        ),
        '',
      ),
      ignored: '[]',
    },
    requests: [0, 1].map((position) => ({
      ...reviewer(),
      pull_request_key: key,
      position,
      requested_at: openedAt,
      responded_at: nowState === null ? responded[position]! : null,
      seconds: nowState === null ? responded[position]! - openedAt : null,
      working_seconds: nowState === null ? Math.floor((responded[position]! - openedAt) / 4) : null,
    })),
    responses: responded.map((at, position) => ({
      ...reviewer(),
      pull_request_key: key,
      position,
      at,
      kind: position === responded.length - 1 ? 'approval' : 'review',
      id: `PRR_kwDO${key}_${position}`,
      requested_at: openedAt,
      seconds: at - openedAt,
      working_seconds: Math.floor((at - openedAt) / 4),
      is_answer: position < 2 ? 1 : 0,
    })),
  } satisfies Record<string, Row | readonly Row[]>
}

/** A first review, then the turns of both in the order of what was said, up to the merge; null while it is open. */
function segmentsOf(instants: readonly (number | null)[], login: string, url: string): HistorySegment[] {
  const reasons = instants.map((at, index) =>
    at === null
      ? null
      : {
          kind: index === 0 ? 'opened' : index === instants.length - 1 ? 'merged' : 'review',
          at,
          actor: { kind: 'user' as const, login, id: null },
          id: `PRR_kwDO${at}${index}`,
          url: `${url}#pullrequestreview-${at}${index}`,
        },
  )
  return reasons.slice(0, -1).map((because, index) => ({
    state: index === 0 ? 'awaiting-review' : 'in-review',
    turn: index === 0 ? null : index % 2 === 1 ? 'author' : 'reviewers',
    from: because!.at,
    to: reasons[index + 1]?.at ?? null,
    workingSeconds: null,
    because: because!,
    until: reasons[index + 1] ?? null,
  }))
}
