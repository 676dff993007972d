/** What reading a thousand pull requests costs in requests and points, against the budget, and how fast it is over loopback. */
import { createGithubClient, type GithubClient } from '@upflow/github'
import { type Dataset, loadSample, type PullRequestData, startEmulator } from '@upflow/github-emulator'
import { bench } from '@upflow/tooling/bench'
import { seeded } from '@upflow/tooling/seeded'

const random = seeded(1)
const whole = (most: number) => Math.floor(random() * (most + 1))
const at = (minute: number) => new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString().replace('.000Z', 'Z')
const author = { __typename: 'User', login: 'dev' }
const list = <T>(most: number, make: () => T) => ({ nodes: Array.from({ length: whole(most) }, make) })

/** Of a usual size: nothing of it overflows. */
const usual = (number: number): PullRequestData => ({
  number,
  state: 'MERGED',
  isDraft: false,
  createdAt: at(number),
  updatedAt: at(number + 99),
  closedAt: at(number + 99),
  mergedAt: at(number + 99),
  author,
  baseRefName: 'main',
  headRefName: `topic-${number}`,
  isCrossRepository: false,
  mergeCommit: { oid: 'm' },
  additions: 10,
  deletions: 2,
  changedFiles: 2,
  files: list(20, () => ({ path: `f${random()}`, additions: 1, deletions: 1 })),
  commits: list(12, () => ({
    commit: { oid: String(random()), authoredDate: at(number), committedDate: at(number) },
  })),
  reviews: list(6, () => ({
    author,
    state: 'APPROVED' as const,
    submittedAt: at(number + 9),
    comments: { nodes: [] },
  })),
  comments: list(10, () => ({ author, createdAt: at(number + 5) })),
  timelineItems: list(8, () => ({
    __typename: 'HeadRefForcePushedEvent',
    createdAt: at(number + 3),
    actor: author,
  })),
})
const generated: Dataset = {
  repositories: [
    {
      id: 'R_bench',
      owner: 'bench',
      name: 'bench',
      defaultBranch: 'main',
      isArchived: false,
      isVisible: true,
      tags: [],
      pullRequests: Array.from({ length: 1_000 }, (_, index) => usual(index + 1)),
    },
  ],
}

async function readAll(
  data: Dataset,
  measure: (cost: { requests: number; points: number; pullRequests: number; ms: number }) => number,
): Promise<number> {
  const emulator = await startEmulator({ data, tokens: { token: { login: 'bench' } }, pointsPerHour: null })
  const client: GithubClient = createGithubClient({
    apiUrl: emulator.url,
    credential: { kind: 'token', token: 'token' },
  })
  await client.viewer() // the emulator reads its schema with the first query
  emulator.journal.length = 0
  const started = performance.now()
  let pullRequests = 0
  for (const { owner, name } of data.repositories) {
    const { id: repositoryId } = await client.repository(owner, name)
    for (let cursor: string | null = null; ; ) {
      const page: Awaited<ReturnType<GithubClient['pullRequests']>> = await client.pullRequests({
        repositoryId,
        order: 'created',
        cursor,
        pageSize: 24,
      })
      pullRequests += page.items.length
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
  }
  const ms = performance.now() - started
  await client.close()
  await emulator.close()
  return measure({
    requests: emulator.journal.length,
    points: emulator.journal.reduce((sum, { cost }) => sum + cost, 0),
    pullRequests,
    ms,
  })
}

const sample = loadSample(['bitcoin-core'])
const perThousand =
  (key: 'requests' | 'points') => (cost: { requests: number; points: number; pullRequests: number }) =>
    (cost[key] / cost.pullRequests) * 1_000
await bench(
  '@upflow/github: whole pull requests from the emulator',
  [
    { name: 'the budget, requests', unit: 'per 1,000', lowerIsBetter: true, run: () => 60 },
    {
      name: '1,000 generated (seed 1)',
      unit: 'requests',
      lowerIsBetter: true,
      against: 'the budget, requests',
      run: () => readAll(generated, perThousand('requests')),
    },
    {
      name: '1,845 real ones, many overflow',
      unit: 'requests per 1,000',
      lowerIsBetter: true,
      against: 'the budget, requests',
      run: () => readAll(sample, perThousand('requests')),
    },
    { name: 'the budget, points', unit: 'per 1,000', lowerIsBetter: true, run: () => 270 },
    {
      name: '1,000 generated (seed 1), points',
      unit: 'points',
      lowerIsBetter: true,
      against: 'the budget, points',
      run: () => readAll(generated, perThousand('points')),
    },
    {
      name: '1,845 real ones, points',
      unit: 'points per 1,000',
      lowerIsBetter: true,
      against: 'the budget, points',
      run: () => readAll(sample, perThousand('points')),
    },
    {
      name: '1,845 real ones over loopback',
      unit: 'pull requests/s',
      run: () => readAll(sample, ({ pullRequests, ms }) => pullRequests / (ms / 1_000)),
    },
  ],
  { runs: 3 },
)
