/** Pull requests with what was said of them, filters, and what reviews say of them by an obvious computation. */
import fc from 'fast-check'
import type { Clock, Filter } from '../src/index.ts'
import { spread } from './spread-reference.ts'

const instant = fc.integer({ min: 1_000, max: 1_060 }).map((minutes) => minutes * 3_600)
const orNone = <T>(one: fc.Arbitrary<T>) => fc.option(one, { freq: 3 })
const seconds = orNone(fc.integer({ min: 0, max: 9 }))
/** Of a time; numbers of any magnitude would nearly all be of its beginning. */
const share = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10)

export const pull = fc.record({
  number: fc.integer({ min: 1, max: 12 }),
  repository: fc.constantFrom('acme/web', 'acme/api'),
  author_login: fc.constantFrom('ann', 'Ben', 'cy'),
  kind: fc.constantFrom('work', 'work', 'work', 'bot'),
  size_class: fc.constantFrom('XS', 'S', null),
  base: fc.constantFrom('main', 'next'),
  file: fc.constantFrom('apps/web/a.ts', 'db/1.sql'),
  incomplete: fc.constantFrom(null, null, null, 'reviews'),
  created_at: instant,
  ended: fc.constantFrom('merged' as const, 'merged' as const, 'closed' as const, 'open' as const),
  lasts: fc.integer({ min: 0, max: 40 }),
  ready: orNone(fc.integer({ min: 0, max: 30 })),
  reviewed: orNone(fc.integer({ min: -3, max: 30 })),
  unreviewed: fc.constantFrom(0 as const, 1 as const, null),
  review_rounds: orNone(fc.integer({ min: 0, max: 7 })),
  waits: fc.tuple(seconds, seconds, seconds, seconds),
  requests: fc.array(
    fc.record({
      at: share,
      /** When, of the time that is left then; null for not at all. */
      responded: fc.option(share, { freq: 2 }),
      removed: fc.boolean(),
      took: seconds,
    }),
    { maxLength: 3 },
  ),
  responses: fc.array(
    fc.record({
      at: share,
      login: fc.constantFrom('ann', 'ben', 'cy', 'dan', 'eve'),
    }),
    { maxLength: 4 },
  ),
})
export type Pull = typeof pull extends fc.Arbitrary<infer T> ? T : never

export const filter = fc.record({
  since: orNone(instant),
  until: orNone(instant),
  repositories: fc.constantFrom(null, null, ['web']),
  authors: fc.constantFrom(null, null, ['BEN', 'cy']),
  kinds: fc.constantFrom(null, ['work'], ['work']),
  sizes: fc.constantFrom(null, null, ['xs']),
  bases: fc.constantFrom(null, null, ['main']),
  paths: fc.constantFrom(null, null, ['apps/web'], ['**/*.sql']),
  team: fc.constantFrom(
    ...([
      { teams: null, teamAs: 'author' },
      { teams: null, teamAs: 'author' },
      { teams: ['core'], teamAs: 'author' },
      { teams: ['core'], teamAs: 'reviewer' },
    ] as const satisfies Pick<Filter, 'teams' | 'teamAs'>[]),
  ),
})
export type Wanted = typeof filter extends fc.Arbitrary<infer T> ? T : never

/** Dan has another login, by which some of what was analyzed still knows him. */
export const danToo = 'eve'

/** From 1,020 hours on Ben is of the team; a day is one of UTC. */
export const benFrom = '1970-02-12'
const benSince = Date.parse(`${benFrom}T00:00:00Z`) / 1_000
const isMember = (login: string, at: number) =>
  login === 'ann' || (login.toLowerCase() === 'ben' && at >= benSince)

export const endOf = ({ created_at, lasts }: Pull) => created_at + lasts * 3_600
export const within = (one: Pull, share: number) =>
  Math.round(one.created_at + share * (endOf(one) - one.created_at))
export const respondedAt = (one: Pull, { at, responded }: Pull['requests'][number]) =>
  responded === null ? null : within(one, at + responded * (1 - at))
export const mergedAt = (one: Pull) => (one.ended === 'merged' ? endOf(one) : null)
export const afterCreation = (one: Pull, hours: number | null) =>
  hours === null ? null : one.created_at + hours * 3_600

