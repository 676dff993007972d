/** The steps that try again what a sync could not read. What GitHub still does not give makes the run a partial one. */
import type { Step } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import { PipelineError } from '../pipeline-error.ts'
import type { Retried } from '../sync/retry-unread.ts'
import type { SyncResult } from '../sync/sync-context.ts'
import type { SyncPass } from '../sync/sync-pass.ts'
import type { JobContext } from './job-context.ts'
import { passThatIsOver } from './pass-that-is-over.ts'
import { callSync, shareOf } from './sync-steps.ts'
import { type Outcome, outcomesOf, type Target, withTarget } from './targets.ts'
import { retryWhileWaiting, whileGithubWaits } from './while-github-waits.ts'

/** What is left unread in a repository. */
export type Unread = Outcome<Retried>

/**
 * Settled steps, for the repositories that have something to try again.
 * @param pass that left it, and leaves as much to others here; null where somebody waits for it
 */
export async function retryUnreadOf(
  step: Step,
  context: JobContext,
  organizationId: OrganizationId,
  { synced, pass }: { readonly synced: readonly Outcome<SyncResult>[]; readonly pass: SyncPass | null },
): Promise<Unread[]> {
  const targets = synced.flatMap(({ target, outcome }) =>
    outcome.ok && hasMore(outcome.value) ? [target] : [],
  )
  const outcomes = await step.mapSettled(
    targets,
    ({ id }) => `unread:${id}`,
    (target, caller) =>
      // What is left is tried again by later runs, each time after a longer while.
      whileGithubWaits(context, caller, { organizationId, tries: 1 }, () =>
        withTarget(context, organizationId, target, async (tenant, repository) => {
          const access = { ...(await context.credentials.accessOf(tenant)), ...(pass ? shareOf(pass) : {}) }
          const over = await passThatIsOver(context, tenant, repository.id)
          const retried = await callSync(context, { tenant, target, caller }, (options) =>
            context.files.call(
              tenant,
              'retryUnread',
              { repository, access, token: caller.token, over },
              options,
            ),
          )
          if (retried.refused > 0 || retried.factsMissing !== null) throw unread(target, retried)
          return retried
        }),
      ),
    { concurrency: 4, ...retryWhileWaiting },
  )
  return outcomesOf(targets, outcomes)
}

/** A run that was begun by an older version has recorded what was missing of tags under another name. */
type Recorded = Omit<SyncResult, 'factsMissing'> &
  Partial<Pick<SyncResult, 'factsMissing'>> & { readonly tagsMissing?: string | null }

const hasMore = ({ unread, factsMissing, tagsMissing }: Recorded) =>
  unread > 0 || (factsMissing ?? tagsMissing ?? null) !== null

function unread({ fullName }: Target, { refused, reason, factsMissing }: Retried): PipelineError {
  const parts = [
    ...(refused > 0
      ? [
          `${refused} pull request${refused === 1 ? '' : 's'} of ${fullName} could not be read whole${reason === null ? '' : ` (${reason})`}.`,
        ]
      : []),
    ...(factsMissing === null
      ? []
      : [`Not all ${factsMissing.what} of ${fullName} could be read: ${factsMissing.reason}.`]),
  ]
  return new PipelineError(
    'pipeline/unread',
    `${parts.join(' ')} Figures leave out what needs them; later runs try again.`,
    { repository: fullName, pullRequests: refused },
  )
}
