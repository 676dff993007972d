/** What a worker thread runs: it opens the tenant file itself, and only counts and durations cross back. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { attachTenant } from '@upflow/db'
import type { OrganizationId } from '@upflow/model'
import {
  type RecalculateOptions,
  type RecalculateReport,
  recalculateRepository,
} from './recalculate/recalculate-repository.ts'

export interface RecalculateTask extends Omit<RecalculateOptions, 'signal' | 'onProgress'> {
  readonly path: string
  readonly organizationId: OrganizationId
  /** Progress goes out; any message that comes in means stop. */
  readonly port: MessagePort
}

/** An error as it crosses threads: classes do not survive the way. */
export type WorkerResult =
  | { readonly ok: true; readonly report: RecalculateReport }
  | {
      readonly ok: false
      readonly aborted: boolean
      readonly error: {
        readonly code: string
        readonly message: string
        readonly facts: Record<string, string | number>
      }
    }

export default async function recalculateInWorker({
  path,
  organizationId,
  port,
  ...options
}: RecalculateTask): Promise<WorkerResult> {
  const controller = new AbortController()
  let told = 0
  try {
    const tenant = attachTenant(path, organizationId, { readOnly: false })
    try {
      const report = await recalculateRepository(tenant, {
        ...options,
        signal: controller.signal,
        onProgress: (analyzed, total) => {
          if (receiveMessageOnPort(port)) controller.abort()
          const now = performance.now()
          if (now - told < 50 && analyzed < total) return
          told = now
          port.postMessage({ analyzed, total })
        },
      })
      return { ok: true, report }
    } finally {
      tenant.close()
    }
  } catch (error) {
    const {
      code = 'unknown',
      message,
      facts = {},
    } = error as { code?: string; message: string; facts?: Record<string, string | number> }
    return { ok: false, aborted: controller.signal.aborted, error: { code: String(code), message, facts } }
  } finally {
    port.close()
  }
}