/** Slow and obvious: everything is filtered again for each number. */
export function reviewsOf(pulls: readonly Pull[], wanted: Wanted, clock: Clock) {
  const among = (texts: readonly string[] | null, text: string | null) =>
    texts === null || texts.some((one) => one.toLowerCase() === text?.toLowerCase())
  const isIn = (at: number | null): at is number =>
    at !== null &&
    (wanted.since === null || at >= wanted.since) &&
    (wanted.until === null || at < wanted.until)
  const { teams, teamAs } = wanted.team
  const isWanted = (one: Pull, at: number) =>
    among(wanted.repositories, one.repository.slice('acme/'.length)) &&
    among(wanted.authors, one.author_login) &&
    among(wanted.sizes, one.size_class) &&
    among(wanted.bases, one.base) &&
    (wanted.paths === null ||
      (wanted.paths[0] === '**/*.sql' ? one.file.endsWith('.sql') : one.file.startsWith('apps/web/'))) &&
    (teams === null ||
      (teamAs === 'author'
        ? isMember(one.author_login, at)
        : one.responses.some((response) => isMember(response.login, within(one, response.at)))))
  const isKind = ({ kind }: Pull) => among(wanted.kinds, kind)
  const whole = pulls.filter(({ incomplete }) => incomplete === null)
  const took = (value: number | null) => (value !== null && clock === 'working' ? 2 * value : value)
  const inPeriod = pulls.filter((one) => isIn(mergedAt(one)) && isWanted(one, mergedAt(one)!))
  const merged = inPeriod.filter((one) => isKind(one) && one.incomplete === null)
  const all = whole.filter(isKind).flatMap((one) =>
    one.requests.map((request) => ({
      one,
      ...request,
      at: within(one, request.at),
      responded: respondedAt(one, request),
    })),
  )
  const requests = all.filter(({ one, at }) => isIn(at) && isWanted(one, at))
  const answered = all.filter(({ one, responded }) => isIn(responded) && isWanted(one, responded))
  const responses = whole
    .filter(isKind)
    .flatMap((one) => one.responses.map(({ login, at }) => ({ one, login, at: within(one, at) })))
    .filter(({ one, at }) => isIn(at) && isWanted(one, at))
  const people = responses.map(({ login }) => (login === danToo ? 'dan' : login))
  const counts = [...new Set(people)]
    .map((who) => people.filter((one) => one === who).length)
    .sort((a, b) => b - a)
  const sum = (index: number) => merged.reduce((all, one) => all + (took(one.waits[index]!) ?? 0), 0)
  const others = inPeriod.filter((one) => !isKind(one))
  const hourOf = (at: number) => ({
    day: (new Date(at * 1_000).getUTCDay() + 6) % 7,
    hour: new Date(at * 1_000).getUTCHours(),
  })
  const reviews = {
    timeZone: 'UTC',
    merged: merged.length,
    unreviewed: merged.filter(({ unreviewed }) => unreviewed === 1).length,
    firstResponse: spread(merged.map((one) => took(one.waits[0]))),
    firstReview: spread(
      merged.map((one) => {
        const [ready, reviewed] = [afterCreation(one, one.ready), afterCreation(one, one.reviewed)]
        if (ready === null || reviewed === null) return null
        return workedBetween(clock, ready, Math.max(ready, reviewed))
      }),
    ),
    rounds: [0, 1, 2, 3, 4, 5].map(
      (rounds) =>
        merged.filter(({ review_rounds }) => review_rounds !== null && Math.min(5, review_rounds) === rounds)
          .length,
    ),
    turns: { author: sum(1), reviewers: sum(2), approved: sum(3) },
    answers: spread(answered.map((one) => took(one.took))),
    requests: {
      answered: requests.filter(({ responded }) => responded !== null).length,
      removed: requests.filter(({ responded, removed }) => responded === null && removed).length,
      open: requests.filter(
        ({ one, responded, removed }) => responded === null && !removed && one.ended === 'open',
      ).length,
      unanswered: requests.filter(
        ({ one, responded, removed }) => responded === null && !removed && one.ended !== 'open',
      ).length,
    },
    responses: responses.length,
    byHour:
      counts.length < 3
        ? null
        : Array.from({ length: 7 }, (_, day) =>
            Array.from(
              { length: 24 },
              (_, hour) =>
                responses.filter(({ at }) => hourOf(at).day === day && hourOf(at).hour === hour).length,
            ),
          ),
    load:
      counts.length < 3
        ? null
        : {
            people: counts.length,
            busiestFifth: counts.slice(0, Math.ceil(counts.length / 5)).reduce((all, one) => all + one, 0),
          },
    leftOut: {
      otherKinds: others.length === 0 ? {} : { bot: others.length },
      incomplete: inPeriod.filter((one) => isKind(one) && one.incomplete !== null).length,
    },
  }
  return { reviews, answered: answered.length, people: counts.length }
}

/** Hour by hour: Monday to Friday, from nine to five. */
function workedBetween(clock: Clock, from: number, to: number): number {
  if (clock === 'wall') return to - from
  let worked = 0
  for (let at = from; at < to; at += 3_600) {
    const [day, hour] = [new Date(at * 1_000).getUTCDay(), new Date(at * 1_000).getUTCHours()]
    if (day >= 1 && day <= 5 && hour >= 9 && hour < 17) worked += 3_600
  }
  return worked
}
