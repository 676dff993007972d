/**
 * Who began a run, cancelled it or took it up again, in the audit of its organization. A run does not wait for it, nor
 * does whoever asked: the file may be locked by another program.
 */
import type { BusyRetryOptions, TenantStore, Tenants } from '@upflow/db'
import type { Run, Trouble } from '@upflow/jobs'
import { type OrganizationId, parseOrganizationId } from '@upflow/model'
import { recordAction, toChangeRow } from '@upflow/settings'
import { PipelineError } from '../pipeline-error.ts'

/** Who or what started a run, as its label. */
export const startedBy = 'startedBy'
/** It began of itself: who set the schedule is in the audit. */
export const bySchedule = 'schedule'
/** As that of a schedule: whose secret it is, is in the audit. */
export const byWebhook = 'webhook'
/** Who is nobody. */
const byItself: readonly string[] = [bySchedule, byWebhook]

export interface Beginning {
  readonly run: string
  readonly job: string
  readonly did: 'started' | 'run again'
  readonly by: string
  /** Unix seconds. */
  readonly at: number
}

/** Null for one that nobody began. */
export function beginningOf({ id, job, labels, rerunOf, createdAt }: Run): Beginning | null {
  const by = labels[startedBy]
  if (by === undefined || byItself.includes(by)) return null
  const did = rerunOf === null ? 'started' : 'run again'
  return { run: id, job, did, by, at: Math.floor(createdAt / 1_000) }
}

/** Once, whoever comes first: the process that was asked for the run, or the run itself, which is not lost with it. */
export const recordBeginning = (
  tenant: TenantStore,
  { run, job, did, by, at: now }: Beginning,
  busy: BusyRetryOptions = tenant.retry,
): Promise<boolean> =>
  tenant.recordOnce(
    `began:${run}`,
    toChangeRow({ key: 'run', by, before: null, after: { did, job, run }, now }),
    busy,
  )

export interface RunRecorder {
  /** What this does not come to write, the run does in its first step. */
  began(run: Run): void
  /** What cannot be written is told as trouble. */
  did(run: Run, what: 'cancelled' | 'retried', by: string): void
  /** Waits for what is being written. */
  settled(): Promise<void>
}

export function createRunRecorder(
  { tenants }: { readonly tenants: Tenants },
  onTrouble: (trouble: Trouble) => void = () => {},
): RunRecorder {
  const writing = new Set<Promise<void>>()
  const record = (
    { labels }: Run,
    write: (tenant: TenantStore) => Promise<unknown>,
    onFailure: (error: unknown, organizationId: OrganizationId) => void,
  ): void => {
    if (labels.organization === undefined) return
    const organizationId = parseOrganizationId(labels.organization)
    const writeIt = async () => {
      // Of an organization that is gone, there is nothing to write it into.
      if (await tenants.isThere(organizationId)) await write(await tenants.open(organizationId))
    }
    const written = writeIt()
      .catch((error: unknown) => onFailure(error, organizationId))
      .then(() => void writing.delete(written))
    writing.add(written)
  }
  return {
    began(run) {
      const beginning = beginningOf(run)
      if (beginning)
        record(
          run,
          (tenant) => recordBeginning(tenant, beginning),
          () => {},
        )
    },
    did(run, did, by) {
      const after = { did, job: run.job, run: run.id }
      record(
        run,
        (tenant) => recordAction(tenant, { key: 'run', by, before: null, after }),
        (cause, organization) => {
          const message = `Run ${run.id} is ${did} by ${by}, which is not in the audit of organization '${organization}': ${(cause as Error).message}`
          const error = new PipelineError('pipeline/not-audited', message, { organization }, { cause })
          onTrouble({ error, runId: null })
        },
      )
    },
    settled: async () => void (await Promise.all(writing)),
  }
}
