/**
 * How far the numbers of one pull request can be trusted: as of when it is what GitHub has, and by which rules and
 * which version of the analysis its numbers were made, held against the present ones.
 */
import { analysisVersion, basisOf } from '@upflow/analyzer'
import { type AnalyzedRow, passReader, type Tenant } from '@upflow/db'
import type { Instant, Rules } from '@upflow/model'
import type { RepositoryFacts } from './organization-facts.ts'
import { type Outdated, outdatedReader } from './outdated.ts'

export interface Origin {
  /**
   * It is as GitHub had it then: when its repository was last read whole, or when it was last changed there, if that is
   * later or it is to be tried again. Null when what was read of it is gone.
   */
  readonly asOf: Instant | null
  /** When it was last changed at GitHub, as it was read. */
  readonly updatedAt: Instant | null
  /** Why what is newer could not be read; null where there is no such. */
  readonly retry: { readonly reason: string; readonly attempts: number; readonly nextAt: Instant } | null
  /** Changed since its analysis. */
  readonly isChangedSince: boolean
  /** A name for the rules and the version of the analysis together: the same name, the same rules. */
  readonly rules: string
  /** That of the present ones. */
  readonly presentRules: string
  /** The present one; of what earlier rules made, it is not known. */
  readonly analysisVersion: number | null
  readonly presentAnalysisVersion: number
  /** Whether the analyses of its repository are before its latest settings or releases. */
  readonly outdated: Outdated | null
}

/** Long enough to tell rules apart, and short enough to be read out. */
const nameLength = 12

export function readOrigin(
  tenant: Tenant,
  {
    row,
    repository,
    rules,
  }: { readonly row: AnalyzedRow; readonly repository: RepositoryFacts; readonly rules: Rules },
): Origin {
  const { sqlite } = tenant
  const updatedAt =
    sqlite
      .prepare<[number], number>('SELECT updated_at FROM raw_pull_requests WHERE key = ?')
      .pluck()
      .get(row.pull_request_key) ?? null
  const retry =
    sqlite
      .prepare<[string, number], NonNullable<Origin['retry']>>(
        'SELECT reason, attempts, next_at AS nextAt FROM retry_queue WHERE repository_id = ? AND number = ?',
      )
      .get(row.repository_id, row.number) ?? null
  const isChangedSince =
    sqlite
      .prepare<[number], number>('SELECT 1 FROM unanalyzed WHERE pull_request_key = ?')
      .get(row.pull_request_key) !== undefined
  const passOf = passReader(sqlite)
  const hashBy = (version: number) =>
    passOf({
      repositoryId: repository.id,
      releaseRule: repository.rule,
      version,
      basisOf: (defaultBranch) => basisOf(rules, repository.rule, defaultBranch),
    }).basisHash
  // Of the present rules each version has a hash of its own, by which it is known.
  const versions = Array.from({ length: analysisVersion }, (_, index) => analysisVersion - index)
  return {
    asOf:
      updatedAt === null || retry !== null || repository.asOf === null
        ? updatedAt
        : Math.max(updatedAt, repository.asOf),
    updatedAt,
    retry,
    isChangedSince,
    rules: row.rules_hash.slice(0, nameLength),
    presentRules: hashBy(analysisVersion).slice(0, nameLength),
    analysisVersion: versions.find((version) => hashBy(version) === row.rules_hash) ?? null,
    presentAnalysisVersion: analysisVersion,
    outdated: outdatedReader(tenant, rules)(repository),
  }
}
