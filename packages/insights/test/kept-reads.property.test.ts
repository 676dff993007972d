/**
 * Whatever was asked before, and whatever was committed in between: reviews are what looking at each pull request gives,
 * and reports and distributions are the same as where nothing is kept.
 */
import { attachTenant, type Tenant } from '@upflow/db'
import { changeSettings } from '@upflow/settings'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type Clock,
  groupings,
  listRequests,
  listResponses,
  metrics,
  readDistribution,
  readReport,
  readReviews,
} from '../src/index.ts'
import { createKeptFiles } from '../src/kept-reads.ts'
import {
  afterCreation,
  benFrom,
  danToo,
  endOf,
  filter,
  mergedAt,
  type Pull,
  pull,
  respondedAt,
  reviewsOf,
  within,
} from './reviews-reference.ts'
import { acme, addAnalyzed, addRepository, atEnd, newTenants } from './support.ts'

const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ writes: fc.array(pull, { minLength: 1, maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ removes: fc.integer({ min: 1, max: 12 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      asks: fc.constantFrom('reviews', 'reviews', 'report', 'distribution'),
      // Of all time, what is kept holds it after every write.
      filter: fc.oneof(
        filter,
        filter.map((one) => ({ ...one, since: null, until: null })),
      ),
      clock: fc.constantFrom<Clock>('wall', 'working'),
      by: fc.constantFrom(...groupings),
      metric: fc.constantFrom(...metrics),
    }),
  },
)

it('reviews = reference, and what is kept changes no answer', async () => {
  const tenants = newTenants()
  const tenant = await tenants.create(acme)
  for (const name of ['acme/web', 'acme/api']) addRepository(tenant, name)
  await changeSettings(
    tenant,
    [
      { key: 'calendar', value: { timeZone: 'UTC' } },
      { key: 'teams', value: [{ slug: 'core', members: ['ann', { login: 'ben', from: benFrom }] }] },
      { key: 'mergedLogins', value: [{ login: 'dan', others: [danToo] }] },
    ],
    { by: 'ann' },
  )
  const reader = attachTenant(await tenants.pathToRead(acme), acme, { readOnly: true })
  atEnd(() => reader.close())
  await fc.assert(
    fc.asyncProperty(
      fc.array(pull, { maxLength: 20 }),
      fc.array(step, { minLength: 1, maxLength: 12 }),
      // So that some is too much, and some pushes the rest out.
      fc.constantFrom(500, 3_000, 1e9),
      async (first, steps, mostBytes) => {
        const stored = new Map<string, Pull>()
        for (const table of ['raw_pull_requests', 'analyzed_pull_requests', 'review_requests', 'responses'])
          tenant.sqlite.exec(`DELETE FROM ${table}`)
        store(tenant, stored, first)
        const kept = createKeptFiles({ mostBytes }).ofFile()
        for (const one of steps) {
          if ('writes' in one) {
            store(tenant, stored, one.writes)
            continue
          }
          if ('removes' in one) {
            for (const name of [...stored.keys()]) if (name.endsWith(`#${one.removes}`)) stored.delete(name)
            tenant.sqlite.prepare('DELETE FROM raw_pull_requests WHERE number = ?').run(one.removes)
            continue
          }
          const { team, ...rest } = one.filter
          const request = { filter: { ...rest, ...team }, clock: one.clock }
          if (one.asks === 'report') {
            const asked = { ...request, by: one.by, now: 5_000_000 }
            expect(await readReport(reader, asked, kept)).toEqual(await readReport(tenant, asked))
          } else if (one.asks === 'distribution') {
            const asked = { ...request, metric: one.metric }
            expect(await readDistribution(reader, asked, kept)).toEqual(await readDistribution(tenant, asked))
          } else {
            const { reviews, answered, people } = reviewsOf([...stored.values()], one.filter, one.clock)
            expect(await readReviews(reader, request, kept)).toEqual(reviews)
            // Each number has a list that is as long.
            const page = { filter: request.filter, limit: 1 }
            for (const [became, count] of Object.entries(reviews.requests))
              expect(await listRequests(reader, { ...page, became: became as never })).toMatchObject({
                count,
              })
            expect(await listRequests(reader, { ...page, periodOf: 'answered' })).toMatchObject({
              count: answered,
            })
            const given = await listResponses(reader, { ...page, maySeeFew: false })
            expect(given?.count ?? null).toBe(people < 3 ? null : reviews.responses)
            for (const [load, count] of [
              ['busiest', reviews.load?.busiestFifth],
              ['others', reviews.load && reviews.responses - reviews.load.busiestFifth],
            ] as const) {
              const part = { ...page, load }
              expect((await listResponses(reader, { ...part, maySeeFew: true }))?.count).toBe(
                count ?? undefined,
              )
              // Of ten people and fewer, the fifth is of one or two.
              expect(await listResponses(reader, { ...part, maySeeFew: false })).toBeNull()
            }
          }
        }
      },
    ),
    { numRuns: 150 },
  )
})

