/** What a tenant file promises by itself, whoever writes to it: payloads without loss, and notes of what changed. */
import { join } from 'node:path'
import {
  type Actor,
  type Comment,
  type Commit,
  parseOrganizationId,
  type RawPullRequest,
  toRepositoryId,
} from '@upflow/model'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createRawUpsert,
  createUpsert,
  type DeploymentRow,
  fromHistory,
  fromPayload,
  type HistoryReason,
  type HistorySegment,
  keysOf,
  openTenant,
  type SegmentRow,
  type Tenant,
  toHistory,
  toRawRow,
} from '../src/index.ts'
import { migrate } from '../src/sqlite/migrate.ts'
import { provideConversions } from '../src/tenant/integer-keys.ts'
import { tenantMigrations } from '../src/tenant/migrations.ts'
import { toPayload } from '../src/tenant/payload.ts'
import { newFolder, pullRequest } from './support.ts'

const acme = parseOrganizationId('acme')
const instant = fc.integer({ min: 0, max: 2 ** 33 })
const text = fc.string({ unit: 'binary', maxLength: 12 })
const actor: fc.Arbitrary<Actor> = fc.record({
  kind: fc.constantFrom('user', 'bot', 'team', 'ghost'),
  login: fc.oneof(fc.constantFrom('ann', 'ben'), text),
  id: fc.option(fc.constantFrom('U_1', 'U_2')),
})
const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 4 })
const address = fc.oneof(
  fc.constantFrom(null, `${pullRequest().url}#one`, `${pullRequest().url}/files#r1`, pullRequest().url),
  fc.constantFrom('https://github.com/a/b/pull/10#one', 'https://ghe.example/x'),
)
const reviewId = fc.constantFrom('r1', 'r2', 'r3')
const submittedAt = fc.option(fc.constantFrom(5, 6, 7))
const event = { at: instant, actor, id: fc.option(text), url: address }
const anyPullRequest: fc.Arbitrary<RawPullRequest> = fc
  .record({
    title: text,
    author: actor,
    commits: some(
      fc.record({ sha: text, authoredAt: instant, committedAt: instant, author: fc.option(actor) }),
    ),
    reviews: some(
      fc.record({
        id: fc.oneof(reviewId, text),
        author: actor,
        state: fc.constantFrom('approved', 'commented', 'pending'),
        submittedAt,
        url: address,
      }),
    ),
    comments: some(
      fc.record({
        id: text,
        kind: fc.constantFrom('issue', 'review-thread'),
        author: actor,
        createdAt: fc.constantFrom(5, 6),
        publishedAt: fc.option(fc.constantFrom(5, 6)),
        review: fc.option(fc.record({ id: reviewId, submittedAt })),
        url: address,
      }),
    ),
    events: some(
      fc.oneof(
        fc.record({
          ...event,
          kind: fc.constantFrom('review-requested' as const, 'review-request-removed' as const),
          reviewer: actor,
        }),
        fc.record({
          ...event,
          kind: fc.constant('review-dismissed' as const),
          reviewId: fc.option(text),
          previousState: fc.option(fc.constantFrom('approved' as const, 'changes-requested' as const)),
        }),
        fc.record({ ...event, kind: fc.constant('base-changed' as const), from: text, to: text }),
        fc.record({ ...event, kind: fc.constant('deployed' as const), environment: fc.option(text) }),
        fc.record({ ...event, kind: fc.constantFrom('closed' as const, 'merged' as const) }),
      ),
    ),
    requestedReviewers: some(actor),
    labels: some(text),
    files: some(fc.record({ path: text, additions: fc.nat(), deletions: fc.nat() })),
  })
  .map((children) => pullRequest(children))

it('a payload comes back as it went in', () => {
  fc.assert(
    fc.property(anyPullRequest, (original) => {
      expect(fromPayload(toPayload(original))).toEqual(original)
    }),
    { numRuns: 500 },
  )
})

