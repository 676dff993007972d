/** The steps that read repositories from GitHub, in the thread of the organization's file. */
import type { Settled, Step } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import type { SyncResult } from '../sync/sync-context.ts'
import type { SyncPass } from '../threads/file-methods.ts'
import type { JobContext } from './job-context.ts'
import { type Target, withTarget } from './targets.ts'

/** Settled steps: one repository after the other, a few at a time; one that fails does not stop the others. */
export const syncAll = (
  step: Step,
  context: JobContext,
  organizationId: OrganizationId,
  targets: readonly Target[],
  pass: SyncPass,
): Promise<Settled<SyncResult>[]> =>
  step.mapSettled(
    targets,
    ({ id }) => `sync:${id}`,
    (target, { signal, token, progress, log }) =>
      withTarget(context, organizationId, target, async (tenant, repository) => {
        const access = await context.credentials.accessOf(tenant)
        return context.files.call(
          tenant,
          'sync',
          { pass, repository, access, token },
          {
            signal,
            onNote: (note) => {
              if (note.kind === 'progress') progress(note.progress)
              else if (note.kind === 'log') log[note.level](note.message, note.data)
              else context.onWait?.(organizationId, note.wait)
            },
          },
        )
      }),
    { concurrency: 4, retry: { attempts: 2 } },
  )
