/**
 * What of a repository has to be analyzed again. A *pass* is the rules and releases by which analyses are made: while
 * the last one is complete and nothing of it has changed, only what was written since is stale, and it is known by
 * name. Else everything is looked at, from columns and an index, without payloads.
 */
import { analysisVersion, type Basis, basisOf, carriersOf, resolveReleases } from '@upflow/analyzer'
import { keysOf, passReader, readReleaseFacts, type Tenant } from '@upflow/db'
import type { ReleaseRule, RepositoryId, Rules } from '@upflow/model'
import type { Stale } from './stale.ts'

export interface Wanted {
  readonly repositoryId: RepositoryId
  readonly rules: Rules
  readonly releaseRule: ReleaseRule
  /** Everything anew, whatever is stored. */
  readonly everything?: boolean
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

const passOf = ({ sqlite }: Tenant, { repositoryId, rules, releaseRule }: Wanted) =>
  passReader(sqlite)({
    repositoryId,
    releaseRule,
    version: analysisVersion,
    basisOf: (defaultBranch) => basisOf(rules, releaseRule, defaultBranch),
  })

/** True when nothing is stale. Two look-ups, however much is stored. */
export function isCurrent(tenant: Tenant, wanted: Wanted): boolean {
  const keys = keysOf(tenant.sqlite, wanted.repositoryId)
  if (keys === null || wanted.everything || !passOf(tenant, wanted).isComplete) return false
  return (
    tenant.sqlite
      .prepare('SELECT 1 FROM unanalyzed WHERE pull_request_key BETWEEN ? AND ?')
      .get(keys.least, keys.most) === undefined
  )
}

/** From one snapshot of the file. */
export const chooseStale = (tenant: Tenant, wanted: Wanted): Choice =>
  tenant.sqlite.transaction((): Choice => {
    const passed = passOf(tenant, wanted)
    const pullRequests = tenant.sqlite
      .prepare<[string], number>('SELECT count(*) FROM raw_pull_requests WHERE repository_id = ?')
      .pluck()
      .get(wanted.repositoryId)!
    const stale =
      passed.isComplete && !wanted.everything
        ? writtenSince(tenant, wanted)
        : differing(tenant, wanted, passed.basisHash)
    return { ...passed, stale, pullRequests }
  })()

/** What was written since the pass; its release, if it has one, is still what it was. */
function writtenSince({ sqlite }: Tenant, { repositoryId }: Wanted): Stale[] {
  const keys = keysOf(sqlite, repositoryId)
  if (keys === null) return []
  return sqlite
    .prepare<[number, number], [key: number, releasedAt: number | null, releasedBy: string | null]>(
      `SELECT u.pull_request_key, a.released_at, a.released_by FROM unanalyzed AS u
       LEFT JOIN analyzed_pull_requests AS a USING (pull_request_key)
       WHERE u.pull_request_key BETWEEN ? AND ? ORDER BY 1`,
    )
    .raw()
    .all(keys.least, keys.most)
    .map(([key, at, by]) => ({ key, release: at === null ? null : { at, by: JSON.parse(by!) } }))
}

type Fact = [
  key: number,
  number: number,
  isWritten: 0 | 1,
  rulesHash: string | null,
  releasedAt: number | null,
  releasedBy: string | null,
]

/** A merge or a tag that lands today changes the release of old, untouched pull requests too. */
function differing(
  tenant: Tenant,
  { repositoryId, releaseRule, everything = false }: Wanted,
  basisHash: string,
): Stale[] {
  const stored = readReleaseFacts(tenant.sqlite, repositoryId, { rule: releaseRule, carriersOf })
  const releases = resolveReleases(releaseRule, stored)
  const facts = tenant.sqlite
    .prepare<[string], Fact>(
      `SELECT r.key, r.number, u.pull_request_key IS NOT NULL, a.rules_hash, a.released_at, a.released_by
       FROM raw_pull_requests AS r LEFT JOIN unanalyzed AS u ON u.pull_request_key = r.key
       LEFT JOIN analyzed_pull_requests AS a ON a.pull_request_key = r.key
       WHERE r.repository_id = ? ORDER BY r.number`,
    )
    .raw()
  const stale: Stale[] = []
  for (const [key, number, isWritten, madeBy, releasedAt, releasedBy] of facts.iterate(repositoryId)) {
    const release = releases.get(number) ?? null
    if (
      everything ||
      isWritten === 1 ||
      madeBy !== basisHash ||
      releasedAt !== (release?.at ?? null) ||
      releasedBy !== (release ? JSON.stringify(release.by) : null)
    )
      stale.push({ key, release })
  }
  return stale
}
