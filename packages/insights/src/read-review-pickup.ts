/**
 * How long work waited for a first response by a person, which is what every other figure says, and how long it would
 * have waited if bots counted too: what automation answers before anybody does.
 */
import type { Ignored } from '@upflow/analyzer'
import type { Sqlite, Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { type AuthorClock, clockOfAuthors } from './author-clock.ts'
import { andAll, type Conditions } from './conditions.ts'
import { type Clock, everyWork, type Filter } from './filter.ts'
import { type LeftOut, readLeftOut } from './left-out.ts'
import { ofOneMoment } from './one-moment.ts'
import { readFacts } from './organization-facts.ts'
import { conditionsOf } from './pull-request-conditions.ts'
import { type Spread, toSpread } from './spread.ts'
import { isAwaitingFirst, type Stay, toStays } from './stays.ts'
import { dayOf } from './zone-days.ts'

export const pickupGroupings = ['repository', 'month'] as const
export type PickupGrouping = (typeof pickupGroupings)[number]

export interface ReviewPickupRequest {
  /** Its period is of the merge. */
  readonly filter?: Partial<Filter>
  readonly clock?: Clock
  readonly by?: PickupGrouping
}

export interface PickupGroup {
  /** `owner/name`, or a month such as `2026-01`. */
  readonly name: string
  readonly merged: number
  /** To the first response of a person: the pickup of every other figure. */
  readonly people: Spread
  /** To the first response of anybody: of those too that bots alone responded to. */
  readonly withBots: Spread
}

export interface ReviewPickup {
  readonly all: Omit<PickupGroup, 'name'>
  /** Months in their order; of repositories the one with the most first. */
  readonly groups: readonly PickupGroup[]
  /** Of what was merged in the period. */
  readonly leftOut: LeftOut
}

/** @throws InsightsError about the filter */
export async function readReviewPickup(tenant: Tenant, request: ReviewPickupRequest): Promise<ReviewPickup> {
  return ofOneMoment(tenant, () => pickups(tenant, request))
}

function pickups(
  tenant: Tenant,
  { filter, clock = 'wall', by = 'repository' }: ReviewPickupRequest,
): ReviewPickup {
  const { sqlite } = tenant
  const facts = readFacts(tenant)
  // Without a period too, only what was merged is meant.
  const wanted = { ...everyWork, ...filter, since: filter?.since ?? Number.NEGATIVE_INFINITY }
  const names = new Map<string, string>(facts.repositories.map(({ id, name }) => [id, name]))
  const nameOf = ({ repositoryId, mergedAt }: Pickup) =>
    by === 'month' ? dayOf(mergedAt, facts.timeZone).slice(0, 7) : (names.get(repositoryId) ?? repositoryId)
  const all = readPickups(sqlite, {
    conditions: conditionsOf(sqlite, { filter: wanted, facts }),
    clock,
    between: clockOfAuthors(clock, facts),
  })
  const byName = new Map<string, Pickup[]>()
  for (const one of all) {
    const name = nameOf(one)
    const own = byName.get(name)
    if (own) own.push(one)
    else byName.set(name, [one])
  }
  const groups = [...byName].map(([name, own]) => ({ name, ...toFigures(own) }))
  return {
    all: toFigures(all),
    groups: groups.sort((a, b) => (by === 'month' ? 0 : b.merged - a.merged) || (a.name < b.name ? -1 : 1)),
    leftOut: readLeftOut(sqlite, { filter: wanted, facts }),
  }
}

interface Pickup {
  readonly repositoryId: string
  readonly mergedAt: Instant
  readonly people: number | null
  readonly withBots: number | null
}

const toFigures = (pickups: readonly Pickup[]): Omit<PickupGroup, 'name'> => ({
  merged: pickups.length,
  people: toSpread(pickups.map(({ people }) => people)),
  withBots: toSpread(pickups.map(({ withBots }) => withBots)),
})

type Row = [
  repositoryId: string,
  mergedAt: number,
  author: string,
  authorKind: string,
  people: number | null,
  ignored: string | null,
  history: string | null,
  createdAt: number,
]

function readPickups(
  sqlite: Sqlite,
  {
    conditions,
    clock,
    between,
  }: { readonly conditions: Conditions; readonly clock: Clock; readonly between: AuthorClock },
): Pickup[] {
  const rows = sqlite
    .prepare<unknown[], Row>(
      // A history is read of what a bot had said something to.
      `SELECT a.repository_id, a.merged_at, a.author_login, a.author_kind,
         a.pickup${clock === 'wall' ? '_seconds' : '_working_seconds'}, d.ignored, d.history,
         a.created_at
       FROM analyzed_pull_requests AS a LEFT JOIN analysis_details AS d
         ON d.pull_request_key = a.pull_request_key AND d.ignored LIKE '%"why":"bot"%'
       WHERE a.incomplete IS NULL ${andAll(conditions)}`,
    )
    .raw()
    .iterate(...conditions.values)
  const found: Pickup[] = []
  for (const [repositoryId, mergedAt, author, authorKind, people, ignored, history, createdAt] of rows) {
    const stays = history === null ? [] : toStays(history)
    const said =
      ignored === null ? null : firstOfBots(JSON.parse(ignored) as Ignored[], { author, authorKind, stays })
    found.push({
      repositoryId,
      mergedAt,
      people,
      withBots:
        said === null
          ? people
          : waitedUntil(stays, said, (from, to) => between({ author, createdAt }, from, to)),
    })
  }
  return found
}

/** When a bot said something while a first response was awaited; null when none did. */
function firstOfBots(
  ignored: readonly Ignored[],
  {
    author,
    authorKind,
    stays,
  }: { readonly author: string; readonly authorKind: string; readonly stays: readonly Stay[] },
): Instant | null {
  const said = ignored.flatMap(({ kind, at, actor, why }) =>
    why === 'bot' &&
    (kind === 'review' || kind === 'comment') &&
    at !== null &&
    !(actor?.login === author && actor.kind === authorKind) &&
    isAwaitedAt(stays, at)
      ? [at]
      : [],
  )
  return said.length === 0 ? null : Math.min(...said)
}

/** In the second in which it ends too, as for people: but a draft has begun in its first. */
const isAwaitedAt = (stays: readonly Stay[], at: Instant): boolean =>
  stays.some(
    (stay, index) =>
      isAwaitingFirst(stay) &&
      stay.from <= at &&
      (stay.to === null || at < stay.to || (at === stay.to && stays[index + 1]?.state !== 'draft')),
  )

const waitedUntil = (
  stays: readonly Stay[],
  until: Instant,
  between: (from: Instant, to: Instant) => number,
): number =>
  stays
    .filter((stay) => isAwaitingFirst(stay) && stay.from < until)
    .reduce((sum, { from, to }) => sum + between(from, Math.min(to ?? until, until)), 0)
