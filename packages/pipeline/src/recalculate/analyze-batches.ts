/** Analyzes batches of pull requests: reads each through a connection of its own, outside of any write transaction. */
import type { MessagePort } from 'node:worker_threads'
import { type Basis, createAnalyzer } from '@upflow/analyzer'
import { attachTenant, fromPayload, type Sqlite } from '@upflow/db'
import type { OrganizationId, Rules } from '@upflow/model'
import { type Crossed, toCrossed } from '../threads/worker-failed.ts'
import { columnsOf, type FlatAnalyses, flatten, type SentAnalysis, toSaid, toSent } from './analysis-rows.ts'
import type { Stale } from './stale.ts'

/** One that cannot be analyzed, whatever the reason: it stays as it is, and the others go on. */
export interface Unanalyzable {
  readonly key: number
  readonly reason: string
}

/** What came of a batch, without those that are gone from the file. */
export interface AnalyzedBatch {
  readonly failed: readonly Unanalyzable[]
  /** Of the analyzed row of each. */
  readonly columns: readonly string[]
  readonly analyses: readonly SentAnalysis[]
}

/** Reads from one snapshot of the file and analyzes; writes nothing. */
export function createBatchAnalyzer(
  sqlite: Sqlite,
): (basis: Basis, batch: readonly Stale[]) => AnalyzedBatch {
  let compiled: { readonly key: string; readonly analyze: ReturnType<typeof createAnalyzer> } | null = null
  const analyzerOf = (rules: Rules) => {
    const key = JSON.stringify(rules)
    if (compiled?.key !== key) compiled = { key, analyze: createAnalyzer(rules) }
    return compiled.analyze
  }
  const read = sqlite
    .prepare<[number], [payload: string, contentHash: string]>(
      'SELECT payload, content_hash FROM raw_pull_requests WHERE key = ?',
    )
    .raw()
  // One snapshot, held no longer than it takes to read: a reader that lingers keeps the WAL from starting over.
  const readAll = sqlite.transaction((batch: readonly Stale[]) => batch.map(({ key }) => read.get(key)))
  return ({ rules, repository }, batch) => {
    const analyze = analyzerOf(rules)
    const found = readAll(batch)
    let columns: readonly string[] = []
    const analyses: SentAnalysis[] = []
    const failed: Unanalyzable[] = []
    for (const [index, { key, release }] of batch.entries()) {
      const raw = found[index]
      if (!raw) continue
      try {
        const pullRequest = fromPayload(raw[0], 'as-stored')
        const analysis = analyze(pullRequest, release, repository)
        const said = toSaid(pullRequest, analysis)
        analyses.push(toSent({ key, contentHash: raw[1] }, said, analysis))
        if (analyses.length === 1) columns = columnsOf(said)
      } catch (error) {
        failed.push({ key, reason: String(error) })
      }
    }
    return { columns, analyses, failed }
  }
}

/** What a thread of the analyzing pool is started with. It ends when the port is closed. */
export interface AnalyzeTask {
  readonly kind: 'analyze'
  readonly path: string
  readonly organizationId: OrganizationId
  readonly port: MessagePort
}

/** Both ways as text and as one flat list: what crosses threads costs by the object, not by the byte. */
export interface BatchRequest {
  readonly id: number
  readonly basis: Basis
  /** JSON of `Stale[]`. */
  readonly batch: string
}
export type BatchReply =
  | {
      readonly id: number
      readonly columns: readonly string[]
      readonly analyses: FlatAnalyses
      readonly failed: readonly Unanalyzable[]
    }
  | { readonly id: number; readonly error: Crossed }

export async function analyzeBatches({ path, organizationId, port }: AnalyzeTask): Promise<void> {
  const ended = new Promise<void>((resolve) => port.once('close', resolve))
  let close = () => {}
  let analyze: ReturnType<typeof createBatchAnalyzer> | null = null
  const open = () => {
    const tenant = attachTenant(path, organizationId, { readOnly: true })
    close = tenant.close
    return createBatchAnalyzer(tenant.sqlite)
  }
  port.on('message', ({ id, basis, batch }: BatchRequest) => {
    try {
      analyze ??= open()
      const { columns, analyses, failed } = analyze(basis, JSON.parse(batch) as Stale[])
      port.postMessage({ id, columns, analyses: flatten(analyses), failed } satisfies BatchReply)
    } catch (error) {
      port.postMessage({ id, error: toCrossed(error) } satisfies BatchReply)
    }
  })
  await ended
  close()
}
