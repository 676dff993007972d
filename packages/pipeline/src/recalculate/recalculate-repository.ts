/**
 * Recalculates one repository in the calling thread, which is a worker's: chooses what changed from index columns,
 * reads each payload, analyzes it and writes the result in the same short transaction.
 */
import { createHash } from 'node:crypto'
import { analysisVersion, createAnalyzer, type Merge, type Release, resolveReleases } from '@upflow/analyzer'
import { type BusyEvent, fromPayload, type Tenant, writeInChunks } from '@upflow/db'
import type { ReleaseRule, RepositoryId, Rules, Tag } from '@upflow/model'
import { createAnalysisWriter } from './analysis-writer.ts'

export interface RecalculateOptions {
  readonly repositoryId: RepositoryId
  readonly rules: Rules
  readonly releaseRule: ReleaseRule
  /** Analyzes everything anew, whatever is stored. */
  readonly everything?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (analyzed: number, total: number) => void
}

export interface RecalculateReport {
  /** Pull requests of the repository. */
  readonly pullRequests: number
  /** Those that were analyzed, because they or what their release depends on had changed. */
  readonly analyzed: number
  /** Those whose stored analysis is now another. */
  readonly changed: number
  readonly chunks: number
  readonly longestChunkMs: number
  readonly durationMs: number
  readonly busy: readonly BusyEvent[]
}

interface FactRow {
  readonly id: string
  readonly number: number
  readonly content_hash: string
  readonly merged_at: number | null
  readonly base_ref_name: string
  readonly head_ref_name: string
  readonly is_cross_repository: 0 | 1
  readonly source_hash: string | null
  readonly rules_hash: string | null
  readonly released_at: number | null
  readonly released_by: string | null
}

const factsSql = `
  SELECT r.id, r.number, r.content_hash, r.merged_at, r.base_ref_name, r.head_ref_name, r.is_cross_repository,
    a.source_hash, a.rules_hash, a.released_at, a.released_by
  FROM raw_pull_requests AS r LEFT JOIN analyzed_pull_requests AS a ON a.pull_request_id = r.id
  WHERE r.repository_id = ? ORDER BY r.number`

export async function recalculateRepository(
  tenant: Tenant,
  options: RecalculateOptions,
): Promise<RecalculateReport> {
  const started = performance.now()
  const { repositoryId, rules, everything = false, signal, onProgress } = options
  const { sqlite, organizationId } = tenant
  const rulesHash = hashOf([analysisVersion, rules])
  const facts = sqlite.prepare<[string], FactRow>(factsSql).all(repositoryId)
  const releases = resolveReleases(options.releaseRule, {
    merges: facts.map(toMerge),
    tags: readTags(tenant, repositoryId),
  })
  const stale = everything
    ? facts
    : facts.filter((fact) => isStale(fact, rulesHash, releases.get(fact.number) ?? null))

  const analyze = createAnalyzer(rules)
  const write = createAnalysisWriter(sqlite, rulesHash)
  const read = sqlite.prepare<[string], { payload: string; content_hash: string }>(
    'SELECT payload, content_hash FROM raw_pull_requests WHERE id = ?',
  )
  const busy: BusyEvent[] = []
  onProgress?.(0, stale.length)
  const { groups, changed, chunks, longestChunkMs } = await writeInChunks(sqlite, {
    groups: stale,
    busy: { worker: 'recalculate', organization: organizationId, onBusy: (event) => busy.push(event) },
    ...(signal ? { signal } : {}),
    onChunk: (written) => onProgress?.(written, stale.length),
    // Read and written in one transaction: a page that lands meanwhile is not overwritten by what it was before.
    write: ({ id, number }) => {
      const raw = read.get(id)
      if (!raw) return false
      const pullRequest = fromPayload(raw.payload)
      return write(pullRequest, analyze(pullRequest, releases.get(number) ?? null), raw.content_hash)
    },
  })
  const durationMs = Math.round(performance.now() - started)
  return {
    pullRequests: facts.length,
    analyzed: groups,
    changed,
    chunks,
    longestChunkMs: Math.round(longestChunkMs * 10) / 10,
    durationMs,
    busy,
  }
}

/** A merge or a tag that lands today changes the release of old, untouched pull requests too. */
const isStale = (fact: FactRow, rulesHash: string, release: Release | null): boolean =>
  fact.source_hash !== fact.content_hash ||
  fact.rules_hash !== rulesHash ||
  fact.released_at !== (release?.at ?? null) ||
  fact.released_by !== (release ? JSON.stringify(release.by) : null)

const toMerge = (fact: FactRow): Merge => ({
  number: fact.number,
  baseRefName: fact.base_ref_name,
  headRefName: fact.head_ref_name,
  isCrossRepository: fact.is_cross_repository === 1,
  mergedAt: fact.merged_at,
})

const readTags = ({ sqlite }: Tenant, repositoryId: RepositoryId): Tag[] =>
  sqlite
    .prepare<[string], Tag>('SELECT name, sha, committed_at AS committedAt FROM tags WHERE repository_id = ?')
    .all(repositoryId)

const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64url')
