/** Where the time went: figures of the pull requests merged in a period, with what they leave out and why. */
import type { Tenant } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { type Change, toChange } from './change.ts'
import { repositoriesOf } from './choose-facts.ts'
import { type Figures, toFigures } from './figures.ts'
import { type Clock, chosen, everyWork, type Filter, type Grouping } from './filter.ts'
import { boundsOf, type Group, noTeam, toGroups, toWeeks, type Week } from './group-figures.ts'
import type { KeptReads } from './kept-reads.ts'
import { ofOneMoment } from './one-moment.ts'
import { releasingOf } from './open-in.ts'
import { readFacts } from './organization-facts.ts'
import { type Outdated, outdatedReader } from './outdated.ts'
import { type Period, periodBefore } from './period-before.ts'
import { releaseProblemReader } from './release-problem.ts'
import { readTogether, selectMerged, wantedOf } from './select-merged.ts'
import { type Slow, slowestOf } from './slowest.ts'
import { leastPeople, smallTeams } from './small-groups.ts'

export interface ReportRequest {
  readonly filter?: Partial<Filter>
  readonly clock?: Clock
  readonly by?: Grouping | null
  /**
   * Without groups of authors or teams of fewer than `leastPeople`, and compared with no period in which a team that is
   * asked for had fewer: small-groups.ts. Default: with them.
   */
  readonly onlyMany?: boolean
  /** What it is compared with, null for nothing. Default: the period of the same length before. */
  readonly before?: Period | null
  /** The end of a period that has none, so that it has one before it. */
  readonly now: Instant
}

export interface Report {
  readonly organizationId: string
  readonly timeZone: string
  readonly clock: Clock
  readonly by: Grouping | null
  readonly filter: Filter
  /** When the first and the last that are counted or left out were merged. */
  readonly firstMergedAt: Instant | null
  readonly lastMergedAt: Instant | null
  readonly all: Figures
  /** Of the period before; null where nothing is compared, as when a period without a beginning has none before it. */
  readonly previous: (Figures & Period) | null
  /** `all` less `previous`. */
  readonly change: Change | null
  readonly groups: readonly Group[]
  readonly weeks: readonly Week[]
  /** The five that took longest, the longest first. */
  readonly slowest: readonly Slow[]
  /** Merged in the period, of another kind than was asked for. */
  readonly otherKinds: Readonly<Record<string, number>>
  /** Stored in these repositories, at any time, and not analyzed as they are: until the next recalculation, figures lack them or have them as they were. */
  readonly notAnalyzed: number
  readonly repositories: readonly ReportedRepository[]
}

export interface ReportedRepository {
  readonly name: string
  /** When the last pass that answers for all of it was complete; null before the first. */
  readonly asOf: Instant | null
  /** Where `asOf` is null: since when they were created that were all read; null when that is not known either. */
  readonly readSince: Instant | null
  readonly unread: number
  readonly notAnalyzed: number
  /** Whether its figures are by earlier settings, or before the latest releases, all or partly; null when they are not. */
  readonly outdated: Outdated | null
  /** Why its rule releases nothing, or nothing any more; null when it does, or is to release nothing. */
  readonly releaseProblem: string | null
}

/**
 * Reads in the calling thread, all of the same moment.
 * @param kept what was read before; null, and by default, nothing was
 * @throws InsightsError about the filter
 */
export async function readReport(
  tenant: Tenant,
  request: ReportRequest,
  kept: KeptReads | null = null,
): Promise<Report> {
  return ofOneMoment(tenant, () => report(tenant, request, kept))
}

function report(
  tenant: Tenant,
  { filter: wanted, clock = 'wall', by = null, onlyMany = false, before, now }: ReportRequest,
  reads: KeptReads | null,
): Report {
  const filter: Filter = { ...everyWork, ...wanted }
  const facts = readFacts(tenant)
  const repositories = repositoriesOf(facts, filter)
  const releasing = releasingOf({ repositories })
  const known = { ...facts, repositories, releases: (ordinal: number) => releasing.has(ordinal) }
  const { since } = filter
  const until = filter.until ?? (since === null ? null : Math.max(now, since + 1))
  const options = wantedOf(tenant.sqlite, { filter, facts }, clock)
  const asked = { filter, facts, kept: reads?.at(tenant.sqlite) ?? null }
  const ofUsual = () =>
    since === null || until === null
      ? null
      : periodBefore({ since, until, isOpenEnded: filter.until === null }, facts.timeZone)
  const wantedBefore = before === undefined ? ofUsual() : before
  const compared = wantedBefore && !(onlyMany && isOfFew(wantedBefore)) ? wantedBefore : null
  if (compared) readTogether(tenant.sqlite, options, { other: compared, kept: asked.kept })
  const { otherKinds, ...selected } = selectMerged(tenant.sqlite, options, asked)
  const [firstMergedAt, lastMergedAt] = boundsOf(selected.columns, selected.indices)
  const all = toFigures(selected.columns, selected.indices, known)
  const previous = compared && figuresOf(compared)
  const outdatedOf = outdatedReader(tenant, facts.rules)
  const problemOf = releaseProblemReader(tenant, facts.timeZone)
  return {
    organizationId: tenant.organizationId,
    timeZone: facts.timeZone,
    clock,
    by,
    filter,
    firstMergedAt,
    lastMergedAt,
    all,
    previous,
    change: previous && toChange(all, previous),
    groups: groupsOf(),
    weeks: toWeeks(selected, known),
    slowest: slowestOf(tenant.sqlite, selected, {
      clock,
      only: options.only,
      names: new Map(repositories.map(({ ordinal, name }) => [ordinal, name])),
    }),
    otherKinds,
    notAnalyzed: repositories.reduce((sum, one) => sum + one.notAnalyzed, 0),
    repositories: repositories.map((repository) => ({
      name: repository.name,
      asOf: repository.asOf,
      readSince: repository.readSince,
      unread: repository.unread,
      notAnalyzed: repository.notAnalyzed,
      outdated: outdatedOf(repository),
      releaseProblem: problemOf(repository),
    })),
  }

  function isOfFew(period: Period): boolean {
    return filter.teams !== null && smallTeams(facts, period).some(chosen(filter.teams))
  }

  function groupsOf(): Group[] {
    if (by === null) return []
    const isSmall = chosen(smallTeams(facts, filter))
    const isOfMany = (name: string, countAuthors: () => number) =>
      by !== 'author' && (name === noTeam ? countAuthors() >= leastPeople : by !== 'team' || !isSmall(name))
    return toGroups(by, selected, known, onlyMany ? isOfMany : undefined)
  }

  function figuresOf(period: Period) {
    const { columns, indices } = selectMerged(tenant.sqlite, { ...options, ...period }, asked)
    return { ...period, ...toFigures(columns, indices, known) }
  }
}
