/** A report equals what the obvious computation makes of the same rows, whatever they and the filter are. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AnalyzedRow, createUpsert, openTenant } from '@upflow/db'
import { parseOrganizationId, toPullRequestId, toRepositoryId } from '@upflow/model'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import {
  type Clock,
  type Filter,
  type Grouping,
  groupings,
  type Metric,
  metrics,
  readReport,
} from '../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'upflow-insights-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const acme = parseOrganizationId('acme')

const timeZone = 'America/St_Johns'
const teams = [
  // A login alone is as teams were before memberships had days.
  {
    slug: 'core',
    name: 'Core',
    members: [
      'Ann',
      { login: 'BEN', from: '2024-03-05', to: '2024-03-20' },
      { login: 'cy', from: null, to: '2024-03-10' },
    ],
    repositories: ['acme/Web'],
  },
  { slug: 'all', name: 'All', members: ['ben'] },
]
const seconds = fc.option(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1e7 })))
// Six weeks around a change to daylight saving time.
const instant = fc.oneof(
  fc.integer({ min: 1_709_000_000, max: 1_712_600_000 }),
  fc.constantFrom(1_711_000_000, 1_711_000_001),
)
const sample = fc.record({
  repository_id: fc.constantFrom('R_web', 'R_api').map(toRepositoryId),
  author_login: fc.constantFrom('ann', 'ben', 'cy', 'É'),
  kind: fc.constantFrom('work', 'work', 'bot', 'release'),
  size_class: fc.constantFrom('XS', 'S', 'XL', null),
  merged_at: fc.option(instant),
  released_at: fc.option(instant),
  incomplete: fc.constantFrom(null, null, null, 'reviews'),
  unreviewed: fc.constantFrom(0 as const, 1 as const, null),
  reviewer: fc.constantFrom('ANN', 'cy', null),
  respondedAt: instant,
  file: fc.constantFrom('apps/web/a.ts', 'db/1.sql'),
  ...(Object.fromEntries(
    metrics.flatMap((metric) => [
      [`${metric}_seconds`, seconds],
      [`${metric}_working_seconds`, seconds],
    ]),
  ) as Record<`${Metric}_seconds` | `${Metric}_working_seconds`, typeof seconds>),
})
type Sample = typeof sample extends fc.Arbitrary<infer T> ? T : never

/** What a report does not read. */
const unread = {
  title: '',
  url: '',
  author_kind: 'user',
  created_at: 0,
  source_hash: '',
  rules_hash: '',
  analysis_hash: '',
}

const localParts = new Intl.DateTimeFormat('en-CA', {
  timeZone,
  weekday: 'short',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})
const mondays = new Map<string, string>()
/** Goes back from an instant hour by hour until it is a Monday. */
function mondayOf(at: number): string {
  for (let hour = at; ; hour -= 3_600) {
    const parts = localParts.formatToParts(hour * 1_000)
    const of = (type: string) => parts.find((part) => part.type === type)!.value
    const day = `${of('year')}-${of('month')}-${of('day')}`
    const known = mondays.get(day)
    if (known) return known
    if (of('weekday') === 'Mon') {
      mondays.set(day, day)
      return day
    }
  }
}

function dayOf(at: number): string {
  const parts = localParts.formatToParts(at * 1_000)
  const of = (type: string) => parts.find((part) => part.type === type)!.value
  return `${of('year')}-${of('month')}-${of('day')}`
}

const namesOf = (by: Grouping, one: Sample): string[] => {
  if (by === 'repository') return [one.repository_id === 'R_web' ? 'acme/web' : 'acme/api']
  if (by === 'author') return [one.author_login]
  if (by === 'size') return [one.size_class ?? '(unknown)']
  if (by === 'week') return [mondayOf(one.merged_at!)]
  if (by === 'month') return [dayOf(one.merged_at!).slice(0, 7)]
  const own = teams.filter((team) => isInTeamAt(team, one.author_login, dayOf(one.merged_at!)))
  return own.length > 0 ? own.map(({ slug }) => slug) : ['(no team)']
}