describe('a tenant file', () => {
  let tenant: Tenant
  beforeEach(async () => {
    tenant = await openTenant(join(newFolder(), 'acme.db'), acme)
    tenant.sqlite.exec(
      `INSERT INTO repositories (id, owner, name) VALUES ('R_0', 'acme', 'other'), ('R_1', 'acme', 'app')`,
    )
  })
  afterEach(() => tenant.close())
  const put = (overrides: Partial<RawPullRequest> = {}) =>
    createRawUpsert(tenant)(toRawRow(pullRequest(overrides)))
  const rows = (query: string) => tenant.sqlite.prepare(query).raw().all()

  it('lays pull requests by repository and number, within safe integers', () => {
    put({ number: 7 })
    put({ number: 2 ** 31 - 1, id: 'PR_2' as never })
    const { least, most } = keysOf(tenant.sqlite, toRepositoryId('R_1'))!
    expect(rows('SELECT key FROM raw_pull_requests')).toEqual([[least + 7], [least + 2 ** 31 - 1]])
    expect(least + 2 ** 31 - 1).toBeLessThan(most)
    expect(keysOf(tenant.sqlite, toRepositoryId('R_none'))).toBeNull()
    expect(() => put({ repositoryId: toRepositoryId('R_none') })).toThrow(/FOREIGN KEY/)
  })

  it('has the children of pull requests as views, with names for columns', () => {
    const ann: Actor = { kind: 'user', login: 'ann', id: 'U_1' }
    const ben: Actor = { kind: 'bot', login: 'ben', id: null }
    const { url } = pullRequest()
    const line = (id: string, review: string, submittedAt: number | null): Comment => ({
      id,
      kind: 'review-thread',
      author: ben,
      createdAt: 2,
      publishedAt: submittedAt,
      review: { id: review, submittedAt },
      url: 'https://elsewhere.example/',
    })
    put({
      author: ann,
      title: 'A title',
      commits: [
        { sha: 'c1', authoredAt: 1, committedAt: 2, author: ann },
        { sha: 'c2', authoredAt: 1, committedAt: 2, author: null },
      ],
      reviews: [{ id: 'r1', author: ben, state: 'approved', submittedAt: 3, url: `${url}#r1` }],
      comments: [
        { id: 'i1', kind: 'issue', author: ann, createdAt: 4, publishedAt: 4, review: null, url: null },
        line('t1', 'r1', 3),
        line('t2', 'r2', null),
      ],
      events: [
        { kind: 'review-requested', at: 5, actor: ann, reviewer: ben, id: 'e1', url: null },
        { kind: 'closed', at: 6, actor: ben, id: null, url: `${url}#e2` },
      ],
      labels: ['bug', 'ui'],
      files: [{ path: 'a.ts', additions: 7, deletions: 8 }],
    })
    const of = (name: string, columns: string) => rows(`SELECT number, ${columns} FROM pull_request_${name}`)
    expect(rows(`SELECT payload ->> '$.title' FROM raw_pull_requests`)).toEqual([['A title']])
    expect(of('commits', 'sha, authored_at, committed_at, author_login')).toEqual([
      [1, 'c1', 1, 2, 'ann'],
      [1, 'c2', 1, 2, null],
    ])
    expect(of('reviews', 'id, author_login, author_kind, state, submitted_at, url')).toEqual([
      [1, 'r1', 'ben', 'bot', 'approved', 3, `${url}#r1`],
    ])
    expect(
      of('comments', 'id, kind, author_login, author_kind, created_at, published_at, review_id, url'),
    ).toEqual([
      [1, 'i1', 'issue', 'ann', 'user', 4, 4, null, null],
      [1, 't1', 'review-thread', 'ben', 'bot', 2, 3, 'r1', 'https://elsewhere.example/'],
      [1, 't2', 'review-thread', 'ben', 'bot', 2, null, 'r2', 'https://elsewhere.example/'],
    ])
    expect(of('events', 'kind, at, actor_login, reviewer_login, id, url')).toEqual([
      [1, 'review-requested', 5, 'ann', 'ben', 'e1', null],
      [1, 'closed', 6, 'ben', null, null, `${url}#e2`],
    ])
    expect(of('labels', 'label')).toEqual([
      [1, 'bug'],
      [1, 'ui'],
    ])
    expect(of('files', 'path, additions, deletions')).toEqual([[1, 'a.ts', 7, 8]])
  })

  it('notes what was written since its analysis, and what releases depend on', () => {
    const noted = () => [
      rows('SELECT count(*) FROM unanalyzed')[0],
      rows(`SELECT release_revision FROM recalculations WHERE repository_id = 'R_1'`)[0],
    ]
    const analyzed = () => tenant.sqlite.exec('DELETE FROM unanalyzed')
    const exec = (statement: string) => tenant.sqlite.exec(statement)
    const merged = { mergedAt: 2_003, mergeCommitSha: 'm1' }
    const commit: Commit = { sha: 'c1', authoredAt: 1, committedAt: 1, author: null }
    const deploy = (id: string, succeededAt: number | null) =>
      createUpsert<DeploymentRow>(tenant.sqlite, { table: 'deployments', key: ['repository_id', 'id'] })({
        repository_id: toRepositoryId('R_1'),
        id,
        environment: 'production',
        sha: 'sha',
        committed_at: 1,
        creator_login: 'ann',
        creator_kind: 'user',
        created_at: 2,
        succeeded_at: succeededAt,
      })
    const changes: [what: string, change: () => unknown, queued: number, raises: boolean][] = [
      ['a new, open pull request', () => put(), 1, false],
      ['the same again', () => put(), 0, false],
      ['a comment', () => put({ updatedAt: 2_001 }), 1, false],
      ['another base while open', () => put({ updatedAt: 2_002, baseRefName: 'next' }), 1, false],
      ['a merge', () => put({ updatedAt: 2_003, mergedAt: 2_003 }), 1, true],
      ['a comment after the merge', () => put({ updatedAt: 2_004, mergedAt: 2_003 }), 1, false],
      [
        'another merge commit',
        () => put({ updatedAt: 2_005, mergedAt: 2_003, mergeCommitSha: 'm1' }),
        1,
        true,
      ],
      ['other commits', () => put({ ...merged, updatedAt: 2_006, commits: [commit] }), 1, true],
      [
        'a label after the merge',
        () => put({ ...merged, updatedAt: 2_007, commits: [commit], labels: ['x'] }),
        1,
        false,
      ],
      [
        'an end that could not be read',
        () => put({ ...merged, updatedAt: 2_008, commits: [commit], incomplete: ['closedAt'] }),
        1,
        true,
      ],
      ['and could then', () => put({ ...merged, updatedAt: 2_009, commits: [commit] }), 1, true],
      ['a deployment', () => deploy('D_1', null), 0, true],
      ['a deployment that is known', () => deploy('D_1', null), 0, false],
      ['its failure', () => exec(`UPDATE deployments SET created_at = 5`), 0, false],
      ['its success', () => deploy('D_1', 9), 0, true],
      ['its creator', () => exec(`UPDATE deployments SET creator_login = 'ben'`), 0, false],
      ['its environment', () => exec(`UPDATE deployments SET environment = 'staging'`), 0, true],
      ['its commit', () => exec(`UPDATE deployments SET sha = 'other'`), 0, true],
      ['its removal', () => exec('DELETE FROM deployments'), 0, true],
      ['another deployment', () => deploy('D_2', null), 0, true],
      ['the removal of one without success', () => exec('DELETE FROM deployments'), 0, false],
      ['a tag', () => tenant.sqlite.exec(`INSERT INTO tags VALUES ('R_1', 'v1', 'sha', 1)`), 0, true],
      [
        'a tag written over',
        () => tenant.sqlite.exec(`INSERT OR REPLACE INTO tags VALUES ('R_1', 'v1', 'sha', 2)`),
        0,
        true,
      ],
      ['a tag moved', () => tenant.sqlite.exec('UPDATE tags SET committed_at = 3'), 0, true],
      ['a tag removed', () => tenant.sqlite.exec('DELETE FROM tags'), 0, true],
      [
        'a tag elsewhere',
        () => tenant.sqlite.exec(`INSERT INTO tags VALUES ('R_0', 'v1', 'sha', 1)`),
        0,
        false,
      ],
      ['the removal', () => tenant.sqlite.exec('DELETE FROM raw_pull_requests'), 0, true],
    ]
    for (const [what, change, queued, raises] of changes) {
      analyzed()
      const [, before] = noted() as [unknown, [number]]
      change()
      const [count, after] = noted() as [[number], [number]]
      expect([what, count[0], after[0] > before[0]]).toEqual([what, queued, raises])
    }
  })
})

