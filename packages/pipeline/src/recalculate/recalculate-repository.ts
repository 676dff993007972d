/**
 * Recalculates one repository in the calling thread, which is that of its file: chooses what is stale, has it analyzed
 * outside of any transaction, and writes what is still of what is stored in short ones.
 */
import {
  type BusyEvent,
  type BusyRetryOptions,
  numberOf,
  type Tenant,
  withBusyRetry,
  writeInChunks,
} from '@upflow/db'
import { PipelineError } from '../pipeline-error.ts'
import type { SentAnalysis } from './analysis-rows.ts'
import { createAnalysisWriter, type Written } from './analysis-writer.ts'
import { createBatchAnalyzer } from './analyze-batches.ts'
import { type Choice, chooseStale, type Wanted } from './choose-stale.ts'
import type { Analyzers } from './port-analyzers.ts'

export interface RecalculateOptions extends Wanted {
  readonly signal?: AbortSignal
  readonly onProgress?: (analyzed: number, total: number) => void
  /** Other threads to analyze so many with; null, and by default, the calling thread does. */
  readonly openAnalyzers?: (count: number) => Analyzers | null
  /** How many are analyzed and handed over at once: some milliseconds of work (default 100). */
  readonly batchSize?: number
}

export interface RecalculateReport {
  /** Pull requests of the repository. */
  readonly pullRequests: number
  /** Those that were analyzed, because they or what their release depends on had changed. */
  readonly analyzed: number
  /** Those that could not be, by number; they keep the analysis that they had, if any, and are tried again. */
  readonly failed: readonly { readonly number: number; readonly reason: string }[]
  /** Those whose stored analysis is now another. */
  readonly changed: number
  readonly chunks: number
  readonly longestChunkMs: number
  readonly durationMs: number
  readonly busy: readonly BusyEvent[]
}

/** @throws PipelineError `pipeline/superseded` when another process recalculates it by other rules or releases */
export async function recalculateRepository(
  tenant: Tenant,
  options: RecalculateOptions,
): Promise<RecalculateReport> {
  const started = performance.now()
  const { signal, onProgress, openAnalyzers, batchSize = 100 } = options
  const { sqlite, organizationId } = tenant
  const events: BusyEvent[] = []
  const busy: BusyRetryOptions = {
    ...tenant.retry,
    signal,
    worker: 'recalculate',
    organization: organizationId,
    onBusy: (event) => events.push(event),
  }
  const choice = chooseStale(tenant, options)
  const { stale } = choice
  const passes = createPasses(tenant, options, choice)
  const write = createAnalysisWriter(sqlite, choice.basisHash)
  const analyzers = openAnalyzers?.(stale.length) ?? inThisThread(createBatchAnalyzer(sqlite))

  const total = { analyzed: 0, changed: 0, chunks: 0, longestChunkMs: 0 }
  let outdated = 0
  const failed: { number: number; reason: string }[] = []
  let done = 0
  let next = 0
  const takeBatch = () => {
    signal?.throwIfAborted()
    const batch = stale.slice(next, next + batchSize)
    next += batchSize
    return batch
  }
  const lane = async (analyze: Analyzers['lanes'][number]) => {
    for (let batch = takeBatch(); batch.length > 0; batch = takeBatch()) {
      const { columns, analyses, failed: unanalyzable } = await analyze(choice.basis, batch)
      failed.push(...unanalyzable.map(({ key, reason }) => ({ number: numberOf(key), reason })))
      // Of the last try of each group: a chunk that meets a lock is written again.
      const became = new Map<readonly SentAnalysis[], Written>()
      const written = await writeInChunks(sqlite, {
        groups: inGroups(analyses),
        busy,
        ...(signal ? { signal } : {}),
        begin: passes.check,
        write(group) {
          became.set(group, write(group, columns))
          return true
        },
      })
      total.analyzed += batch.length - unanalyzable.length
      done += batch.length
      for (const one of became.values()) {
        total.changed += one.changed
        outdated += one.outdated
      }
      total.chunks += written.chunks
      total.longestChunkMs = Math.max(total.longestChunkMs, written.longestChunkMs)
      onProgress?.(done, stale.length)
    }
  }
  onProgress?.(0, stale.length)
  try {
    if (!choice.isComplete) await withBusyRetry(passes.begin, busy)
    const ends = await Promise.allSettled(
      analyzers.lanes.map((analyze) =>
        lane(analyze).catch((error) => {
          next = stale.length
          throw error
        }),
      ),
    )
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    // Of what is left over, the release that is stored may be that of an earlier pass.
    const isWhole = outdated === 0 && failed.length === 0
    if (!choice.isComplete && isWhole) await withBusyRetry(passes.complete, busy)
  } finally {
    analyzers.close()
  }
  return {
    ...total,
    failed,
    pullRequests: choice.pullRequests,
    longestChunkMs: Math.round(total.longestChunkMs * 10) / 10,
    durationMs: Math.round(performance.now() - started),
    busy: events,
  }
}

/** So many that what is asked once for all of them is cheap, and few enough to be written in a millisecond or two. */
const groupSize = 25

function* inGroups(analyses: readonly SentAnalysis[]): Iterable<readonly SentAnalysis[]> {
  for (let from = 0; from < analyses.length; from += groupSize) yield analyses.slice(from, from + groupSize)
}

const inThisThread = (analyze: ReturnType<typeof createBatchAnalyzer>): Analyzers => ({
  lanes: [async (basis, batch) => analyze(basis, batch)],
  close: () => {},
})

/**
 * Which pass the analyses of a repository follow. It is incomplete from before the first is written until all are;
 * whoever begins another ends those under way, so that no two mix.
 */
function createPasses({ sqlite }: Tenant, { repositoryId }: Wanted, { pass }: Choice) {
  const read = sqlite
    .prepare<[string], string | null>('SELECT pass FROM recalculations WHERE repository_id = ?')
    .pluck()
  const put = sqlite.prepare('UPDATE recalculations SET pass = ?, is_complete = ? WHERE repository_id = ?')
  const check = () => {
    if (read.get(repositoryId) === pass) return
    throw new PipelineError(
      'pipeline/superseded',
      'The rules or releases of the repository have changed while it was recalculated, and another run has begun by the new ones. It is tried again.',
      { repository: repositoryId },
      { retryable: true },
    )
  }
  return {
    check,
    begin: () => void put.run(pass, 0, repositoryId),
    complete: () => {
      sqlite
        .transaction(() => {
          check()
          put.run(pass, 1, repositoryId)
        })
        .immediate()
    },
  }
}
