/** Boards and flow of any instant are what looking at each pull request at that instant gives. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ageBands, dayOf, nowStates, readBoard, readFlow, readReviewQueue } from '../src/index.ts'
import {
  begin,
  hour,
  type Life,
  newTenant,
  sample,
  storeLives,
  timeZone,
  toLife,
  wantedTeams,
} from './lives.ts'

const day = 86_400
async function tenantOf(lives: readonly Life[]) {
  const tenant = await newTenant()
  storeLives(tenant, lives)
  return tenant
}

const isMember = (wanted: readonly string[] | null, { author }: { readonly author: string }, at: number) => {
  const day = dayOf(at, timeZone)
  if (wanted === null || author === 'ann') return true
  if (author === 'cy') return day <= '2026-03-28'
  return day === '2026-03-26' || day === '2026-03-27' || day >= '2026-03-31'
}
const stateAt = ({ segments, createdAt, repository }: Life, at: number): string | null => {
  if (createdAt > at) return null
  const found = segments.find(({ from, to }) => from <= at && (to === null || to > at))
  if (!found || found.state === 'closed') return null
  return found.state === 'awaiting-release' && repository === 'acme/lib' ? null : found.state
}

/** Of the step that an instant is in: its own day, or the Monday before it, looked for day by day. */
function firstDayOf(at: number, stepDays: number): string {
  const first = new Date(`${dayOf(at, timeZone)}T00:00:00Z`)
  if (stepDays === 7) while (first.getUTCDay() !== 1) first.setUTCDate(first.getUTCDate() - 1)
  return first.toISOString().slice(0, 10)
}

/** What was not read whole has no states that could be trusted. */
const isCounted = ({ kind, incomplete }: Life) => kind === 'work' && incomplete === null

function leftOutOf(all: readonly Life[]) {
  const bots = all.filter(({ kind }) => kind === 'bot').length
  return {
    otherKinds: bots === 0 ? {} : { bot: bots },
    incomplete: all.filter(({ kind, incomplete }) => kind === 'work' && incomplete !== null).length,
  }
}

const isOver = ({ endedAt }: Life, at: number) => endedAt !== null && endedAt <= at

/** Of whoever was a member at some time until then. */
const latest = (
  all: readonly Life[],
  {
    at,
    wanted,
    most,
  }: { readonly at: number; readonly wanted: readonly string[] | null; readonly most: number },
) =>
  all
    .filter(
      (life) =>
        isOver(life, at) && (wanted === null || life.author !== 'ben' || dayOf(at, timeZone) >= '2026-03-26'),
    )
    .sort(
      (a, b) => b.endedAt! - a.endedAt! || b.repository.localeCompare(a.repository) || b.number - a.number,
    )
    .slice(0, most)

const most = fc.integer({ min: 1, max: 3 })
const lives = fc.array(sample, { maxLength: 12 }).map((samples) => samples.map(toLife))

it('a board of any instant counts what was in each state then, the longest first', async () => {
  await fc.assert(
    fc.asyncProperty(
      lives,
      fc.integer({ min: 0, max: 300 }),
      wantedTeams,
      most,
      async (all, hours, wanted, most) => {
        const tenant = await tenantOf(all)
        const at = begin + hours * hour
        const request = { filter: { teams: wanted }, at, limit: 3 }
        const { columns: board, leftOut } = await readBoard(tenant, request, { most })
        const work = all.filter(isCounted)
        for (const { state, count, longest, usual } of board) {
          const there = work.filter((life) => stateAt(life, at) === state && isMember(wanted, life, at))
          expect(count, state).toBe(there.length)
          const since = there
            .map(
              ({ segments }) => segments.find(({ from, to }) => from <= at && (to === null || to > at))!.from,
            )
            .sort((a, b) => a - b)
          expect(longest.map((one) => one.since)).toEqual(since.slice(0, 3))
          const over = latest(work, { at, wanted, most })
          const usualSince =
            over.length < most ? Number.NEGATIVE_INFINITY : Math.min(...over.map((life) => life.endedAt!))
          const looked =
            state === 'awaiting-release' ? work : [...work.filter((life) => !isOver(life, at)), ...over]
          const ended = looked.flatMap((life) => {
            const { segments, createdAt, repository } = life
            return segments.filter(
              (one) =>
                one.state === state &&
                createdAt <= at &&
                one.to !== null &&
                one.to <= at &&
                one.to >= usualSince &&
                isMember(wanted, life, one.to) &&
                !(state === 'awaiting-release' && repository === 'acme/lib'),
            )
          })
          expect(usual.n, state).toBe(ended.length)
        }
        expect(leftOut).toEqual(
          leftOutOf(
            all.filter(
              (life) => life.createdAt <= at && (life.endedAt ?? at + 1) > at && isMember(wanted, life, at),
            ),
          ),
        )
        tenant.close()
      },
    ),
    { numRuns: Number(process.env.UPFLOW_INSIGHTS_RUNS ?? 60) },
  )
})