/** As it was stored before anything newer was asked for. */
function ofFirstFormat({ labels, ...stored }: RawPullRequest): object {
  return {
    ...stored,
    commits: stored.commits.map(({ author, ...one }) => one),
    reviews: stored.reviews.map(({ url, ...one }) => one),
    comments: stored.comments.map(({ publishedAt, review, url, ...one }) => one),
    events: stored.events.map(({ id, url, ...one }) => ({ ...one, previousState: undefined })),
  }
}

it.each([1, 2, 3])('of format %i is brought up to date with all that is in it', async (format) => {
  const path = join(newFolder(), 'acme.db')
  const old = new Database(path)
  old.pragma('journal_mode = WAL')
  provideConversions(old)
  const upTo = (count: number) =>
    migrate(old, Object.fromEntries(Object.entries(tenantMigrations).slice(0, count)))
  await upTo(1)
  old.exec(
    `INSERT INTO repositories (id, owner, name) VALUES ('R_2', 'acme', 'lib'), ('R_1', 'acme', 'app');
     INSERT INTO tags VALUES ('R_1', 'v1', 'sha', 1)`,
  )
  const ann: Actor = { kind: 'user', login: 'ann', id: 'U_1' }
  const event = { at: 4, actor: ann, id: null, url: null }
  const originals = [1, 2, 3].map((number) =>
    pullRequest({
      number,
      id: `PR_${9 - number}` as never,
      repositoryId: toRepositoryId(number === 3 ? 'R_2' : 'R_1'),
      mergedAt: number === 1 ? 4 : null,
      mergeCommitSha: number === 1 ? 'merge' : null,
      commits: [{ sha: 'c', authoredAt: 1, committedAt: 2, author: null }],
      reviews: [{ id: 'r', author: ann, state: 'dismissed', submittedAt: 3, url: null }],
      comments: [
        {
          id: 'i',
          kind: 'issue',
          author: ann,
          createdAt: number,
          publishedAt: number,
          review: null,
          url: null,
        },
      ],
      events: [
        { ...event, kind: 'review-dismissed', reviewId: 'r', previousState: null },
        { ...event, kind: 'closed' },
      ],
      incomplete: number === 2 ? ['reviews'] : [],
    }),
  )
  const insert = old.prepare(
    `INSERT INTO raw_pull_requests VALUES (@id, @repositoryId, @number, @state, 0, 'ghost', 'main', 'topic', 0,
      @createdAt, @updatedAt, @mergedAt, NULL, @incomplete, 'hash', @payload)`,
  )
  for (const one of originals)
    insert.run({
      id: one.id,
      repositoryId: one.repositoryId,
      number: one.number,
      state: one.state,
      createdAt: one.createdAt,
      updatedAt: one.updatedAt,
      mergedAt: one.mergedAt,
      incomplete: one.incomplete[0] ?? null,
      payload: JSON.stringify(ofFirstFormat(one)),
    })
  old.exec(
    `INSERT INTO analyzed_pull_requests SELECT id, repository_id, number, '', '', state, '', '', NULL, 0, ${'NULL, '.repeat(14)}1, 0, 0, 0, 0, 0, 0, 0, 0, 'XS', '[]', content_hash, 'rules' FROM raw_pull_requests;
     INSERT INTO segments SELECT pull_request_id, 0, 'coding', NULL, number, NULL, '{}' FROM analyzed_pull_requests`,
  )
  await upTo(format)
  if (format > 1)
    old.exec(
      `UPDATE raw_pull_requests SET payload = json_remove(payload, '$.labels');
       UPDATE recalculations SET pass = 'old', is_complete = 1; DELETE FROM unanalyzed`,
    )
  old.close()

  const tenant = await openTenant(path, acme)
  const rows = (query: string) => tenant.sqlite.prepare(query).raw().all()
  expect(
    (rows('SELECT payload FROM raw_pull_requests ORDER BY number') as [string][]).map(([payload]) =>
      fromPayload(payload),
    ),
  ).toEqual(originals)
  expect(rows('SELECT id, ordinal FROM repositories ORDER BY ordinal')).toEqual([
    ['R_2', 1],
    ['R_1', 2],
  ])
  expect(rows('SELECT number, incomplete, merge_commit_sha FROM raw_pull_requests ORDER BY 1')).toEqual([
    [1, null, 'merge'],
    [2, 'reviews', null],
    [3, null, null],
  ])
  // The definitions are others now: everything is to be analyzed, by no pass.
  for (const table of ['analyzed_pull_requests', 'segments', 'review_requests', 'responses'])
    expect(rows(`SELECT count(*) FROM ${table}`)).toEqual([[0]])
  expect(rows('SELECT count(*) FROM unanalyzed')).toEqual([[3]])
  expect(rows('SELECT pass, is_complete FROM recalculations')).toEqual([
    [null, 0],
    [null, 0],
  ])
  expect(rows('SELECT name FROM tags')).toEqual([['v1']])
  // What GitHub sends again is known as it is, but for what is asked for since.
  expect(createRawUpsert(tenant)(toRawRow(originals[0]!))).toBe(format > 1)
  expect(rows('PRAGMA foreign_key_check')).toEqual([])
  expect(rows('PRAGMA integrity_check')).toEqual([['ok']])
  tenant.close()
})

