/** The steps that read repositories from GitHub. */
import type { Settled, Step } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import { createBusyLog } from '../busy-log.ts'
import type { SyncContext, SyncResult } from '../sync/sync-context.ts'
import type { JobContext } from './job-context.ts'
import { type Target, withTarget } from './targets.ts'

/** Settled steps: one repository after the other, a few at a time; one that fails does not stop the others. */
export const syncAll = (
  step: Step,
  context: JobContext,
  organizationId: OrganizationId,
  targets: readonly Target[],
  sync: (context: SyncContext) => Promise<SyncResult>,
): Promise<Settled<SyncResult>[]> =>
  step.mapSettled(
    targets,
    ({ id }) => `sync:${id}`,
    (target, { signal, token, progress, log }) =>
      withTarget(context, organizationId, target, async (tenant, repository) => {
        const busy = createBusyLog('sync', organizationId)
        const github = await context.credentials.clientOf(tenant)
        try {
          return await sync({
            tenant,
            github,
            repository,
            busy,
            signal,
            token,
            progress,
            log,
            now: () => Math.floor(Date.now() / 1000),
          })
        } finally {
          busy.end(log)
        }
      }),
    { concurrency: 4, retry: { attempts: 2 } },
  )
