/**
 * The pass that a repository's analyses follow: by which rules and releases they were made, whether all of them were,
 * and by which they would be made now. One place says it, for whoever makes them and whoever shows them.
 */
import type { ReleaseRule, RepositoryId } from '@upflow/model'
import type { Kysely } from 'kysely'
import { hashOf } from '../hash-of.ts'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import type { TenantTables } from './tables.ts'

export interface WantedPass<Basis> {
  readonly repositoryId: RepositoryId
  readonly releaseRule: ReleaseRule
  /** Of the analyses: what another version made is not what this one makes. */
  readonly version: number | string
  readonly basisOf: (defaultBranch: string | null) => Basis
}

export interface Pass<Basis> {
  readonly basis: Basis
  /** Of the basis and the version. */
  readonly basisHash: string
  /** By which analyses would be made now. */
  readonly pass: string
  /** By which those that are stored were made; null before the first. */
  readonly storedPass: string | null
  /** Whether all were made by the present one, but for what was written since. */
  readonly isComplete: boolean
}

export interface PassRow {
  readonly release_revision: number
  readonly pass: string | null
  readonly is_complete: 0 | 1
  readonly default_branch: string | null
}

/** Prepared once for all repositories. */
export function passReader(sqlite: Sqlite): <Basis>(wanted: WantedPass<Basis>) => Pass<Basis> {
  const find = sqlite.prepare<[string], PassRow>(
    `SELECT release_revision, pass, is_complete, default_branch FROM recalculations
     JOIN repositories ON id = repository_id WHERE repository_id = ?`,
  )
  return (wanted) => toPass(find.get(wanted.repositoryId), wanted)
}

/** As `passReader`, through any store. */
export async function readPass<Basis>(
  { db }: { readonly db: Kysely<TenantTables> },
  wanted: WantedPass<Basis>,
): Promise<Pass<Basis>> {
  const row = await db
    .selectFrom('recalculations')
    .innerJoin('repositories', 'id', 'repository_id')
    .select(['release_revision', 'pass', 'is_complete', 'default_branch'])
    .where('repository_id', '=', wanted.repositoryId)
    .executeTakeFirst()
  return toPass(row, wanted)
}

/** @param row undefined when there is no such repository */
export function toPass<Basis>(
  row: PassRow | undefined,
  { releaseRule, version, basisOf }: WantedPass<Basis>,
): Pass<Basis> {
  const basis = basisOf(row?.default_branch ?? null)
  const basisHash = hashOf(JSON.stringify([version, basis]))
  const pass = `${basisHash} ${row?.release_revision} ${JSON.stringify(releaseRule)}`
  const storedPass = row?.pass ?? null
  return { basis, basisHash, pass, storedPass, isComplete: storedPass === pass && row?.is_complete === 1 }
}