const reason: fc.Arbitrary<HistoryReason> = fc.record({
  kind: fc.constantFrom('created', 'review', 'merge'),
  at: instant,
  actor: fc.option(
    fc.record({
      kind: fc.constantFrom('user' as const, 'ghost' as const),
      login: fc.oneof(fc.constantFrom('ann', 'ben'), fc.string({ unit: 'grapheme' })),
      id: fc.option(fc.constantFrom('U_1', 'U_2')),
    }),
  ),
  id: fc.option(fc.string({ unit: 'grapheme' })),
  url: address,
})
/** They abut, and only the last may last. */
const anyHistory: fc.Arbitrary<HistorySegment[]> = fc
  .record({
    boundaries: fc.array(reason, { maxLength: 5 }),
    states: fc.array(
      fc.tuple(
        fc.constantFrom('coding', 'in-review'),
        fc.option(fc.constantFrom('author')),
        fc.option(fc.nat()),
      ),
      { minLength: 5, maxLength: 5 },
    ),
    lasts: fc.boolean(),
  })
  .map(({ boundaries, states, lasts }) =>
    boundaries.slice(0, lasts ? undefined : -1).map((because, index) => {
      const until = boundaries[index + 1] ?? null
      const [state, turn, workingSeconds] = states[index]!
      return { state, turn, from: because.at, to: until?.at ?? null, workingSeconds, because, until }
    }),
  )

