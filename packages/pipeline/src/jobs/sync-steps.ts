/** The steps that read repositories from GitHub, in the thread of the organization's file. */
import type { TenantStore } from '@upflow/db'
import type { Settled, Step, StepContext } from '@upflow/jobs'
import { type OrganizationId, toIso } from '@upflow/model'
import type { GithubAccess } from '../credentials.ts'
import type { SyncResult } from '../sync/sync-context.ts'
import type { SyncPass } from '../sync/sync-pass.ts'
import type { CallOptions } from '../threads/calls.ts'
import type { SyncNote, WaitNote } from '../threads/file-methods.ts'
import type { JobContext } from './job-context.ts'
import { type Target, withTarget } from './targets.ts'
import { retryWhileWaiting, whileGithubWaits } from './while-github-waits.ts'

/** The part of the points of the credential, whosever they are, that what can wait leaves to crawls. */
const keptForCrawls = 0.2
export const shareOf = ({ kind }: SyncPass): Pick<GithubAccess, 'reserve'> =>
  kind === 'crawl' ? {} : { reserve: keptForCrawls }

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
    (target, caller) =>
      whileGithubWaits(context, caller, { organizationId, tries: 2 }, () =>
        withTarget(context, organizationId, target, async (tenant, repository) => {
          if (repository.pause !== null) return notRead(target, caller)
          const access = { ...(await context.credentials.accessOf(tenant)), ...shareOf(pass) }
          return callSync(context, { tenant, target, caller }, (options) =>
            context.files.call(tenant, 'sync', { pass, repository, access, token: caller.token }, options),
          )
        }),
      ),
    { concurrency: 4, ...retryWhileWaiting },
  )

/** Of what is paused since the run began. */
export function notRead({ fullName }: Target, { log }: Pick<StepContext, 'log'>): SyncResult {
  log.info(`${fullName} is paused: nothing is read of it`)
  return { pages: 0, seen: 0, changed: 0, unread: 0, factsMissing: null, access: null, isPaused: true }
}

/** @param now milliseconds since 1970 */
const waitWords = ({ message, ms }: WaitNote['wait'], now: number): string =>
  `waits until ${toIso(Math.ceil((now + ms) / 1_000))}: ${message}`

interface SyncCall {
  readonly tenant: TenantStore
  readonly target: Target
  readonly caller: StepContext
}

/** Lets the file's thread work, and hands on what it says meanwhile. */
export const callSync = <T>(
  { onWait }: JobContext,
  { tenant, target, caller }: SyncCall,
  call: (options: CallOptions<SyncNote>) => Promise<T>,
): Promise<T> =>
  call({
    signal: caller.signal,
    onProgress: (reached) => caller.progress({ ...reached, message: target.fullName }),
    onNote: (note) => {
      if (note.kind === 'log') caller.log[note.level](note.message, note.data)
      else {
        caller.log.info(waitWords(note.wait, Date.now()))
        onWait?.(tenant.organizationId, note.wait)
      }
    },
  })