it('flow counts what came and went in each step, and what was under way at its end', async () => {
  await fc.assert(
    fc.asyncProperty(
      lives,
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 1, max: 3_000 }),
      fc.integer({ min: 0, max: 4_000 }),
      wantedTeams,
      async (all, fromHours, forHours, nowHours, teamsOf) => {
        const tenant = await tenantOf(all)
        const since = begin + fromHours * hour
        const [wanted, now] = [since + forHours * hour, begin + nowHours * hour]
        const until = Math.min(wanted, now)
        const { steps, stepDays, leftOut } = await readFlow(tenant, {
          filter: { since, until: wanted, teams: teamsOf },
          now,
        })
        const work = all.filter(isCounted)
        // The steps abut, begin with local days or Mondays and cover the period.
        expect(steps.at(-1)?.endsAt ?? until).toBe(until)
        if (until <= since) expect(steps).toEqual([])
        let from = since
        for (const step of steps) {
          expect(firstDayOf(from, stepDays)).toBe(step.day)
          if (step.endsAt !== until) {
            expect(dayOf(step.endsAt - 1, timeZone)).not.toBe(dayOf(step.endsAt, timeZone))
            expect(
              Math.round((Date.parse(dayOf(step.endsAt, timeZone)) - Date.parse(step.day)) / day / 1_000),
            ).toBe(stepDays)
          }
          const within = (at: number | null) => at !== null && at >= from && at < step.endsAt
          const ending = (how: string) =>
            work.filter(
              (life) => life.end === how && within(life.endedAt) && isMember(teamsOf, life, life.endedAt!),
            ).length
          expect([step.opened, step.merged, step.closed]).toEqual([
            work.filter((life) => within(life.createdAt) && isMember(teamsOf, life, life.createdAt)).length,
            ending('merged'),
            ending('closed'),
          ])
          const members = work.filter((life) => isMember(teamsOf, life, step.endsAt))
          const states = members.map(
            (life) => [stateAt(life, step.endsAt), step.endsAt - life.createdAt] as const,
          )
          for (const state of nowStates)
            expect(step.states[state], state).toBe(states.filter(([one]) => one === state).length)
          const open = states.filter(
            ([one]) => one !== null && one !== 'awaiting-release' && one !== 'coding',
          )
          expect(step.ages).toEqual(
            ageBands.map((least, band) => {
              const most = ageBands[band + 1] ?? Number.POSITIVE_INFINITY
              return open.filter(([, age]) => age >= least * day && age < most * day).length
            }),
          )
          from = step.endsAt
        }
        expect(leftOut).toEqual(
          leftOutOf(
            all.filter((life) => {
              const { createdAt, endedAt } = life
              if (createdAt >= until || (endedAt ?? until) < since) return false
              const [from, to] = [Math.max(createdAt, since), Math.min(endedAt ?? until, until)]
              // Of no time at all, whoever was a member before it and still is after it.
              for (let at = to; at < from; at += hour) if (!isMember(teamsOf, life, at)) return false
              if (to < from) return isMember(teamsOf, life, from)
              // Hours, and the last instant: memberships begin and end with them.
              for (let at = from; at < to; at += hour) if (isMember(teamsOf, life, at)) return true
              return isMember(teamsOf, life, to)
            }),
          ),
        )
        tenant.close()
      },
    ),
    { numRuns: Number(process.env.UPFLOW_INSIGHTS_RUNS ?? 60) },
  )
})

it('the queue of reviewers is what waited for one at the end of each step', async () => {
  await fc.assert(
    fc.asyncProperty(
      lives,
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 1, max: 3_000 }),
      fc.integer({ min: 0, max: 4_000 }),
      wantedTeams,
      async (all, fromHours, forHours, nowHours, teamsOf) => {
        const tenant = await tenantOf(all)
        const since = begin + fromHours * hour
        const [wanted, now] = [since + forHours * hour, begin + nowHours * hour]
        const request = { filter: { since, until: wanted, teams: teamsOf }, now }
        const { steps, stepDays, leftOut } = await readReviewQueue(tenant, request)
        const flow = await readFlow(tenant, request)
        expect([stepDays, leftOut]).toEqual([flow.stepDays, flow.leftOut])
        expect(steps.map(({ day, endsAt }) => [day, endsAt])).toEqual(
          flow.steps.map(({ day, endsAt }) => [day, endsAt]),
        )
        const work = all.filter(isCounted)
        const turnAt = ({ segments }: Life, at: number) =>
          segments.find(({ from, to }) => from <= at && (to === null || to > at))?.turn
        for (const { endsAt, awaitingFirst, awaitingNext } of steps) {
          const members = work.filter((life) => isMember(teamsOf, life, endsAt))
          expect(awaitingFirst).toBe(
            members.filter((life) =>
              ['awaiting-request', 'awaiting-review'].includes(stateAt(life, endsAt) ?? ''),
            ).length,
          )
          expect(awaitingNext).toBe(
            members.filter(
              (life) => stateAt(life, endsAt) === 'in-review' && turnAt(life, endsAt) === 'reviewers',
            ).length,
          )
        }
        tenant.close()
      },
    ),
    { numRuns: Number(process.env.UPFLOW_INSIGHTS_RUNS ?? 60) },
  )
})