it('a history keeps addresses the same way, whether they come whole or as they are stored', () => {
  const historyOf = ({ events, reviews, url }: RawPullRequest) =>
    toHistory(
      [
        ...events.map(({ kind, at, actor, id, url }) => ({ kind, at, actor, id, url })),
        ...reviews.map(({ id, author, url }) => ({ kind: 'review', at: 0, actor: author, id, url })),
      ].map((because) => {
        const { at } = because
        return { state: 'draft', turn: null, from: at, to: at, workingSeconds: 0, because, until: because }
      }),
      url,
    )
  fc.assert(
    fc.property(anyPullRequest, (original) => {
      const payload = toPayload(original)
      expect(historyOf(fromPayload(payload, 'as-stored'))).toBe(historyOf(fromPayload(payload)))
    }),
    { numRuns: 500 },
  )
})

it('a history comes back as it went in, in SQL too, and goes with its analysis', async () => {
  const tenant = await openTenant(join(newFolder(), 'acme.db'), acme)
  const { sqlite } = tenant
  const { url } = pullRequest()
  const columns = sqlite.prepare('PRAGMA table_info(analyzed_pull_requests)').all() as {
    name: string
    type: string
    notnull: 0 | 1
  }[]
  const values = columns.map(({ name, type, notnull }) =>
    name === 'pull_request_key'
      ? '1'
      : name === 'url'
        ? `'${url}'`
        : notnull
          ? type === 'TEXT'
            ? `''`
            : '0'
          : 'NULL',
  )
  sqlite.exec(`INSERT INTO analyzed_pull_requests VALUES (${values.join(', ')})`)
  const put = sqlite.prepare('REPLACE INTO analysis_details VALUES (1, ?, ?)')
  const read = sqlite.prepare('SELECT * FROM segments WHERE pull_request_key = 1 ORDER BY position')
  fc.assert(
    fc.property(anyHistory, (segments) => {
      const history = toHistory(segments, url)
      expect(fromHistory(history, url)).toEqual(segments)
      put.run(history, '[]')
      const rows = read.all() as SegmentRow[]
      expect(rows.map(({ position }) => position)).toEqual(segments.map((_, index) => index))
      expect(
        rows.map((row) => ({
          state: row.state,
          turn: row.turn,
          from: row.from_at,
          to: row.to_at,
          workingSeconds: row.working_seconds,
          because: JSON.parse(row.because),
          until: row.until && JSON.parse(row.until),
        })),
      ).toEqual(segments)
    }),
    { numRuns: 500 },
  )
  sqlite.exec(
    `INSERT INTO review_requests VALUES (1, 0, 'ann', 'user', NULL, 1, NULL, NULL, NULL, NULL);
     INSERT INTO responses VALUES (1, 0, 'ann', 'user', 1, 'review', 'r', NULL, NULL, NULL, 0);
     DELETE FROM analyzed_pull_requests`,
  )
  for (const table of ['analysis_details', 'segments', 'review_requests', 'responses'])
    expect(sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0)
  tenant.close()
})

it('remembers what was removed until it is there again', async () => {
  const tenant = await openTenant(join(newFolder(), 'acme.db'), acme)
  const remembered = () => tenant.sqlite.prepare('SELECT number FROM removed_pull_requests').pluck().all()
  tenant.sqlite.exec(
    `INSERT INTO repositories (id, owner, name) VALUES ('R_1', 'acme', 'app');
     INSERT INTO removed_pull_requests VALUES ('R_1', 1, 'PR_1', 'one', 5), ('R_1', 2, 'PR_2', 'two', 5)`,
  )
  createRawUpsert(tenant)(toRawRow(pullRequest({ number: 2, repositoryId: toRepositoryId('R_1') })))
  expect(remembered()).toEqual([1])
  tenant.close()
})
