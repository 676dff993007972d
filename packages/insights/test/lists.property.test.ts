/** A list, walked page by page in any order and under any filter, is what the obvious computation makes of the rows. */
import { toRepositoryId } from '@upflow/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type ListedPullRequest, listPullRequests, type SortColumn, sortColumns } from '../src/index.ts'
import { acme, addAnalyzed, addRepository, newTenants } from './support.ts'

const few = fc.integer({ min: 0, max: 4 })
const day = 86_400
/** Noons of days, so that they are of different ones. */
const instants = few.map((days) => days * day + day / 2)
const none = (of: fc.Arbitrary<number>) => fc.option(of, { freq: 2 })
const sample = fc.record({
  // The number within its repository is its place.
  repository: fc.constantFrom('acme/web', 'acme/api', 'Other/web'),
  state: fc.constantFrom('open' as const, 'merged' as const, 'closed' as const),
  kind: fc.constantFrom('work', 'work', 'bot'),
  author_login: fc.constantFrom('Ann', 'ben', 'cy', 'É'),
  size_class: fc.constantFrom('XS', 'S', null),
  base: fc.constantFrom('main', 'Main', 'release/é', null),
  created_at: instants,
  ends: few.map((days) => days * day),
  total_seconds: none(few),
  total_working_seconds: none(few),
  coding_seconds: none(few),
  review_rounds: none(few),
  now_since: none(few),
})
type Sample = typeof sample extends fc.Arbitrary<infer T> ? T : never

const teams = [
  {
    slug: 'Core',
    name: 'Core',
    members: ['ann', { login: 'BEN', from: '1970-01-02', to: '1970-01-03' }],
  },
]
/** Ben on the second and the third day. */
const isMember = (login: string, at: number) =>
  login === 'Ann' || (login === 'ben' && at >= day && at < 3 * day)
/** Most often everything: of many filters at once nothing would be left. */
const seldom = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: one })
const instant = seldom(instants)
const request = fc.record({
  filter: fc.record({
    since: instant,
    until: instant,
    repositories: seldom(fc.constantFrom(['API'], ['acme/WEB', 'api'])),
    authors: seldom(fc.constantFrom(['ANN', 'cy'], ['é'], ['É'])),
    teams: fc.constantFrom(null, ['core']),
    kinds: seldom(fc.constantFrom(['WORK'])),
    sizes: seldom(fc.constantFrom(['s'])),
    bases: seldom(fc.constantFrom(['MAIN'], ['release/É'])),
  }),
  state: fc.constantFrom(null, null, 'open' as const, 'merged' as const),
  openedSince: instant,
  openedUntil: instant,
  openAt: instant,
  now: instants,
  sort: fc.constantFrom<SortColumn>(...sortColumns),
  descending: fc.boolean(),
  limit: fc.integer({ min: 1, max: 5 }),
})
type Request = typeof request extends fc.Arbitrary<infer T> ? T : never

const isSame = (a: string, b: string) => {
  const plain = (text: string) => [...text].map((one) => (one < '\x7f' ? one.toLowerCase() : one)).join('')
  return plain(a) === plain(b)
}
const among = (wanted: readonly string[] | null, text: string | null) =>
  wanted === null || (text !== null && wanted.some((one) => isSame(one, text)))

const mergedAt = ({ created_at, ends, state }: Sample) => (state === 'merged' ? created_at + ends : null)
const closedAt = ({ created_at, ends, state }: Sample) => (state === 'open' ? null : created_at + ends)

/** By which each is selected. */
const selectedAt = (one: Sample, { filter, openedSince, openedUntil, openAt, now }: Request): number => {
  if (filter.since !== null || filter.until !== null) return mergedAt(one) ?? Number.NaN
  if (openAt !== null) return openAt
  if (openedSince !== null || openedUntil !== null) return one.created_at
  return mergedAt(one) ?? closedAt(one) ?? now
}

