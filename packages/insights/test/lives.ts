/** Pull requests with a history, in a file as a recalculation leaves it. */
import { type Tenant, toHistory } from '@upflow/db'
import { toRepositoryId } from '@upflow/model'
import fc from 'fast-check'
import { acme, addAnalyzed, addRepository, newTenants } from './support.ts'

/** Ten days, the second half of them in summer time. */
export const begin = Date.parse('2026-03-24T00:00:00Z') / 1_000
export const timeZone = 'Europe/Berlin'

/** Hours from one boundary to the next, so that they meet ends of days now and then. */
const stay = fc.record({
  state: fc.constantFrom('draft', 'awaiting-request', 'awaiting-review', 'in-review', 'approved', 'closed'),
  turn: fc.constantFrom('author', 'reviewers'),
  hours: fc.integer({ min: 1, max: 80 }),
})
export const sample = fc.record({
  repository: fc.constantFrom('acme/app', 'acme/lib'),
  codingHours: fc.integer({ min: 0, max: 30 }),
  opensAfterHours: fc.integer({ min: -100, max: 240 }),
  stays: fc.array(stay, { minLength: 1, maxLength: 5 }),
  end: fc.constantFrom('open' as const, 'merged' as const, 'closed' as const),
  releaseHours: fc.option(fc.integer({ min: 1, max: 100 })),
  author: fc.constantFrom('ann', 'ben', 'cy'),
  kind: fc.constantFrom('work', 'work', 'bot'),
  incomplete: fc.constantFrom(null, null, 'reviews'),
})
type Sample = typeof sample extends fc.Arbitrary<infer T> ? T : never

export const hour = 3_600
/** Ann always; Ben with a gap, over which summer time begins; Cy leaves in the midst. */
const teams = [
  {
    slug: 'core',
    name: 'Core',
    members: [
      'ann',
      { login: 'Ben', from: '2026-03-26', to: '2026-03-27' },
      { login: 'ben', from: '2026-03-31', to: null },
      { login: 'cy', from: null, to: '2026-03-28' },
    ],
  },
]
/** With what it was in when. */
export function toLife(
  { codingHours, opensAfterHours, stays, end, releaseHours, ...rest }: Sample,
  index: number,
) {
  const createdAt = begin + opensAfterHours * hour
  const segments: { state: string; turn: string | null; from: number; to: number | null }[] = []
  if (codingHours > 0)
    segments.push({ state: 'coding', turn: null, from: createdAt - codingHours * hour, to: createdAt })
  let from = createdAt
  stays.forEach(({ state, turn, hours }, place) => {
    const isLast = place === stays.length - 1
    const to = isLast && end === 'open' ? null : from + hours * hour
    segments.push({ state, turn: state === 'in-review' ? turn : null, from, to })
    from = to ?? from
  })
  const endedAt = end === 'open' ? null : from
  const releasedAt = end === 'merged' && releaseHours !== null ? from + releaseHours * hour : null
  if (end === 'merged') segments.push({ state: 'awaiting-release', turn: null, from, to: releasedAt })
  return { ...rest, number: index + 1, createdAt, segments, end, endedAt, releasedAt }
}
export type Life = ReturnType<typeof toLife>

const rules = { 'acme/app': { kind: 'tags', key: 'v.*' }, 'acme/lib': { kind: 'none' } } as const

export async function newTenant(): Promise<Tenant> {
  const tenant = await newTenants().create(acme)
  for (const [name, rule] of Object.entries(rules)) addRepository(tenant, name, rule)
  tenant.sqlite
    .prepare(`INSERT INTO settings (key, value) VALUES ('calendar', json_object('timeZone', ?))`)
    .run(timeZone)
  tenant.sqlite.prepare(`INSERT INTO settings (key, value) VALUES ('teams', ?)`).run(JSON.stringify(teams))
  return tenant
}

/** One takes the place of what has its repository and number. */
export function storeLives(tenant: Tenant, lives: readonly Life[]): void {
  const idOf = (name: string) => toRepositoryId(`R_${name}`)
  addAnalyzed(
    tenant,
    lives.map(({ repository, number, author, createdAt, end, endedAt, releasedAt, kind, incomplete }) => ({
      repository_id: idOf(repository),
      number,
      author_login: author,
      kind,
      incomplete,
      state: end,
      created_at: createdAt,
      merged_at: end === 'merged' ? endedAt : null,
      closed_at: endedAt,
      released_at: releasedAt,
    })),
  )
  const add = tenant.sqlite.prepare(
    `INSERT OR REPLACE INTO analysis_details SELECT pull_request_key, ?, '[]' FROM analyzed_pull_requests
     WHERE repository_id = ? AND number = ?`,
  )
  for (const { repository, number, segments } of lives) {
    const reason = (at: number) => ({ kind: 'commit', at, actor: null, id: null, url: null })
    const history = segments.map(({ from, to, ...one }) => ({
      ...one,
      from,
      to,
      workingSeconds: null,
      because: reason(from),
      until: to === null ? null : reason(to),
    }))
    add.run(toHistory(history, ''), idOf(repository), number)
  }
}

export const wantedTeams = fc.constantFrom(null, ['core'])