/** Of Core, from 11 March on, Cy is none any more. */
const isInTeamAt = ({ members }: (typeof teams)[number], login: string, day: string) =>
  members.some((member) => {
    const one = typeof member === 'string' ? { login: member, from: null, to: null } : member
    return (
      one.login.toLowerCase() === login.toLowerCase() &&
      (one.from === null || one.from <= day) &&
      (one.to === null || day <= one.to)
    )
  })

const asked: readonly Pick<Filter, 'teams' | 'teamAs'>[] = [
  { teams: null, teamAs: 'author' },
  { teams: ['core'], teamAs: 'author' },
  { teams: ['ALL', 'core'], teamAs: 'author' },
  { teams: ['core'], teamAs: 'reviewer' },
  { teams: ['core'], teamAs: 'repository' },
]
const isOfTeams = (one: Sample, { teams: wanted, teamAs }: Pick<Filter, 'teams' | 'teamAs'>): boolean => {
  if (wanted === null) return true
  if (teamAs === 'repository') return one.repository_id === 'R_web'
  const [login, at] =
    teamAs === 'author' ? [one.author_login, one.merged_at!] : [one.reviewer, one.respondedAt]
  return (
    login !== null &&
    teams.some(
      (team) => wanted.some((slug) => slug.toLowerCase() === team.slug) && isInTeamAt(team, login, dayOf(at)),
    )
  )
}

/** Slow and obvious: filters and sorts everything again for each figure. */
function figures(samples: readonly Sample[], clock: Clock) {
  const whole = samples.filter(({ incomplete }) => incomplete === null)
  const of = (metric: Metric) =>
    whole
      .map((one) => one[`${metric}_${clock === 'wall' ? '' : 'working_'}seconds`])
      .filter((value) => value !== null)
      .sort((a, b) => a - b)
  const total = (...names: Metric[]) => names.flatMap(of).reduce((sum, value) => sum + value, 0)
  const sums = [total('coding'), total('pickup', 'unanswered'), total('review'), total('deploy')]
  const all = sums.reduce((sum, value) => sum + value, 0)
  const [coding, pickup, review, deploy] = sums.map((sum) => (all === 0 ? null : sum / all))
  const at = (sorted: number[], fraction: number) => {
    const position = (sorted.length - 1) * fraction
    const [below, above = below] = sorted.slice(Math.floor(position))
    return sorted.length === 0 ? null : Math.round(below! + (above! - below!) * (position % 1))
  }
  return {
    merged: whole.length,
    unreviewed: whole.filter(({ unreviewed }) => unreviewed === 1).length,
    // The other repository releases nothing.
    notReleased: whole.filter(
      ({ released_at, repository_id }) => released_at === null && repository_id === 'R_web',
    ).length,
    incomplete: samples.length - whole.length,
    spentSeconds: Object.fromEntries(
      ['coding', 'pickup', 'review', 'deploy'].map((name, at) => [name, sums[at]]),
    ),
    // Where nobody went through a stage there is no share of it.
    shares: {
      coding: of('coding').length === 0 ? null : coding,
      pickup: of('pickup').length + of('unanswered').length === 0 ? null : pickup,
      review: of('review').length === 0 ? null : review,
      deploy: of('deploy').length === 0 ? null : deploy,
    },
    metrics: Object.fromEntries(
      metrics.map((metric) => {
        const sorted = of(metric)
        return [
          metric,
          {
            n: sorted.length,
            medianSeconds: at(sorted, 0.5),
            p75Seconds: sorted.length < 4 ? null : at(sorted, 0.75),
            p90Seconds: sorted.length < 5 ? null : at(sorted, 0.9),
          },
        ]
      }),
    ),
  }
}

type Numbers = { [name: string]: Numbers | number | null }

