/** A list, walked page by page in any order and under any filter, is what the obvious computation makes of the rows. */
import { toRepositoryId } from '@upflow/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type ListedPullRequest,
  listPullRequests,
  type SortColumn,
  sortColumns,
  teamRoles,
} from '../src/index.ts'
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
  files: fc.subarray(['apps/web/a.ts', 'apps/webs.ts', 'db/1.sql', 'É.md']),
  asked: fc.subarray(['ANN', 'Ben', 'É']),
  responded: fc.subarray(['Ben', 'cy']),
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
    repositories: ['acme/API', 'acme/gone'],
  },
]
/** Ben on the second and the third day. */
const isMember = (login: string, at: number) =>
  isSame(login, 'ann') || (isSame(login, 'ben') && at >= day && at < 3 * day)
/** When whoever was asked was asked, and whoever responded responded. */
const [askedAt, respondedAt] = [day / 2, 2 * day + day / 2]
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
    teamAs: fc.constantFrom(...teamRoles),
    kinds: seldom(fc.constantFrom(['WORK'])),
    sizes: seldom(fc.constantFrom(['s'])),
    bases: seldom(fc.constantFrom(['MAIN'], ['release/É'])),
    paths: fc.option(fc.constantFrom(['apps/web'], ['**/*.sql', 'É.md'], ['apps/web/a.ts'], ['*'], ['DB']), {
      freq: 2,
    }),
  }),
  state: fc.constantFrom(null, null, 'open' as const, 'merged' as const),
  openedSince: instant,
  openedUntil: instant,
  openAt: instant,
  underWay: seldom(
    fc.tuple(instants, instants).map(([one, other]) => ({
      since: Math.min(one, other),
      until: Math.max(one, other),
    })),
  ),
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

const isOfTeam = (one: Sample, request: Request) => {
  const { teamAs } = request.filter
  if (teamAs === 'author') return isOfTeamWhen(one, request)
  if (teamAs === 'repository') return one.repository === 'acme/api'
  return (
    one.asked.some((login) => isMember(login, askedAt)) ||
    one.responded.some((login) => isMember(login, respondedAt))
  )
}

/** Of each that is asked for, which of the files above it means. */
const meant: Readonly<Record<string, readonly string[]>> = {
  'apps/web': ['apps/web/a.ts'],
  'apps/web/a.ts': ['apps/web/a.ts'],
  '**/*.sql': ['db/1.sql'],
  'É.md': ['É.md'],
  '*': ['É.md'],
  DB: [],
}

const mergedAt = ({ created_at, ends, state }: Sample) => (state === 'merged' ? created_at + ends : null)
const closedAt = ({ created_at, ends, state }: Sample) => (state === 'open' ? null : created_at + ends)

/** By which each is selected. */
const selectedAt = (one: Sample, asked: Request): number => {
  const { filter, openedSince, openedUntil, openAt, underWay, now } = asked
  if (filter.since !== null || filter.until !== null) return mergedAt(one) ?? Number.NaN
  if (openAt !== null) return openAt
  // The first of it; a member of a team may be one for any part of it.
  if (underWay !== null) return Math.max(one.created_at, underWay.since)
  if (openedSince !== null || openedUntil !== null) return one.created_at
  return mergedAt(one) ?? closedAt(one) ?? now
}

/** Looked for from half day to half day, of what is asked for as under way for a part of a time. */
const isOfTeamWhen = (one: Sample, request: Request): boolean => {
  const { filter, openAt, underWay } = request
  const isSelected = filter.since !== null || filter.until !== null || openAt !== null
  if (underWay === null || isSelected) return isMember(one.author_login, selectedAt(one, request))
  const last = Math.min(closedAt(one) ?? underWay.until, underWay.until)
  for (let at = Math.max(one.created_at, underWay.since); at <= last; at += day / 2)
    if (isMember(one.author_login, at)) return true
  return isMember(one.author_login, last)
}

const isWanted = (one: Sample, asked: Request) => {
  const { filter, state, openedSince, openedUntil, openAt, underWay } = asked
  const [merged, closed] = [mergedAt(one), closedAt(one)]
  return (
    (filter.since === null || (merged !== null && merged >= filter.since)) &&
    (filter.until === null || (merged !== null && merged < filter.until)) &&
    (filter.repositories === null ||
      filter.repositories.some((name) =>
        isSame(name.includes('/') ? name : `acme/${name}`, one.repository),
      )) &&
    among(filter.authors, one.author_login) &&
    (filter.teams === null || isOfTeam(one, asked)) &&
    among(filter.kinds, one.kind) &&
    among(filter.sizes, one.size_class) &&
    among(filter.bases, one.base) &&
    (filter.paths === null ||
      (one.base !== null &&
        filter.paths.some((path) => one.files.some((file) => meant[path]!.includes(file))))) &&
    (state === null || one.state === state) &&
    (openedSince === null || one.created_at >= openedSince) &&
    (openedUntil === null || one.created_at < openedUntil) &&
    (underWay === null ||
      (one.created_at < underWay.until && (closed === null || closed >= underWay.since))) &&
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
    VALUES (?, 'PR', ?, ?, '', 0, '', ?, '', 0, 0, 0, '', json_object('files', json(?)))`)
  const addAsked = sqlite.prepare(
    `INSERT INTO review_requests (pull_request_key, position, reviewer_login, reviewer_kind, requested_at)
     VALUES (?, ?, ?, 'user', ${askedAt})`,
  )
  const addResponse = sqlite.prepare(
    `INSERT INTO responses (pull_request_key, position, reviewer_login, reviewer_kind, at, kind, id, is_answer)
     VALUES (?, ?, ?, 'user', ${respondedAt}, 'review', '', 1)`,
  )
  await fc.assert(
    fc.asyncProperty(fc.array(sample, { maxLength: 25 }), request, async (samples, asked) => {
      for (const table of ['raw_pull_requests', 'review_requests', 'responses', 'analyzed_pull_requests'])
        sqlite.exec(`DELETE FROM ${table}`)
      addAnalyzed(
        tenant,
        samples.map(({ repository, base, ends, files, asked, responded, ...row }, index) => ({
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
        const key = keyOf(one, index)
        const files = JSON.stringify(one.files.map((path) => [path, 1, 0]))
        if (one.base !== null) addRaw.run(key, `R_${one.repository}`, index + 1, one.base, files)
        for (const [place, login] of one.asked.entries()) addAsked.run(key, place, login)
        for (const [place, login] of one.responded.entries()) addResponse.run(key, place, login)
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
        const page = await listPullRequests(tenant, { ...asked, after, isCounted: true })
        expect(page.pullRequests.length, 'of a page').toBeLessThanOrEqual(asked.limit)
        expect(page.count).toBe(expected.length)
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
