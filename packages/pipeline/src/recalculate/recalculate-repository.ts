/**
 * Recalculates one repository in the calling thread, which is that of its file: chooses what is stale, has it analyzed
 * outside of any transaction, and writes what is still of what is stored in short ones.
 */
import { type BusyEvent, type BusyRetryOptions, numberOf, type TenantStore } from '@upflow/db'
import type { RepositoryId } from '@upflow/model'
import { PipelineError } from '../pipeline-error.ts'
import { type BatchAnalyzer, createBatchAnalyzer } from './analyze-batches.ts'
import { type Choice, chooseStale, type Wanted } from './choose-stale.ts'
import type { Analyzers } from './port-analyzers.ts'

export interface RecalculateOptions extends Omit<Wanted, 'onOutdated'>, Pick<BusyRetryOptions, 'onLongWait'> {
  readonly signal?: AbortSignal
  readonly onProgress?: (analyzed: number, total: number) => void
  /** Other threads to analyze so many with, or more; null, and by default, the calling thread does. */
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
  tenant: TenantStore,
  options: RecalculateOptions,
): Promise<RecalculateReport> {
  const started = performance.now()
  const events: BusyEvent[] = []
  const busy: BusyRetryOptions = {
    ...tenant.retry,
    signal: options.signal,
    onLongWait: options.onLongWait,
    worker: 'recalculate',
    organization: tenant.organizationId,
    onBusy: (event) => events.push(event),
  }
  const analyzers = openOnce(options.openAnalyzers)
  try {
    // Threads that are needed anyway begin while the rest is chosen.
    const choice = await chooseStale(tenant, { ...options, onOutdated: analyzers.open })
    const { lanes } = analyzers.open(choice.stale.length) ?? inThisThread(createBatchAnalyzer(tenant))
    const analyzed = await analyzeChosen(tenant, { ...options, choice, lanes, busy })
    return {
      ...analyzed,
      pullRequests: choice.pullRequests,
      durationMs: Math.round(performance.now() - started),
      busy: events,
    }
  } finally {
    analyzers.close()
  }
}

/** Opens them the first time that there are enough to do. */
function openOnce(openAnalyzers: RecalculateOptions['openAnalyzers']) {
  let opened: Analyzers | null = null
  return {
    open: (count: number): Analyzers | null => {
      opened ??= openAnalyzers?.(count) ?? null
      return opened
    },
    close: () => opened?.close(),
  }
}

interface Chosen extends Pick<RecalculateOptions, 'repositoryId' | 'signal' | 'onProgress' | 'batchSize'> {
  readonly choice: Choice
  readonly lanes: Analyzers['lanes']
  readonly busy: BusyRetryOptions
}

async function analyzeChosen(
  tenant: TenantStore,
  { repositoryId, choice, lanes, busy, signal, onProgress, batchSize = 100 }: Chosen,
): Promise<Omit<RecalculateReport, 'pullRequests' | 'durationMs' | 'busy'>> {
  const { basis, basisHash: rulesHash, isComplete, pass, stale } = choice
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
  const lane = async (analyze: BatchAnalyzer) => {
    for (let batch = takeBatch(); batch.length > 0; batch = takeBatch()) {
      const { columns, analyses, failed: unanalyzable } = await analyze(basis, batch)
      failed.push(...unanalyzable.map(({ key, reason }) => ({ number: numberOf(key), reason })))
      const written = await tenant.writeAnalyses(
        { repositoryId, pass, rulesHash, columns, analyses },
        { busy, signal },
      )
      if (written.isSuperseded) throw superseded(repositoryId)
      outdated += written.outdated
      total.analyzed += batch.length - unanalyzable.length
      done += batch.length
      total.changed += written.changed
      total.chunks += written.chunks
      total.longestChunkMs = Math.max(total.longestChunkMs, written.longestChunkMs)
      onProgress?.(done, stale.length)
    }
  }
  onProgress?.(0, stale.length)
  // Incomplete from before the first is written until all are; whoever begins another ends those under way.
  if (!isComplete) await tenant.beginPass(repositoryId, pass, busy)
  const ends = await Promise.allSettled(
    lanes.map((analyze) =>
      lane(analyze).catch((error) => {
        next = stale.length
        throw error
      }),
    ),
  )
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  // Of what is left over, the release that is stored may be that of an earlier pass.
  const isWhole = outdated === 0 && failed.length === 0
  if (!isComplete && isWhole && !(await tenant.completePass(repositoryId, pass, busy)))
    throw superseded(repositoryId)
  return { ...total, failed, longestChunkMs: Math.round(total.longestChunkMs * 10) / 10 }
}

const inThisThread = (analyze: BatchAnalyzer): Analyzers => ({ lanes: [analyze], close: () => {} })

const superseded = (repositoryId: RepositoryId) =>
  new PipelineError(
    'pipeline/superseded',
    'The rules or releases of the repository have changed while it was recalculated, and another run has begun by the new ones. It is tried again.',
    { repository: repositoryId },
    { retryable: true },
  )