/** Each number of a tree less that of another, where both are; without those that a change does not tell. */
function difference(later: Numbers | object, earlier: Numbers | object): Numbers {
  return Object.fromEntries(
    Object.entries(later as Numbers)
      .filter(([name]) => !['notReleased', 'incomplete', 'spentSeconds'].includes(name))
      .map(([name, value]) => {
        const before = (earlier as Numbers)[name]
        if (typeof value === 'object' && value !== null) return [name, difference(value, before as Numbers)]
        return [name, value === null || before === null ? null : value - (before as number)]
      }),
  )
}

it('report = reference', async () => {
  const tenant = await openTenant(join(folder, 'acme.db'), acme)
  const { sqlite } = tenant
  const add = createUpsert(sqlite, { table: 'analyzed_pull_requests', key: ['pull_request_key'] })
  for (const name of ['web', 'api'])
    sqlite.prepare(`INSERT INTO repositories (id, owner, name) VALUES (?, 'acme', ?)`).run(`R_${name}`, name)
  sqlite.exec(`UPDATE repositories SET release_rule = '{"kind":"branch","key":"main"}' WHERE id = 'R_web'`)
  const set = sqlite.prepare('INSERT INTO settings (key, value) VALUES (?, ?)')
  set.run('calendar', JSON.stringify({ timeZone }))
  set.run('teams', JSON.stringify(teams))
  const addRaw =
    sqlite.prepare(`INSERT INTO raw_pull_requests (key, id, repository_id, number, state, is_draft,
      author_login, base_ref_name, head_ref_name, is_cross_repository, created_at, updated_at, content_hash, payload)
    VALUES (?, 'PR', ?, ?, '', 0, '', '', '', 0, 0, 0, '', json_object('files', json_array(json_array(?, 1, 0))))`)
  const addResponse = sqlite.prepare(
    `INSERT INTO responses (pull_request_key, position, reviewer_login, reviewer_kind, at, kind, id, is_answer)
     VALUES (?, 0, ?, 'user', ?, 'review', '', 1)`,
  )
  try {
    await fc.assert(
      fc.asyncProperty(
        fc
          .tuple(fc.array(sample, { maxLength: 36 }), fc.nat(4))
          // Some are the same as others in all that a report reads.
          .map(([some, again]) => [...some, ...some.slice(0, again).map((one) => ({ ...one }))]),
        fc.record({
          since: fc.option(instant),
          until: fc.option(instant),
          kinds: fc.constantFrom(null, ['work'], ['bot', 'release']),
          repositories: fc.constantFrom(null, ['web'], ['ACME/api']),
          authors: fc.constantFrom(null, ['ANN', 'cy'], ['é']),
          team: fc.constantFrom(...asked),
          paths: fc.constantFrom(null, null, ['db'], ['apps/**', 'db/1']),
          sizes: fc.constantFrom(null, ['s', 'XS']),
        }),
        fc.constantFrom(...groupings),
        fc.constantFrom<Clock>('wall', 'working'),
        async (samples, { team, ...rest }, by, clock) => {
          const filter = { ...rest, ...team }
          for (const table of ['raw_pull_requests', 'responses', 'analyzed_pull_requests'])
            sqlite.exec(`DELETE FROM ${table}`)
          samples.forEach(({ reviewer, respondedAt, file, ...one }, index) => {
            const number = index + 1
            const key = (one.repository_id === 'R_web' ? 1 : 2) * 2 ** 32 + number
            addRaw.run(key, one.repository_id, number, file)
            if (reviewer !== null) addResponse.run(key, reviewer, respondedAt)
            add({
              ...unread,
              ...one,
              pull_request_key: key,
              pull_request_id: toPullRequestId(`PR_${number}`),
              number,
              state: one.merged_at === null ? 'open' : 'merged',
            } as unknown as AnalyzedRow)
          })
          const now = 1_712_600_000
          const among = (wanted: readonly string[] | null, text: string | null) =>
            // Letters of ASCII alone have no case here.
            wanted === null ||
            (text !== 'É' && wanted.some((one) => one.toLowerCase() === text?.toLowerCase()))
          const chosenIn = (since: number | null, until: number | null) =>
            samples.filter(
              (one) =>
                one.merged_at !== null &&
                (since === null || one.merged_at >= since) &&
                (until === null || one.merged_at < until) &&
                (filter.repositories === null ||
                  filter.repositories.some((name) =>
                    name.toLowerCase().endsWith(one.repository_id.slice(2)),
                  )) &&
                among(filter.authors, one.author_login) &&
                isOfTeams(one, filter) &&
                (filter.paths === null || one.file.startsWith(filter.paths[0]!.slice(0, 2))) &&
                among(filter.sizes, one.size_class),
            )
          const isKind = ({ kind }: Sample) => among(filter.kinds, kind)
          const inPeriod = chosenIn(filter.since, filter.until)
          const counted = inPeriod.filter(isKind)
          const report = await readReport(tenant, { filter, by, clock, now })
          expect(report.all).toEqual(figures(counted, clock))
          const names = [...new Set(counted.flatMap((one) => namesOf(by, one)))]
          expect(new Set(report.groups.map(({ name }) => name))).toEqual(new Set(names))
          for (const { name, ...group } of report.groups)
            expect(group).toEqual(
              figures(
                counted.filter((one) => namesOf(by, one).includes(name)),
                clock,
              ),
            )
          for (const { day, merged, isFirm, ...week } of report.weeks) {
            const inWeek = figures(
              counted.filter(({ merged_at }) => mondayOf(merged_at!) === day),
              clock,
            )
            const { n, medianSeconds } = inWeek.metrics.total!
            expect({ merged, isFirm, week }).toEqual({
              merged: inWeek.merged,
              isFirm: n >= 5,
              week: { n, medianTotalSeconds: medianSeconds },
            })
          }
          expect(report.weeks.filter(({ merged }) => merged > 0).map(({ day }) => day)).toEqual(
            [
              ...new Set(
                counted
                  .filter(({ incomplete }) => incomplete === null)
                  .map(({ merged_at }) => mondayOf(merged_at!)),
              ),
            ].sort(),
          )
          const total = (one: Sample) => one[clock === 'wall' ? 'total_seconds' : 'total_working_seconds']
          const timed = counted.filter((one) => one.incomplete === null && total(one) !== null)
          const slowest = report.slowest.map(({ number }) => samples[number - 1]!)
          expect(report.slowest).toEqual(
            slowest.map((one) => ({
              repository: one.repository_id === 'R_web' ? 'acme/web' : 'acme/api',
              number: samples.indexOf(one) + 1,
              title: '',
              totalSeconds: total(one),
            })),
          )
          expect(slowest.map((one) => [total(one), one.merged_at])).toEqual(
            timed
              .map((one): [number, number] => [total(one)!, one.merged_at!])
              .sort(([a, mergedA], [b, mergedB]) => b - a || mergedB - mergedA)
              .slice(0, 5),
          )
          expect([new Set(slowest).size, slowest.every((one) => timed.includes(one))]).toEqual([
            slowest.length,
            true,
          ])
          const others = inPeriod.filter((one) => !isKind(one)).map(({ kind }) => kind)
          expect(report.otherKinds).toEqual(
            Object.fromEntries(
              [...new Set(others)].map((kind) => [kind, others.filter((one) => one === kind).length]),
            ),
          )
          if (filter.since !== null) {
            const until = filter.until ?? Math.max(now, filter.since + 1)
            const { since: from, until: to, ...previous } = report.previous!
            expect([from, to]).toEqual([filter.since - (until - filter.since), filter.since])
            const before = figures(chosenIn(from, to).filter(isKind), clock)
            expect(previous).toEqual(before)
            expect(report.change).toEqual(difference(figures(counted, clock), before))
          } else expect([report.previous, report.change]).toEqual([null, null])
        },
      ),
      { numRuns: 300 },
    )
  } finally {
    tenant.close()
  }
})
