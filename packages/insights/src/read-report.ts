/** Where the time went: figures of the pull requests merged in a period, with what they leave out and why. */
import { type Merge, ruleProblem } from '@upflow/analyzer'
import { type Tenant, withBusyRetry } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { type Figures, toFigures } from './figures.ts'
import { type Clock, chosen, everyWork, type Filter, type Grouping } from './filter.ts'
import { type MergedColumns, type MergedOptions, readMerged } from './merged-columns.ts'
import { type OrganizationFacts, type RepositoryFacts, readFacts } from './organization-facts.ts'
import { dayOf, weekStarts } from './zone-days.ts'

export interface ReportRequest {
  readonly filter?: Partial<Filter>
  readonly clock?: Clock
  readonly by?: Grouping | null
  /** The end of a period that has none, so that it has one before it. */
  readonly now: Instant
}

export interface Group extends Figures {
  /** `owner/name`, a team's slug, a login, a size class, or the Monday with which a week begins. */
  readonly name: string
}

export interface Week {
  /** The Monday with which it begins. */
  readonly day: string
  readonly merged: number
  readonly medianTotalSeconds: number | null
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
  /** Of the period of the same length before; null where the period has no beginning. */
  readonly previous: (Figures & { readonly since: Instant; readonly until: Instant }) | null
  readonly groups: readonly Group[]
  readonly weeks: readonly Week[]
  /** Merged in the period, of another kind than was asked for. */
  readonly otherKinds: Readonly<Record<string, number>>
  readonly repositories: readonly ReportedRepository[]
}

export interface ReportedRepository {
  readonly name: string
  readonly asOf: Instant | null
  readonly unread: number
  /** Why its rule releases nothing; null when it does, or is to release nothing. */
  readonly releaseProblem: string | null
}

/** Reads in the calling thread, all of the same moment. */
export async function readReport(tenant: Tenant, request: ReportRequest): Promise<Report> {
  const read = tenant.sqlite.transaction(() => report(tenant, request))
  return withBusyRetry(() => read(), tenant.retry)
}

function report(tenant: Tenant, { filter: wanted, clock = 'wall', by = null, now }: ReportRequest): Report {
  const filter: Filter = { ...everyWork, ...wanted }
  const facts = readFacts(tenant)
  const repositories = facts.repositories.filter(isChosen(filter.repositories))
  const { since } = filter
  const until = filter.until ?? (since === null ? null : Math.max(now, since + 1))
  const options: MergedOptions = { since, until: filter.until, clock, withBase: filter.bases !== null }
  const columns = readMerged(tenant.sqlite, options)
  const { indices, otherKinds } = select(columns, filter, { ...facts, repositories })
  const merged = indices.map((index) => columns.mergedAt[index]!)
  const firstMergedAt = least(merged)
  const lastMergedAt = most(merged)
  return {
    organizationId: tenant.organizationId,
    timeZone: facts.timeZone,
    clock,
    by,
    filter,
    firstMergedAt,
    lastMergedAt,
    all: toFigures(columns, indices),
    previous:
      since === null || until === null ? null : previous({ since: since - (until - since), until: since }),
    groups: by === null ? [] : groupsOf(by, columns, indices, facts),
    weeks: weeksOf(columns, indices, facts.timeZone),
    otherKinds,
    repositories: repositories.map((repository) => ({
      name: repository.name,
      asOf: repository.asOf,
      unread: repository.unread,
      releaseProblem: releaseProblem(tenant, repository),
    })),
  }

  function previous(period: { readonly since: Instant; readonly until: Instant }) {
    const before = readMerged(tenant.sqlite, { ...options, ...period })
    return { ...period, ...toFigures(before, select(before, filter, { ...facts, repositories }).indices) }
  }
}

export const isChosen = (names: readonly string[] | null) => {
  const isWanted = chosen(names)
  return ({ name }: Pick<RepositoryFacts, 'name'>) =>
    isWanted(name) || isWanted(name.slice(name.indexOf('/') + 1))
}

/** Those that the filter asks for, and how many it leaves out by their kind alone. */
function select(columns: MergedColumns, filter: Filter, { repositories, teams }: OrganizationFacts) {
  const ids = new Set<string>(repositories.map(({ id }) => id))
  const [isAuthor, isKind, isSize, isBase] = [
    chosen(filter.authors),
    chosen(filter.kinds),
    chosen(filter.sizes),
    chosen(filter.bases),
  ]
  const isTeam = chosen(filter.teams)
  const isMember =
    filter.teams === null
      ? () => true
      : chosen(teams.filter(({ slug }) => isTeam(slug)).flatMap(({ members }) => members))
  const indices: number[] = []
  const otherKinds: Record<string, number> = {}
  for (let index = 0; index < columns.count; index++) {
    const author = columns.author[index]!
    if (
      !ids.has(columns.repositoryId[index]!) ||
      !isAuthor(author) ||
      !isMember(author) ||
      !isSize(columns.size[index]!) ||
      !(columns.base === null || isBase(columns.base[index]!))
    )
      continue
    const kind = columns.kind[index]!
    if (isKind(kind)) indices.push(index)
    else otherKinds[kind] = (otherKinds[kind] ?? 0) + 1
  }
  return { indices, otherKinds }
}

