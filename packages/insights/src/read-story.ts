/** The story of one pull request: every state it was in, why it changed, what did not count, and which sums followed. */
import type { Ignored } from '@upflow/analyzer'
import {
  type AnalyzedRow,
  fromHistory,
  type HistorySegment,
  type ResponseRow,
  type ReviewRequestRow,
  type Tenant,
} from '@upflow/db'
import { chooseRepository } from './choose-facts.ts'
import { ofOneMoment } from './one-moment.ts'
import { readFacts } from './organization-facts.ts'
import { type Origin, readOrigin } from './read-origin.ts'
import { releaseProblemReader } from './release-problem.ts'
import { waitsOnReader } from './waits-on.ts'
import { type Unknown, whyUnknown } from './why-unknown.ts'

/** Which segments each number is the sum of. */
const partsOf = {
  coding: ['coding', 'draft'],
  pickup: ['awaiting-request', 'awaiting-review'],
  unanswered: ['awaiting-request', 'awaiting-review'],
  review: ['in-review', 'approved'],
  deploy: ['awaiting-release'],
} as const
export type SummedMetric = keyof typeof partsOf

export interface Sum {
  readonly metric: SummedMetric
  /** Null where it cannot be computed, or is not over. */
  readonly seconds: number | null
  readonly workingSeconds: number | null
  /** What each of its states took together; they add up to it. None where the history was not read whole. */
  readonly parts: readonly {
    readonly state: string
    readonly segments: number
    readonly seconds: number
    readonly workingSeconds: number
  }[]
}

export interface ToldSegment extends HistorySegment {
  /** On whom it waits, or waited in its last second: waits-on.ts. */
  readonly on: readonly string[]
}

export interface Story {
  /** The organization's. */
  readonly timeZone: string
  readonly repository: string
  readonly pullRequest: Omit<AnalyzedRow, 'source_hash' | 'rules_hash' | 'analysis_hash'>
  readonly segments: readonly ToldSegment[]
  readonly sums: readonly Sum[]
  /** Why a number is not known; of those that are not. */
  readonly unknown: Unknown
  readonly ignored: readonly Ignored[]
  readonly requests: readonly ReviewRequestRow[]
  readonly responses: readonly ResponseRow[]
  readonly origin: Origin
}

/**
 * Null when there is no such pull request, or it is not analyzed yet.
 * @throws InsightsError `insights/unknown-repository`, `insights/ambiguous-repository`
 */
export async function readStory(
  tenant: Tenant,
  { repository, number }: { readonly repository: string; readonly number: number },
): Promise<Story | null> {
  const { repositories, rules, timeZone } = readFacts(tenant)
  const found = chooseRepository(repositories, repository)
  const { sqlite } = tenant
  return ofOneMoment(tenant, (): Story | null => {
    const row = sqlite
      .prepare<[string, number], AnalyzedRow>(
        `SELECT a.* FROM analyzed_pull_requests AS a
         JOIN raw_pull_requests AS r ON r.key = a.pull_request_key
         WHERE r.repository_id = ? AND r.number = ?`,
      )
      .get(found.id, number)
    if (!row) return null
    const key = row.pull_request_key
    const details = sqlite
      .prepare<[number], { history: string; ignored: string }>(
        'SELECT history, ignored FROM analysis_details WHERE pull_request_key = ?',
      )
      .get(key)
    const childrenOf = <T>(table: 'review_requests' | 'responses') =>
      sqlite
        .prepare<[number], T>(`SELECT * FROM ${table} WHERE pull_request_key = ? ORDER BY position`)
        .all(key)
    const segments = details ? fromHistory(details.history, row.url) : []
    const ignored = details ? (JSON.parse(details.ignored) as Ignored[]) : []
    const waitsOn = waitsOnReader(sqlite)
    const circumstances = {
      row,
      ignored,
      isReleasing: found.rule.kind !== 'none',
      releaseProblem:
        row.merged_at !== null && row.released_at === null
          ? releaseProblemReader(tenant, timeZone)(found)
          : null,
    }
    const { source_hash, rules_hash, analysis_hash, ...pullRequest } = row
    return {
      timeZone,
      repository: found.name,
      pullRequest,
      segments: segments.map((segment) => ({
        ...segment,
        on: waitsOn({
          key,
          state: segment.state,
          turn: segment.turn,
          author: row.author_login,
          at: segment.to === null ? null : segment.to - 1,
        }),
      })),
      sums: (Object.keys(partsOf) as SummedMetric[]).map((metric) => sumOf(metric, row, segments)),
      unknown: whyUnknown(circumstances),
      ignored,
      requests: childrenOf<ReviewRequestRow>('review_requests'),
      responses: childrenOf<ResponseRow>('responses'),
      origin: readOrigin(tenant, { row, repository: found, rules }),
    }
  })
}

function sumOf(metric: SummedMetric, row: AnalyzedRow, segments: readonly HistorySegment[]): Sum {
  const seconds = row[`${metric}_seconds`]
  return {
    metric,
    seconds,
    workingSeconds: row[`${metric}_working_seconds`],
    parts:
      seconds === null || segments.length === 0
        ? []
        : partsOf[metric].map((state) => {
            const summed = segments.filter((segment) => segment.state === state && segment.to !== null)
            return {
              state,
              segments: summed.length,
              seconds: summed.reduce((sum, { from, to }) => sum + to! - from, 0),
              workingSeconds: summed.reduce((sum, { workingSeconds }) => sum + (workingSeconds ?? 0), 0),
            }
          }),
  }
}