/** One of a repository and number takes the place of the one before. */
function store({ sqlite }: Tenant, stored: Map<string, Pull>, pulls: readonly Pull[]): void {
  sqlite.transaction(() => {
    for (const one of pulls) {
      stored.set(`${one.repository}#${one.number}`, one)
      const repository_id = `R_${one.repository}` as never
      const ordinal = sqlite
        .prepare('SELECT ordinal FROM repositories WHERE id = ?')
        .pluck()
        .get(repository_id) as number
      const key = ordinal * 2 ** 32 + one.number
      for (const table of ['review_requests', 'responses'])
        sqlite.prepare(`DELETE FROM ${table} WHERE pull_request_key = ?`).run(key)
      sqlite
        .prepare(
          `INSERT OR REPLACE INTO raw_pull_requests (key, id, repository_id, number, state, is_draft, author_login,
             base_ref_name, head_ref_name, is_cross_repository, created_at, updated_at, content_hash, payload)
           VALUES (?, ?, ?, ?, '', 0, '', ?, '', 0, 0, 0, '', json_object('files', json_array(json_array(?, 1, 0))))`,
        )
        .run(key, `PR_${key}`, repository_id, one.number, one.base, one.file)
      const [pickup, author, reviewer, approved] = one.waits
      const double = (value: number | null) => (value === null ? null : 2 * value)
      addAnalyzed({ sqlite } as Tenant, [
        {
          repository_id,
          number: one.number,
          author_login: one.author_login,
          kind: one.kind as never,
          size_class: one.size_class as never,
          incomplete: one.incomplete,
          state: one.ended,
          created_at: one.created_at,
          merged_at: mergedAt(one),
          closed_at: one.ended === 'open' ? null : endOf(one),
          ready_at: afterCreation(one, one.ready),
          first_reviewed_at: afterCreation(one, one.reviewed),
          unreviewed: one.unreviewed,
          review_rounds: one.review_rounds,
          total_seconds: author,
          total_working_seconds: reviewer,
          pickup_seconds: pickup,
          pickup_working_seconds: double(pickup),
          waiting_author_seconds: author,
          waiting_author_working_seconds: double(author),
          waiting_reviewer_seconds: reviewer,
          waiting_reviewer_working_seconds: double(reviewer),
          approved_not_merged_seconds: approved,
          approved_not_merged_working_seconds: double(approved),
        },
      ])
      one.requests.forEach((request, position) => {
        const at = within(one, request.at)
        sqlite
          .prepare(
            `INSERT INTO review_requests (pull_request_key, position, reviewer_login, reviewer_kind, requested_at,
               removed_at, responded_at, seconds, working_seconds) VALUES (?, ?, 'dan', 'user', ?, ?, ?, ?, ?)`,
          )
          .run(
            key,
            position,
            at,
            request.removed ? at : null,
            respondedAt(one, request),
            request.took,
            double(request.took),
          )
      })
      one.responses.forEach(({ at, login }, position) => {
        sqlite
          .prepare(
            `INSERT INTO responses (pull_request_key, position, reviewer_login, reviewer_kind, at, kind, id, is_answer)
             VALUES (?, ?, ?, 'user', ?, 'review', '', 1)`,
          )
          .run(key, position, login, within(one, at))
      })
    }
  })()
}
