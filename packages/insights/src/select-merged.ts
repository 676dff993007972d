/** Which of the merged pull requests a filter asks for, and how many it leaves out by their kind alone. */
import type { Sqlite } from '@upflow/db'
import { chooseLogins, repositoriesOf } from './choose-facts.ts'
import { type Clock, chosen, type Filter, fold } from './filter.ts'
import type { Selected } from './group-figures.ts'
import type { Kept } from './kept-reads.ts'
import { isWithin, membershipsOf, type Stint } from './memberships.ts'
import type { Profile } from './merged-columns.ts'
import { mergedColumns, type WantedColumns } from './merged-stretch.ts'
import type { OrganizationFacts } from './organization-facts.ts'
import type { Period } from './period-before.ts'
import { beyondRow, type Choice } from './pull-request-conditions.ts'

export interface Verdict {
  readonly is: 'in' | 'other-kind' | 'out'
  /** When its author was in a team that is asked for: merged then, it counts. Null where none is. */
  readonly stints: readonly Stint[] | null
}

/** What a filter says of pull requests by what they share with many; each profile is judged once. */
export function createJudge(
  facts: OrganizationFacts,
  filter: Pick<Filter, 'authors' | 'kinds' | 'sizes' | 'bases' | 'teams' | 'teamAs'>,
): (profile: Profile) => Verdict {
  const memberships = membershipsOf(facts, filter)
  const [isAuthor, isKind, isSize, isBase] = [
    chosen(chooseLogins(facts, filter.authors)),
    chosen(filter.kinds),
    chosen(filter.sizes),
    chosen(filter.bases),
  ]
  const verdicts = new Map<Profile, Verdict>()
  const judge = (profile: Profile) => {
    const { author, base, kind, size } = profile
    const stints = memberships === null ? null : (memberships.get(fold(author)) ?? [])
    const isIn = isAuthor(author) && isSize(size) && (base === null || isBase(base))
    const verdict: Verdict = { is: !isIn ? 'out' : isKind(kind) ? 'in' : 'other-kind', stints }
    verdicts.set(profile, verdict)
    return verdict
  }
  return (profile) => verdicts.get(profile) ?? judge(profile)
}

export interface SelectedMerged extends Selected {
  readonly otherKinds: Record<string, number>
}

/** The columns that answer for a filter, its period included. @throws InsightsError about the filter */
export function wantedOf(sqlite: Sqlite, { filter, facts }: Choice, clock: Clock): WantedColumns {
  const repositories = repositoriesOf(facts, filter)
  return {
    ordinals: repositories.map(({ ordinal }) => ordinal),
    isOfAll: repositories === facts.repositories,
    since: filter.since,
    until: filter.until,
    clock,
    withBase: filter.bases !== null,
    only: beyondRow(sqlite, { filter, facts }),
  }
}

/** Reads what several periods take together, so that each is selected from it. Where nothing is kept, it is of no use. */
export function readTogether(
  sqlite: Sqlite,
  wanted: WantedColumns,
  { other, kept }: { readonly other: Period; readonly kept: Kept | null },
): void {
  if (kept === null) return
  const since = wanted.since === null ? null : Math.min(wanted.since, other.since)
  const until = wanted.until === null ? null : Math.max(wanted.until, other.until)
  mergedColumns(sqlite, { ...wanted, since, until }, kept)
}

export function selectMerged(
  sqlite: Sqlite,
  wanted: WantedColumns,
  { filter, facts, kept }: Choice & { readonly kept: Kept | null },
): SelectedMerged {
  const columns = mergedColumns(sqlite, wanted, kept)
  const verdictOf = createJudge(facts, filter)
  const since = wanted.since ?? Number.NEGATIVE_INFINITY
  const until = wanted.until ?? Number.POSITIVE_INFINITY
  const ordinals = wanted.isOfAll ? null : new Set(wanted.ordinals)
  const indices: number[] = []
  const otherKinds: Record<string, number> = {}
  for (let index = 0; index < columns.count; index++) {
    const mergedAt = columns.mergedAt[index]!
    if (mergedAt < since || mergedAt >= until) continue
    if (ordinals !== null && !ordinals.has(columns.ordinal[index]!)) continue
    const profile = columns.profile[index]!
    const { is, stints } = verdictOf(profile)
    if (is === 'out' || (stints !== null && !isWithin(stints, mergedAt))) continue
    if (is === 'in') indices.push(index)
    else otherKinds[profile.kind] = (otherKinds[profile.kind] ?? 0) + 1
  }
  return { columns, indices, otherKinds }
}
