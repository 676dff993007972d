/** The report equals what the obvious computation makes of the same rows, whatever they and the period are. */
import { join } from 'node:path'
import { type AnalyzedRow, createUpsert, openTenant } from '@upflow/db'
import { toPullRequestId, toRepositoryId } from '@upflow/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type Distribution,
  type Period,
  type Report,
  type ReportRow,
  readReport,
  stages,
} from '../src/index.ts'
import { acme, newDataDir } from './support.ts'

type Sample = Pick<
  AnalyzedRow,
  | 'repository_id'
  | 'merged_at'
  | 'kind'
  | 'incomplete'
  | 'unreviewed'
  | 'coding_seconds'
  | 'pickup_seconds'
  | 'unanswered_seconds'
  | 'review_seconds'
  | 'deploy_seconds'
  | 'total_seconds'
  | 'lead_time_seconds'
>

const isWork = ({ kind }: Sample) => kind === 'work'
const isWhole = (one: Sample) => isWork(one) && one.incomplete === null

/** Slow and obvious: filters and sorts everything again for each row. */
function reference(repositories: readonly string[], samples: readonly Sample[], period: Period): Report {
  const { since, until } = period
  const merged = samples.filter(
    ({ merged_at }) =>
      merged_at !== null && (since === null || merged_at >= since) && (until === null || merged_at < until),
  )
  const distribution = (rows: readonly Sample[], column: keyof Sample): Distribution => {
    const sorted = rows
      .filter(isWhole)
      .map((row) => row[column] as number | null)
      .filter((value) => value !== null)
      .sort((a, b) => a - b)
    const at = (fraction: number) => {
      const position = (sorted.length - 1) * fraction
      const [below, above = below] = sorted.slice(Math.floor(position))
      return below === undefined ? null : Math.round(below + (above! - below) * (position % 1))
    }
    return {
      count: sorted.length,
      sumSeconds: sorted.reduce((sum, one) => sum + one, 0),
      medianSeconds: at(0.5),
      p90Seconds: sorted.length < 5 ? null : at(0.9),
    }
  }
  const row = (repository: string | null, rows: readonly Sample[]): ReportRow => {
    const metrics = {
      coding: distribution(rows, 'coding_seconds'),
      pickup: distribution(rows, 'pickup_seconds'),
      unanswered: distribution(rows, 'unanswered_seconds'),
      review: distribution(rows, 'review_seconds'),
      deploy: distribution(rows, 'deploy_seconds'),
      total: distribution(rows, 'total_seconds'),
      leadTime: distribution(rows, 'lead_time_seconds'),
    }
    const spent = stages.reduce((sum, stage) => sum + metrics[stage].sumSeconds, 0)
    const others = rows.filter((one) => !isWork(one)).map(({ kind }) => kind)
    return {
      repository,
      merged: rows.filter(isWhole).length,
      ofOtherKinds: Object.fromEntries(
        [...new Set(others)].sort().map((kind) => [kind, others.filter((one) => one === kind).length]),
      ),
      incomplete: rows.filter((one) => isWork(one) && !isWhole(one)).length,
      unread: 0,
      unreviewed: rows.filter((one) => isWhole(one) && one.unreviewed === 1).length,
      share: Object.fromEntries(
        stages.map((stage) => [stage, spent === 0 ? 0 : metrics[stage].sumSeconds / spent]),
      ) as ReportRow['share'],
      asOf: null,
      releaseProblem: null,
      ...metrics,
    }
  }
  const instants = merged.map(({ merged_at }) => merged_at!).sort((a, b) => a - b)
  const rows = [...repositories].sort().map((name) =>
    row(
      `acme/${name}`,
      merged.filter(({ repository_id }) => repository_id === `R_${name}`),
    ),
  )
  return {
    organizationId: acme,
    ...period,
    firstMergedAt: instants[0] ?? null,
    lastMergedAt: instants.at(-1) ?? null,
    rows: rows.length === 1 ? rows : [...rows, row(null, merged)],
  }
}

const names = ['web', 'api', 'docs']
const seconds = fc.option(
  fc.oneof(
    fc.integer({ min: 0, max: 5 }),
    fc.integer({ min: 0, max: 1e7 }),
    fc.integer({ min: 0, max: 2 ** 45 }),
  ),
)
const instant = fc.integer({ min: 1_000, max: 1_020 })
const sample = fc.record({
  repository_id: fc.constantFrom(...names).map((name) => toRepositoryId(`R_${name}`)),
  merged_at: fc.option(instant),
  kind: fc.constantFrom('work', 'work', 'work', 'bot', 'dependency'),
  incomplete: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    fc.constantFrom('reviews', 'author,commits'),
  ),
  unreviewed: fc.constantFrom(0 as const, 1 as const, null),
  coding_seconds: seconds,
  pickup_seconds: seconds,
  unanswered_seconds: seconds,
  review_seconds: seconds,
  deploy_seconds: seconds,
  total_seconds: seconds,
  lead_time_seconds: seconds,
})

/** What a report does not read. */
const unread = {
  title: '',
  url: '',
  author_login: 'ann',
  author_kind: 'user',
  created_at: 0,
  awaiting_request_seconds: 0,
  approved_not_merged_seconds: 0,
  draft_seconds: 0,
  waiting_author_seconds: 0,
  waiting_reviewer_seconds: 0,
  review_rounds: 0,
  changed_lines: 0,
  changed_files: 0,
  size_class: 'S',
  source_hash: '',
  rules_hash: '',
  analysis_hash: '',
}

it('report = reference', async () => {
  const tenant = await openTenant(join(newDataDir(), 'acme.db'), acme)
  const { sqlite } = tenant
  const add = createUpsert(sqlite, { table: 'analyzed_pull_requests', key: ['pull_request_key'] })
  const addRepository = sqlite.prepare(`INSERT INTO repositories (id, owner, name) VALUES (?, 'acme', ?)`)
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(names),
        fc.array(sample, { maxLength: 60 }),
        fc.record({ since: fc.option(instant), until: fc.option(instant) }),
        async (repositories, samples, period) => {
          const known = samples.filter(({ repository_id: id }) =>
            repositories.some((one) => id === `R_${one}`),
          )
          sqlite.exec('DELETE FROM analyzed_pull_requests; DELETE FROM repositories')
          for (const name of repositories) addRepository.run(`R_${name}`, name)
          known.forEach((one, index) => {
            const number = index + 1
            const state = one.merged_at === null ? 'open' : 'merged'
            add({
              ...unread,
              ...one,
              pull_request_key: number,
              pull_request_id: toPullRequestId(`PR_${number}`),
              number,
              state,
            })
          })
          expect(await readReport(tenant, period)).toStrictEqual(reference(repositories, known, period))
        },
      ),
      { numRuns: 300 },
    )
  } finally {
    tenant.close()
  }
})