const sizes = ['XS', 'S', 'M', 'L', 'XL', '']

/** By name; sizes by size. Of several teams, a person's pull requests are in each. */
function groupsOf(
  by: Grouping,
  columns: MergedColumns,
  indices: readonly number[],
  { repositories, teams, timeZone }: OrganizationFacts,
): Group[] {
  const names = new Map<string, string>(repositories.map(({ id, name }) => [id, name]))
  const teamsOf = new Map<string, string[]>()
  for (const { slug, members } of teams)
    for (const member of members)
      teamsOf.set(member.toLowerCase(), [...(teamsOf.get(member.toLowerCase()) ?? []), slug])
  const weekOf = by === 'week' ? toWeek(columns, indices, timeZone) : null
  const groups = new Map<string, number[]>()
  const namesOf = (index: number): readonly string[] => {
    if (by === 'repository') return [names.get(columns.repositoryId[index]!)!]
    if (by === 'author') return [columns.author[index]!]
    if (by === 'size') return [columns.size[index]!]
    if (by === 'team') return teamsOf.get(columns.author[index]!.toLowerCase()) ?? ['(no team)']
    return [weekOf!(columns.mergedAt[index]!)]
  }
  for (const index of indices)
    for (const name of namesOf(index)) {
      const group = groups.get(name)
      if (group) group.push(index)
      else groups.set(name, [index])
    }
  const order = (name: string) => (by === 'size' ? String(sizes.indexOf(name)) : name.toLowerCase())
  return [...groups]
    .map(([name, group]) => ({ name: name === '' ? '(unknown)' : name, key: order(name), group }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ name, group }) => ({ name, ...toFigures(columns, group) }))
}

function toWeek(columns: MergedColumns, indices: readonly number[], timeZone: string) {
  const merged = indices.map((index) => columns.mergedAt[index]!)
  const starts = merged.length === 0 ? [] : weekStarts(least(merged)!, most(merged)!, timeZone)
  const days = starts.map((start) => dayOf(start, timeZone))
  return (at: Instant): string => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= at) low = middle
      else high = middle
    }
    return days[low]!
  }
}

/** Every week from the first merge to the last, those without any too. */
function weeksOf(columns: MergedColumns, indices: readonly number[], timeZone: string): Week[] {
  const merged = indices.map((index) => columns.mergedAt[index]!)
  if (merged.length === 0) return []
  const weekOf = toWeek(columns, indices, timeZone)
  const groups = new Map<string, number[]>(
    weekStarts(least(merged)!, most(merged)!, timeZone).map((start) => [dayOf(start, timeZone), []]),
  )
  for (const index of indices) groups.get(weekOf(columns.mergedAt[index]!))!.push(index)
  return [...groups].map(([day, group]) => {
    const figures = toFigures(columns, group)
    return { day, merged: figures.merged, medianTotalSeconds: figures.metrics.total.medianSeconds }
  })
}

// Not by spreading: there may be more than a call takes.
const least = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b))
const most = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b))

/** Asked only where nothing of it was released: then its rule may be wrong. */
function releaseProblem({ sqlite }: Tenant, { id, rule, defaultBranch }: RepositoryFacts): string | null {
  if (rule.kind === 'none') return null
  const released = sqlite
    .prepare(
      'SELECT 1 FROM analyzed_pull_requests WHERE repository_id = ? AND released_at IS NOT NULL LIMIT 1',
    )
    .get(id)
  if (released !== undefined) return null
  const merges = sqlite
    .prepare<[string], Omit<Merge, 'isCrossRepository' | 'carries'> & { isCrossRepository: 0 | 1 }>(
      `SELECT number, base_ref_name AS baseRefName, head_ref_name AS headRefName,
         is_cross_repository AS isCrossRepository, merged_at AS mergedAt, merge_commit_sha AS mergeCommitSha
       FROM raw_pull_requests WHERE repository_id = ? AND merged_at IS NOT NULL`,
    )
    .all(id)
  const tags = sqlite
    .prepare<[string], { name: string; sha: string; committedAt: number }>(
      'SELECT name, sha, committed_at AS committedAt FROM tags WHERE repository_id = ?',
    )
    .all(id)
  const deployments = sqlite
    .prepare<[string], Record<string, never>>(
      `SELECT id, environment, sha, committed_at AS committedAt, created_at AS createdAt, succeeded_at AS succeededAt
       FROM deployments WHERE repository_id = ?`,
    )
    .all(id)
  return ruleProblem(rule, {
    merges: merges.map((merge) => ({
      ...merge,
      isCrossRepository: merge.isCrossRepository === 1,
      carries: [],
    })),
    tags,
    deployments: deployments as never,
    defaultBranch,
  })
}
