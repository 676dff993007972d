/** Analyzes batches of pull requests: reads each through a connection of its own, outside of any write transaction. */
import type { MessagePort } from 'node:worker_threads'
import { createAnalyzer, type Release } from '@upflow/analyzer'
import { attachTenant, fromPayload, type Sqlite } from '@upflow/db'
import type { OrganizationId, Rules } from '@upflow/model'
import { type Crossed, toCrossed } from '../threads/worker-failed.ts'
import { type AnalysisRows, toAnalysisRows, toSaid } from './analysis-rows.ts'

export interface Stale {
  readonly key: number
  readonly release: Release | null
}

/** What came of a batch, without those that are gone from the file. */
export interface AnalyzedBatch {
  /** Of each `analyzed`. */
  readonly columns: readonly string[]
  readonly rows: readonly AnalysisRows[]
}

/** Reads from one snapshot of the file and analyzes; writes nothing. */
export function createBatchAnalyzer(
  sqlite: Sqlite,
  rules: Rules,
): (batch: readonly Stale[]) => AnalyzedBatch {
  const analyze = createAnalyzer(rules)
  const read = sqlite
    .prepare<[number], [payload: string, contentHash: string]>(
      'SELECT payload, content_hash FROM raw_pull_requests WHERE key = ?',
    )
    .raw()
  return sqlite.transaction((batch: readonly Stale[]) => {
    let columns: readonly string[] = []
    const rows: AnalysisRows[] = []
    for (const { key, release } of batch) {
      const found = read.get(key)
      if (!found) continue
      const pullRequest = fromPayload(found[0])
      const analysis = analyze(pullRequest, release)
      const said = toSaid(pullRequest, analysis)
      if (rows.length === 0) columns = Object.keys(said)
      rows.push(toAnalysisRows({ key, contentHash: found[1] }, said, analysis))
    }
    return { columns, rows }
  })
}

/** What a thread of the analyzing pool is started with. It ends when the port is closed. */
export interface AnalyzeTask {
  readonly kind: 'analyze'
  readonly path: string
  readonly organizationId: OrganizationId
  readonly rules: Rules
  readonly port: MessagePort
}

export interface BatchRequest {
  readonly id: number
  readonly batch: readonly Stale[]
}
export type BatchReply =
  | { readonly id: number; readonly analyzed: AnalyzedBatch }
  | { readonly id: number; readonly error: Crossed }

export async function analyzeBatches({ path, organizationId, rules, port }: AnalyzeTask): Promise<void> {
  const ended = new Promise<void>((resolve) => port.once('close', resolve))
  let close = () => {}
  let analyze: ((batch: readonly Stale[]) => AnalyzedBatch) | null = null
  const open = () => {
    const tenant = attachTenant(path, organizationId, { readOnly: true })
    close = tenant.close
    return createBatchAnalyzer(tenant.sqlite, rules)
  }
  port.on('message', ({ id, batch }: BatchRequest) => {
    try {
      analyze ??= open()
      port.postMessage({ id, analyzed: analyze(batch) } satisfies BatchReply)
    } catch (error) {
      port.postMessage({ id, error: toCrossed(error) } satisfies BatchReply)
    }
  })
  await ended
  close()
}
