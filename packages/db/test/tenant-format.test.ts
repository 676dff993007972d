/** What a tenant file promises by itself, whoever writes to it: payloads without loss, and notes of what changed. */
import { join } from 'node:path'
import { type Actor, parseOrganizationId, type RawPullRequest, toRepositoryId } from '@upflow/model'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRawUpsert, fromPayload, keysOf, openTenant, type Tenant, toRawRow } from '../src/index.ts'
import { migrate } from '../src/sqlite/migrate.ts'
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
const anyPullRequest: fc.Arbitrary<RawPullRequest> = fc
  .record({
    title: text,
    author: actor,
    commits: some(fc.record({ sha: text, authoredAt: instant, committedAt: instant })),
    reviews: some(
      fc.record({
        id: text,
        author: actor,
        state: fc.constantFrom('approved', 'commented', 'pending'),
        submittedAt: fc.option(instant),
      }),
    ),
    comments: some(
      fc.record({
        id: text,
        kind: fc.constantFrom('issue', 'review-thread'),
        author: actor,
        createdAt: instant,
      }),
    ),
    events: some(
      fc.oneof(
        fc.record({
          kind: fc.constantFrom('review-requested' as const, 'review-request-removed' as const),
          at: instant,
          actor,
          reviewer: actor,
        }),
        fc.record({
          kind: fc.constant('review-dismissed' as const),
          at: instant,
          actor,
          reviewId: fc.option(text),
        }),
        fc.record({ kind: fc.constantFrom('closed' as const, 'merged' as const), at: instant, actor }),
      ),
    ),
    requestedReviewers: some(actor),
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
    put({
      author: ann,
      title: 'A title',
      commits: [{ sha: 'c1', authoredAt: 1, committedAt: 2 }],
      reviews: [{ id: 'r1', author: ben, state: 'approved', submittedAt: 3 }],
      comments: [{ id: 'i1', kind: 'issue', author: ann, createdAt: 4 }],
      events: [
        { kind: 'review-requested', at: 5, actor: ann, reviewer: ben },
        { kind: 'closed', at: 6, actor: ben },
      ],
      files: [{ path: 'a.ts', additions: 7, deletions: 8 }],
    })
    const of = (name: string, columns: string) => rows(`SELECT number, ${columns} FROM pull_request_${name}`)
    expect(rows(`SELECT payload ->> '$.title' FROM raw_pull_requests`)).toEqual([['A title']])
    expect(of('commits', 'sha, authored_at, committed_at')).toEqual([[1, 'c1', 1, 2]])
    expect(of('reviews', 'id, author_login, author_kind, state, submitted_at')).toEqual([
      [1, 'r1', 'ben', 'bot', 'approved', 3],
    ])
    expect(of('comments', 'id, kind, author_login, author_kind, created_at')).toEqual([
      [1, 'i1', 'issue', 'ann', 'user', 4],
    ])
    expect(of('events', 'kind, at, actor_login, reviewer_login')).toEqual([
      [1, 'review-requested', 5, 'ann', 'ben'],
      [1, 'closed', 6, 'ben', null],
    ])
    expect(of('files', 'path, additions, deletions')).toEqual([[1, 'a.ts', 7, 8]])
  })

  it('notes what was written since its analysis, and what releases depend on', () => {
    const noted = () => [
      rows('SELECT count(*) FROM unanalyzed')[0],
      rows(`SELECT release_revision FROM recalculations WHERE repository_id = 'R_1'`)[0],
    ]
    const analyzed = () => tenant.sqlite.exec('DELETE FROM unanalyzed')
    const changes: [what: string, change: () => unknown, queued: number, raises: boolean][] = [
      ['a new, open pull request', () => put(), 1, false],
      ['the same again', () => put(), 0, false],
      ['a comment', () => put({ updatedAt: 2_001 }), 1, false],
      ['another base while open', () => put({ updatedAt: 2_002, baseRefName: 'next' }), 1, false],
      ['a merge', () => put({ updatedAt: 2_003, mergedAt: 2_003 }), 1, true],
      ['a comment after the merge', () => put({ updatedAt: 2_004, mergedAt: 2_003 }), 1, false],
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

it('of the first format is brought up to date with all that is in it', async () => {
  const path = join(newFolder(), 'acme.db')
  const old = new Database(path)
  old.pragma('journal_mode = WAL')
  await migrate(old, { '0001-first': tenantMigrations['0001-first']! })
  old.exec(
    `INSERT INTO repositories (id, owner, name) VALUES ('R_2', 'acme', 'lib'), ('R_1', 'acme', 'app');
     INSERT INTO tags VALUES ('R_1', 'v1', 'sha', 1)`,
  )
  const ann: Actor = { kind: 'user', login: 'ann', id: 'U_1' }
  const originals = [1, 2, 3].map((number) =>
    pullRequest({
      number,
      id: `PR_${9 - number}` as never,
      repositoryId: toRepositoryId(number === 3 ? 'R_2' : 'R_1'),
      comments: [{ id: 'i', kind: 'issue', author: ann, createdAt: number }],
      incomplete: number === 2 ? ['reviews'] : [],
    }),
  )
  const insert = old.prepare(
    `INSERT INTO raw_pull_requests VALUES (@id, @repositoryId, @number, @state, 0, 'ghost', 'main', 'topic', 0,
      @createdAt, @updatedAt, NULL, NULL, @incomplete, 'hash', @payload)`,
  )
  for (const one of originals)
    insert.run({
      id: one.id,
      repositoryId: one.repositoryId,
      number: one.number,
      state: one.state,
      createdAt: one.createdAt,
      updatedAt: one.updatedAt,
      incomplete: one.incomplete[0] ?? null,
      payload: JSON.stringify(one),
    })
  old.exec(
    `INSERT INTO analyzed_pull_requests SELECT id, repository_id, number, '', '', state, '', '', NULL, 0, ${'NULL, '.repeat(14)}1, 0, 0, 0, 0, 0, 0, 0, 0, 'XS', '[]', content_hash, 'rules' FROM raw_pull_requests;
     INSERT INTO segments SELECT pull_request_id, 0, 'coding', NULL, number, NULL, '{}' FROM analyzed_pull_requests`,
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
  expect(
    rows(`SELECT r.number, a.number, s.from_at FROM raw_pull_requests AS r
      JOIN analyzed_pull_requests AS a ON a.pull_request_key = r.key
      JOIN segments AS s ON s.pull_request_key = r.key ORDER BY 1`),
  ).toEqual([
    [1, 1, 1],
    [2, 2, 2],
    [3, 3, 3],
  ])
  expect(rows('SELECT number, incomplete, size_class FROM analyzed_pull_requests ORDER BY 1')).toEqual([
    [1, null, 'XS'],
    [2, 'reviews', 'XS'],
    [3, null, 'XS'],
  ])
  expect(rows('SELECT count(*) FROM unanalyzed')).toEqual([[3]])
  expect(rows('SELECT name FROM tags')).toEqual([['v1']])
  // What GitHub sends again is known as it is.
  expect(createRawUpsert(tenant)(toRawRow(originals[0]!))).toBe(false)
  expect(rows('PRAGMA foreign_key_check')).toEqual([])
  expect(rows('PRAGMA integrity_check')).toEqual([['ok']])
  tenant.sqlite.exec(`DELETE FROM raw_pull_requests WHERE number = 1`)
  expect(rows('SELECT number FROM analyzed_pull_requests ORDER BY 1')).toEqual([[2], [3]])
  expect(rows('SELECT count(*) FROM segments')).toEqual([[2]])
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
