/**
 * A PostgreSQL schema against a tenant file, in turns: pages of 24 stored, analyses written, and a copy to read. Ends
 * with 1 when something is beyond its floor. `--runs 1` for a quick look.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  createPostgresTenants,
  openPostgres,
  openSchema,
  openTenant,
  type PageCommit,
  type SentAnalysis,
  type TenantStore,
} from '@upflow/db'
import {
  ghost,
  parseOrganizationId,
  type RawPullRequest,
  toPullRequestId,
  toRepositoryId,
} from '@upflow/model'
import { bench, type Case } from '@upflow/tooling/bench'
import { startPostgres } from '@upflow/tooling/postgres'
import { seeded } from '@upflow/tooling/seeded'

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, runs: { type: 'string', default: '5' } },
})
const organizationId = parseOrganizationId('bench')
const repositoryId = toRepositoryId('R_bench')
const pageSize = 24
const pageCount = 80
const random = seeded(1)
const folder = mkdtempSync(join(tmpdir(), 'upflow-stores-'))
const files = 'a file'

/** With as many children as real ones have. */
const pullRequest = (number: number): RawPullRequest => ({
  id: toPullRequestId(`PR_${number}`),
  fullDatabaseId: String(number),
  repositoryId,
  number,
  title: `A change of ${Math.floor(random() * 1e9)}`,
  url: `https://github.com/bench/app/pull/${number}`,
  state: 'merged',
  isDraft: false,
  author: ghost,
  baseRefName: 'main',
  headRefName: `topic-${number}`,
  isCrossRepository: false,
  createdAt: 1_000 + number,
  updatedAt: 9_000 + number,
  mergedAt: 9_000 + number,
  closedAt: 9_000 + number,
  mergeCommitSha: `merge-${number}`,
  additions: 1,
  deletions: 1,
  changedFiles: 1,
  commits: Array.from({ length: 4 }, (_, at) => ({
    sha: `${number}-${at}`.padEnd(40, '0'),
    authoredAt: at,
    committedAt: at,
    author: ghost,
  })),
  reviews: [],
  comments: Array.from({ length: 6 }, (_, at) => ({
    id: `IC_${number}_${at}`,
    kind: 'issue' as const,
    author: ghost,
    createdAt: 2_000 + at,
    publishedAt: 2_000 + at,
    review: null,
    url: null,
  })),
  events: [],
  requestedReviewers: [],
  files: [],
  labels: [],
  incomplete: [],
})

const pages = Array.from({ length: pageCount }, (_, page): PageCommit => {
  const items = Array.from({ length: pageSize }, (_, at) => pullRequest(page * pageSize + at + 1))
  return {
    repositoryId,
    token: `bench#${page}`,
    items,
    unread: [],
    unstorableNextAt: 0,
    unnamed: { reasons: [], nextAt: 0, areNews: true },
    seen: { begins: page === 0, numbers: items.map(({ number }) => number) },
    facts: null,
    state: {
      repository_id: repositoryId,
      phase: 'backfill',
      pass_token: 'bench',
      mode: 'full',
      cursor: String(page),
      page_size: pageSize,
      pages: page + 1,
      seen: 0,
      changed: 0,
      total: null,
      pending_high: null,
      watermark: null,
      completed_at: null,
    },
    isLast: false,
    isLastWhenUnchanged: [],
    end: { at: 0, crawl: null, fresh: null },
  }
})
const columns = [
  'pull_request_id',
  'repository_id',
  'number',
  'state',
  'kind',
  'author_login',
  'author_kind',
  'created_at',
  'title',
  'url',
]
const rateOf = async (count: number, work: () => Promise<unknown>) => {
  const started = performance.now()
  await work()
  return (count / (performance.now() - started)) * 1_000
}

/** Stores, then analyzes, then reads: each is measured over what the one before has left. */
async function measure(store: TenantStore) {
  await store.db
    .insertInto('repositories')
    .values({ id: repositoryId, owner: 'bench', name: 'app', is_archived: 0 })
    .execute()
  const count = pageCount * pageSize
  const stored = await rateOf(count, async () => {
    for (const page of pages) await store.commitPage(page)
  })
  const rows = await store.db
    .selectFrom('raw_pull_requests')
    .select(['key', 'number', 'content_hash'])
    .execute()
  const analyses = rows.map(({ key, number, content_hash }): SentAnalysis => {
    const analyzed = [`PR_${number}`, repositoryId, number, 'merged', 'work', 'eve', 'user', 1, 't', 'u']
    const requests = ['ann', 'user', null, 5, null, 9, 4, 4]
    const responses = ['ann', 'user', 9, 'approval', 'id', 5, 4, 4, 1]
    const text = JSON.stringify({ analyzed, requests, responses })
    const history = JSON.stringify({
      actors: [],
      boundaries: Array(12).fill(['opened', 1, null]),
      states: [],
    })
    return { key, contentHash: content_hash, analysisHash: text, rows: text, history, ignored: '[]' }
  })
  await store.beginPass(repositoryId, 'pass')
  const analyzed = await rateOf(count, () =>
    store.writeAnalyses({ repositoryId, pass: 'pass', rulesHash: 'rules', columns, analyses }),
  )
  return { stored, analyzed }
}

type Measured = Awaited<ReturnType<typeof measure>>

/** Two cases of one measurement, each against the file's. */
function casesOf(name: string, measureIt: () => Promise<Measured>): Case[] {
  let measured: Measured
  const against = (what: string, floor: number) =>
    name === files ? {} : { against: `${what}, ${files}`, floor }
  return [
    {
      name: `pages of ${pageSize} stored, ${name}`,
      unit: 'pull requests/s',
      ...against(`pages of ${pageSize} stored`, 1 / 5),
      run: async () => {
        measured = await measureIt()
        return measured.stored
      },
    },
    {
      name: `analyses written, ${name}`,
      unit: 'analyses/s',
      ...against('analyses written', 1 / 8),
      run: () => measured.analyzed,
    },
  ]
}

let made = 0
const server = await startPostgres({ settings: { fsync: 'on' } })
if (server) {
  let copies: { first: number; second: number } = { first: 0, second: 0 }
  try {
    const cases: Case[] = [
      ...casesOf(files, async () => {
        const tenant = await openTenant(join(folder, `${made++}.db`), organizationId)
        const measured = await measure(tenant)
        tenant.close()
        return measured
      }),
      ...casesOf('a schema', async () => {
        const postgres = await openPostgres(await server.cloneDatabase())
        const place = join(folder, `copies-${made++}`)
        const tenants = createPostgresTenants({ postgres, copies: place })
        const store = await openSchema(postgres, organizationId, { copies: place })
        const measured = await measure(store)
        const count = pageCount * pageSize
        const first = await rateOf(count, () => tenants.pathToRead(organizationId))
        await store.commitPage({
          ...pages[0]!,
          token: 'again',
          items: [{ ...pages[0]!.items[0]!, updatedAt: 99_999 }],
        })
        const started = performance.now()
        await tenants.pathToRead(organizationId)
        copies = { first, second: performance.now() - started }
        await tenants.close()
        await postgres.close()
        return measured
      }),
      { name: 'a copy to read, made', unit: 'pull requests/s', run: () => copies.first },
      {
        name: 'a copy to read, after one page',
        unit: 'ms',
        lowerIsBetter: true,
        run: () => copies.second,
      },
    ]
    await bench(`@upflow/db: ${pageCount} pages of ${pageSize} in a file and in a schema`, cases, {
      runs: Number(values.runs),
    })
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
