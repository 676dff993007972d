/** The step that reads some pull requests of one repository anew, in the thread of the organization's file. */
import type { Settled, Step } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import * as z from 'zod'
import type { Refreshed, RefreshWanted } from '../sync/refresh-pull-requests.ts'
import type { JobContext } from './job-context.ts'
import { summaryOutput } from './summary.ts'
import { callSync, notRead } from './sync-steps.ts'
import { organizationInput, type Target, withTarget } from './targets.ts'
import { retryWhileWaiting, whileGithubWaits } from './while-github-waits.ts'

/** So many at most in one run: more of them is a crawl's work. */
export const mostRefreshed = 100

export const refreshInput = organizationInput.pick({ organizationId: true }).extend({
  /** `owner/name`, or its node id. */
  repository: z.string(),
  numbers: z.array(z.number().int().positive()).max(mostRefreshed).default([]),
  /** How the repository is called, its default branch, and whether it is archived. */
  facts: z.boolean().default(false),
  /** What its release rule asks GitHub for: tags or deployments. */
  releases: z.boolean().default(false),
})

export const refreshOutput = summaryOutput.extend({
  pullRequests: z.array(
    z.object({
      number: z.number(),
      became: z.enum(['new', 'changed', 'unchanged', 'gone', 'absent', 'unread']),
      parts: z.array(z.string()),
    }),
  ),
})

/** One key for each that may be wanted of a repository: equal ones go one after the other. */
export const refreshKey = (organizationId: OrganizationId, repositoryId: string, what: string): string =>
  `refresh:${organizationId}:${repositoryId}:${what}`

/** A settled step: what is stored already is recalculated, whatever becomes of it. */
export const refreshOf = (
  step: Step,
  context: JobContext,
  organizationId: OrganizationId,
  { target, wanted }: { readonly target: Target; readonly wanted: RefreshWanted },
): Promise<Settled<Refreshed>> =>
  step.settle(
    `refresh:${target.id}`,
    (caller) =>
      whileGithubWaits(context, caller, { organizationId, tries: 2 }, () =>
        withTarget(context, organizationId, target, async (tenant, repository) => {
          if (repository.pause !== null) return { ...notRead(target, caller), pullRequests: [] }
          const access = await context.credentials.accessOf(tenant)
          return callSync(context, { tenant, target, caller }, (options) =>
            context.files.call(
              tenant,
              'refreshPullRequests',
              { wanted, repository, access, token: caller.token },
              options,
            ),
          )
        }),
      ),
    retryWhileWaiting,
  )