const isWanted = (one: Sample, asked: Request) => {
  const { filter, state, openedSince, openedUntil, openAt } = asked
  const [merged, closed] = [mergedAt(one), closedAt(one)]
  return (
    (filter.since === null || (merged !== null && merged >= filter.since)) &&
    (filter.until === null || (merged !== null && merged < filter.until)) &&
    (filter.repositories === null ||
      filter.repositories.some((name) =>
        isSame(name.includes('/') ? name : `acme/${name}`, one.repository),
      )) &&
    among(filter.authors, one.author_login) &&
    (filter.teams === null || isMember(one.author_login, selectedAt(one, asked))) &&
    among(filter.kinds, one.kind) &&
    among(filter.sizes, one.size_class) &&
    among(filter.bases, one.base) &&
    (state === null || one.state === state) &&
    (openedSince === null || one.created_at >= openedSince) &&
    (openedUntil === null || one.created_at < openedUntil) &&
    (openAt === null || (one.created_at <= openAt && (closed === null || closed > openAt)))
  )
}

it('list = reference, whatever is asked for and however it is walked', async () => {
  const tenant = await newTenants().create(acme)
  const { sqlite } = tenant
  const ids = ['acme/web', 'acme/api', 'Other/web'].map((name) => addRepository(tenant, name))
  sqlite.prepare(`INSERT INTO settings (key, value) VALUES ('teams', ?)`).run(JSON.stringify(teams))
  const addRaw =
    sqlite.prepare(`INSERT INTO raw_pull_requests (key, id, repository_id, number, state, is_draft,
      author_login, base_ref_name, head_ref_name, is_cross_repository, created_at, updated_at, content_hash, payload)
    VALUES (?, 'PR', ?, ?, '', 0, '', ?, '', 0, 0, 0, '', '{}')`)
  await fc.assert(
    fc.asyncProperty(fc.array(sample, { maxLength: 25 }), request, async (samples, asked) => {
      sqlite.exec('DELETE FROM raw_pull_requests; DELETE FROM analyzed_pull_requests')
      addAnalyzed(
        tenant,
        samples.map(({ repository, base, ends, ...row }, index) => ({
          ...row,
          repository_id: ids.find((id) => id === `R_${repository}`)!,
          number: index + 1,
          merged_at: mergedAt(samples[index]!),
          closed_at: closedAt(samples[index]!),
        })),
      )
      const keyOf = ({ repository }: Sample, index: number) =>
        (ids.indexOf(toRepositoryId(`R_${repository}`)) + 1) * 2 ** 32 + index + 1
      samples.forEach((one, index) => {
        if (one.base !== null) addRaw.run(keyOf(one, index), `R_${one.repository}`, index + 1, one.base)
      })
      const sortedBy = (one: Sample, index: number) =>
        asked.sort === 'number'
          ? index + 1
          : asked.sort === 'merged_at'
            ? mergedAt(one)
            : (((one as Partial<Record<SortColumn, number | null>>)[asked.sort] ?? null) as number | null)
      const sign = asked.descending ? -1 : 1
      const expected = samples
        .map((one, index) => ({ one, key: keyOf(one, index), value: sortedBy(one, index) }))
        .filter(({ one }) => isWanted(one, asked))
        .sort(
          (a, b) =>
            Number(a.value === null) - Number(b.value === null) ||
            sign * ((a.value ?? 0) - (b.value ?? 0)) ||
            sign * (a.key - b.key),
        )
      const walked: ListedPullRequest[] = []
      let after: string | null = null
      do {
        const page = await listPullRequests(tenant, { ...asked, after })
        expect(page.pullRequests.length, 'of a page').toBeLessThanOrEqual(asked.limit)
        if (page.next !== null) expect(page.pullRequests).toHaveLength(asked.limit)
        walked.push(...page.pullRequests)
        after = page.next
      } while (after !== null)
      expect(walked.map((one) => one.pull_request_key)).toEqual(expected.map(({ key }) => key))
      expect(walked.map((one) => [one.repository, one.base_ref_name, one.teams])).toEqual(
        expected.map(({ one }) => [
          one.repository,
          one.base,
          isMember(one.author_login, selectedAt(one, asked)) ? ['Core'] : [],
        ]),
      )
    }),
    { numRuns: 400 },
  )
})
