/** Analyzes batches of pull requests: reads each through a store of its own, outside of any write transaction. */
import type { MessagePort } from 'node:worker_threads'
import { type Basis, createAnalyzer } from '@upflow/analyzer'
import {
  attachStore,
  fromPayload,
  type SentAnalysis,
  type TenantLocation,
  type TenantStore,
} from '@upflow/db'
import type { OrganizationId, Rules } from '@upflow/model'
import { type Crossed, toCrossed } from '../threads/worker-failed.ts'
import { columnsOf, type FlatAnalyses, flatten, toSaid, toSent } from './analysis-rows.ts'
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

export type BatchAnalyzer = (basis: Basis, batch: readonly Stale[]) => Promise<AnalyzedBatch>

/** Reads those of a batch as they are at one moment, and analyzes; writes nothing. */
export function createBatchAnalyzer(tenant: Pick<TenantStore, 'readPayloads'>): BatchAnalyzer {
  let compiled: { readonly key: string; readonly analyze: ReturnType<typeof createAnalyzer> } | null = null
  const analyzerOf = (rules: Rules) => {
    const key = JSON.stringify(rules)
    if (compiled?.key !== key) compiled = { key, analyze: createAnalyzer(rules) }
    return compiled.analyze
  }
  return async ({ rules, repository }, batch) => {
    const found = await tenant.readPayloads(batch.map(({ key }) => key))
    const analyze = analyzerOf(rules)
    let columns: readonly string[] = []
    const analyses: SentAnalysis[] = []
    const failed: Unanalyzable[] = []
    for (const [index, { key, release }] of batch.entries()) {
      const raw = found[index]
      if (!raw) continue
      const { payload, contentHash } = raw
      try {
        const pullRequest = fromPayload(payload, 'as-stored')
        const analysis = analyze(pullRequest, release, repository)
        const said = toSaid(pullRequest, analysis)
        analyses.push(toSent({ key, contentHash }, said, analysis))
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
  readonly location: TenantLocation
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

export async function analyzeBatches({ location, organizationId, port }: AnalyzeTask): Promise<void> {
  const ended = new Promise<void>((resolve) => port.once('close', resolve))
  const open = async () => {
    const tenant = await attachStore(location, organizationId)
    return { tenant, analyze: createBatchAnalyzer(tenant) }
  }
  // Before the first batch comes. What is wrong is the answer to each.
  const opening = open()
  opening.catch(() => {})
  const answer = async ({ id, basis, batch }: BatchRequest): Promise<BatchReply> => {
    try {
      const { analyze } = await opening
      const { columns, analyses, failed } = await analyze(basis, JSON.parse(batch) as Stale[])
      return { id, columns, analyses: flatten(analyses), failed }
    } catch (error) {
      return { id, error: toCrossed(error) }
    }
  }
  port.on('message', async (request: BatchRequest) => port.postMessage(await answer(request)))
  await ended
  await opening.then(
    ({ tenant }) => tenant.close(),
    () => {},
  )
}
