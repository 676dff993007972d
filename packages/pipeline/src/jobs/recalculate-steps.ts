/** The steps that recalculate repositories, in worker threads. */
import type { Settled, Step } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import { readRules } from '@upflow/settings'
import { createBusyLog } from '../busy-log.ts'
import type { JobContext } from './job-context.ts'
import { type Target, withTarget } from './targets.ts'

export interface Recalculated {
  readonly analyzed: number
  readonly changed: number
}

/**
 * Settled steps, in worker threads. What a failed sync left is recalculated under a key that names the failure,
 * so that a retry recalculates the repository again, whether it succeeds or fails once more.
 */
export function recalculateAll(
  step: Step,
  context: JobContext,
  organizationId: OrganizationId,
  targets: readonly (Target & { readonly failedAt?: number | null })[],
  options: { readonly everything: boolean } = { everything: false },
): Promise<Settled<Recalculated>[]> {
  return step.mapSettled(
    targets,
    ({ id, failedAt }) => `recalculate:${id}${failedAt ? `:after-failure:${failedAt}` : ''}`,
    (target, { signal, progress, log }) => {
      // It says which repository it is of, which has perhaps nothing to be done.
      progress({ current: 0, total: null, message: target.fullName })
      return withTarget(context, organizationId, target, async (tenant, repository) => {
        const busy = createBusyLog('recalculate', organizationId)
        const report = await context.recalculator.recalculate(tenant, {
          repositoryId: repository.id,
          releaseRule: repository.releaseRule,
          rules: await readRules(tenant),
          everything: options.everything,
          signal,
          onLongWait: ({ message }) => log.warn(message),
          onProgress: (reached) => progress({ ...reached, message: target.fullName }),
        })
        if (report === null) return { analyzed: 0, changed: 0 }
        busy.add(report.busy)
        busy.end(log)
        const [first] = report.failed
        if (first)
          log.warn(
            `${report.failed.length} pull requests of ${target.fullName} could not be analyzed, the first is number ${first.number}: ${first.reason}`,
          )
        log.debug(
          `analyzed ${report.analyzed} of ${report.pullRequests} pull requests in ${report.durationMs} ms`,
          { ...report, busy: report.busy.length, failed: report.failed.length },
        )
        return { analyzed: report.analyzed, changed: report.changed }
      })
    },
    { concurrency: 2 },
  )
}
