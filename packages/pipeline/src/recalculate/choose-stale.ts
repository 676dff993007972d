/**
 * What of a repository has to be analyzed again. A *pass* is the rules and releases by which analyses are made: while
 * the last one is complete and nothing of it has changed, only what was written since is stale, and it is known by
 * name. Else everything is looked at, from columns and an index, without payloads.
 */
import {
  analysisVersion,
  type Basis,
  basisOf,
  carriersOf,
  isReleaseWithheld,
  resolveReleases,
} from '@upflow/analyzer'
import { readKeys, readPass, type Standing, type TenantStore } from '@upflow/db'
import type { ReleaseRule, RepositoryId, Rules } from '@upflow/model'
import type { Stale } from './stale.ts'

export interface Wanted {
  readonly repositoryId: RepositoryId
  readonly rules: Rules
  readonly releaseRule: ReleaseRule
  /** Everything anew, whatever is stored. */
  readonly everything?: boolean
  /** Hears how many are stale whatever releases them, half way through the choice. */
  readonly onOutdated?: (count: number) => void
}

export interface Choice {
  readonly basis: Basis
  /** Of the basis and the analyzer's version. */
  readonly basisHash: string
  readonly stale: readonly Stale[]
  /** Pull requests of the repository. */
  readonly pullRequests: number
  readonly pass: string
  /** Whether the pass is complete already, but for what is stale. */
  readonly isComplete: boolean
}

const passOf = ({ repositoryId, rules, releaseRule }: Wanted) => ({
  repositoryId,
  releaseRule,
  version: analysisVersion,
  basisOf: (defaultBranch: string | null) => basisOf(rules, releaseRule, defaultBranch),
})

/** True when nothing is stale. A few look-ups, however much is stored. */
export async function isCurrent(tenant: TenantStore, wanted: Wanted): Promise<boolean> {
  const keys = await readKeys(tenant, wanted.repositoryId)
  if (keys === null || wanted.everything || !(await readPass(tenant, passOf(wanted))).isComplete) return false
  const stale = await tenant.db
    .selectFrom('unanalyzed')
    .select('pull_request_key')
    .where('pull_request_key', '>=', keys.least)
    .where('pull_request_key', '<=', keys.most)
    .limit(1)
    .executeTakeFirst()
  return stale === undefined
}

/** Of one moment. */
export async function chooseStale(tenant: TenantStore, wanted: Wanted): Promise<Choice> {
  const { everything = false, onOutdated } = wanted
  const { pass, pullRequests, stale } = await tenant.readStanding({
    ...passOf(wanted),
    everything,
    carriersOf,
    ...(onOutdated && { onOutdated }),
  })
  return {
    ...pass,
    pullRequests,
    stale: stale.kind === 'written' ? stale.written.map(toStale) : differing(stale, wanted),
  }
}

const isWithheld = (incomplete: string) => isReleaseWithheld(incomplete.split(','))

/** Its release, if it has one, is still what it was. */
const toStale = ({ key, releasedAt, releasedBy }: Written): Stale => ({
  key,
  release: releasedAt === null ? null : { at: releasedAt, by: JSON.parse(releasedBy!) },
})

type Stored = Standing<Basis>['stale']
type Written = Extract<Stored, { kind: 'written' }>['written'][number]

/** A merge or a tag that lands today changes the release of old, untouched pull requests too. */
function differing({ facts, analyses }: Extract<Stored, { kind: 'all' }>, { releaseRule }: Wanted): Stale[] {
  const releases = resolveReleases(releaseRule, facts)
  const stale: Stale[] = []
  for (const [key, number, isOutdated, releasedAt, releasedBy, incomplete] of analyses) {
    const release = releases.get(number) ?? null
    const isOther =
      releasedAt !== (release?.at ?? null) || releasedBy !== (release ? JSON.stringify(release.by) : null)
    if (isOutdated === 1 || (isOther && !(incomplete !== null && isWithheld(incomplete))))
      stale.push({ key, release })
  }
  return stale
}
