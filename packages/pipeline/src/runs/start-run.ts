/** Starts a job of an organization, the same from a terminal, a page or a program: checked first, answered for after. */
import type { TenantStore } from '@upflow/db'
import type { Run, TriggerOutcome } from '@upflow/jobs'
import type { Instant, OrganizationId } from '@upflow/model'
import { readSetting } from '@upflow/settings'
import type { Pipeline } from '../open-pipeline.ts'
import { chooseRepositories, namesOf } from '../repositories.ts'
import { startedBy } from './record-run.ts'
import { refusePaused } from './refuse-paused.ts'

export type JobName = 'backfill' | 'crawl' | 'recalculate'

export interface WantedRun {
  readonly job: JobName
  readonly organizationId: OrganizationId
  /** Null: all. */
  readonly repositories: readonly string[] | null
  readonly queue: string
  /** What differs from the usual; each job takes what it knows. */
  readonly input?: {
    readonly files?: boolean
    readonly missing?: boolean
    readonly since?: Instant | null
    readonly recalculate?: boolean
    readonly everything?: boolean
  }
  readonly by: string
  /** Default: an equal run that is active is joined, also one that has done a part of it. */
  readonly onConflict?: 'join' | 'queue'
}

export interface StartedRun {
  readonly runId: string
  readonly outcome: TriggerOutcome
  /** The active run of the same organization that it waits for; null when there is none. */
  readonly waitsFor: Run | null
}

/** @throws PipelineError about the repositories or the credential, before there is a run */
export async function startRun(
  pipeline: Pick<Pipeline, 'tenants' | 'credentials' | 'engine' | 'recorder'>,
  { job, organizationId, queue, input = {}, by, onConflict = 'join', ...wanted }: WantedRun,
): Promise<StartedRun> {
  const tenant = await pipeline.tenants.open(organizationId)
  const chosen = (await addsItsOwn(tenant, { job, ...wanted }))
    ? []
    : await chooseRepositories(tenant, wanted.repositories)
  if (job !== 'recalculate') {
    if (wanted.repositories !== null) refusePaused(organizationId, chosen)
    await pipeline.credentials.accessOf(tenant)
  }
  const concurrencyKey = `${job}:${organizationId}`
  const [active = null] = await pipeline.engine.runs.list({
    concurrencyKey,
    status: ['pending', 'waiting', 'running'],
  })
  const { runId, outcome } = await pipeline.engine.jobs[job].trigger(
    {
      organizationId,
      repositories: wanted.repositories === null ? null : await namesOf(tenant, chosen),
      files: false,
      missing: false,
      since: null,
      recalculate: true,
      everything: false,
      ...input,
    },
    { concurrencyKey, onConflict, queue, labels: { organization: organizationId, [startedBy]: by } },
  )
  const isNew = outcome === 'created'
  if (isNew) pipeline.recorder.began((await pipeline.engine.runs.get(runId))!)
  return { runId, outcome, waitsFor: isNew ? active : null }
}

/** A crawl of all begins with adding what patterns take in: it needs no repository before. */
const addsItsOwn = async (
  tenant: TenantStore,
  { job, repositories }: Pick<WantedRun, 'job' | 'repositories'>,
): Promise<boolean> =>
  job === 'crawl' && repositories === null && (await readSetting(tenant, 'discovery')).patterns.length > 0
