/** An organization with many analyzed pull requests, written straight into its file: what a report reads, at scale. */
import { type AnalyzedRow, createTenants, createUpsert, openRegistry } from '@upflow/db'
import { parseOrganizationId, toPullRequestId, toRepositoryId } from '@upflow/model'
import { seeded } from '@upflow/tooling/seeded'

export interface Size {
  readonly repositories: number
  readonly pullRequests: number
}

/** What was read from GitHub is left out: a report does without. */
export async function createLargeOrganization(
  dataDir: string,
  { repositories, pullRequests }: Size,
): Promise<void> {
  const registry = await openRegistry({ dataDir })
  await registry.create({ id: 'large', name: 'Large' })
  await registry.close()
  const tenants = createTenants({ dataDir })
  try {
    const { sqlite } = await tenants.create(parseOrganizationId('large'))
    const addRepository = sqlite.prepare(`INSERT INTO repositories (id, owner, name) VALUES (?, 'large', ?)`)
    const add = createUpsert<AnalyzedRow>(sqlite, {
      table: 'analyzed_pull_requests',
      key: ['pull_request_key'],
    })
    const random = seeded(1)
    sqlite.transaction(() => {
      for (let repository = 1; repository <= repositories; repository++) {
        addRepository.run(`R_${repository}`, `app-${repository}`)
        for (let number = 1; number <= pullRequests / repositories; number++)
          add(analyzed(repository, number, random))
      }
    })()
  } finally {
    await tenants.close()
  }
}

function analyzed(repository: number, number: number, random: () => number): AnalyzedRow {
  /** From seconds to weeks, most of them hours; absent now and then. */
  const duration = (absent: number) => (random() < absent ? null : Math.floor(Math.exp(random() * 15)))
  const [coding, pickup, review, deploy] = [duration(0.05), duration(0.2), duration(0.2), duration(0.4)]
  const createdAt = 1_500_000_000 + number * 3_600
  const mergedAt = random() < 0.85 ? createdAt + Math.floor(random() * 2_000_000) : null
  return {
    pull_request_key: repository * 2 ** 32 + number,
    pull_request_id: toPullRequestId(`PR_${repository}_${number}`),
    repository_id: toRepositoryId(`R_${repository}`),
    number,
    title: `Change ${number} of what the title of a pull request says`,
    url: `https://github.com/large/app-${repository}/pull/${number}`,
    state: mergedAt === null ? 'open' : 'merged',
    author_login: `dev-${number % 100}`,
    author_kind: 'user',
    incomplete: null,
    first_committed_at: createdAt - 1_000,
    created_at: createdAt,
    ready_at: createdAt,
    review_requested_at: null,
    first_response_at: null,
    first_reviewed_at: null,
    approved_at: null,
    merged_at: mergedAt,
    closed_at: mergedAt,
    released_at: null,
    released_by: null,
    coding_seconds: coding,
    coding_working_seconds: coding && Math.floor(coding / 4),
    pickup_seconds: pickup,
    pickup_working_seconds: pickup && Math.floor(pickup / 4),
    review_seconds: review,
    review_working_seconds: review && Math.floor(review / 4),
    deploy_seconds: deploy,
    deploy_working_seconds: deploy && Math.floor(deploy / 4),
    unanswered_seconds: null,
    unanswered_working_seconds: null,
    lead_time_seconds: null,
    lead_time_working_seconds: null,
    total_working_seconds: null,
    total_seconds: (coding ?? 0) + (pickup ?? 0) + (review ?? 0) + (deploy ?? 0),
    unreviewed: pickup === null ? 1 : 0,
    awaiting_request_seconds: 0,
    awaiting_request_working_seconds: 0,
    approved_not_merged_seconds: 0,
    approved_not_merged_working_seconds: 0,
    draft_seconds: 0,
    draft_working_seconds: 0,
    waiting_author_seconds: 0,
    waiting_author_working_seconds: 0,
    waiting_reviewer_seconds: 0,
    waiting_reviewer_working_seconds: 0,
    review_rounds: 1,
    kind: 'work',
    now_state: null,
    now_turn: null,
    now_since: null,
    changed_lines: 100,
    changed_files: 5,
    size_class: 'M',
    source_hash: 'x'.repeat(43),
    rules_hash: 'x'.repeat(43),
    analysis_hash: 'x'.repeat(43),
  }
}
