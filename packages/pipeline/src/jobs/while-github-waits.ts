/**
 * Steps that ask GitHub, while it says no for long: at a limit, or when it is down. The step fails with the time at which
 * it is tried again, and so its run holds no slot meanwhile; what was committed until then is not asked for again.
 */
import type { RetryOptions, StepContext } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import { isDown, isUnanswered } from '../sync/is-down.ts'
import { type Crossed, toCrossed, WorkerFailed } from '../threads/worker-failed.ts'
import type { JobContext } from './job-context.ts'

/** Of waits and other tries together; when GitHub is down, for some three days. */
export const retryWhileWaiting: { readonly retry: RetryOptions } = { retry: { attempts: 1_000 } }

/** With growing pauses, for a minute: a database that starts anew, or a way to it that was cut. */
const triesOfDatabase = 8

/** Between two looks whether it is there again. */
const usualOutageMs = 5 * 60_000

export interface Asking {
  readonly organizationId: OrganizationId
  /** Of what is no wait, and not passing trouble with the database either. */
  readonly tries: number
}

/** @throws WorkerFailed that says when to try again, or that it is of no use; the step is run with `retryWhileWaiting` */
export async function whileGithubWaits<T>(
  context: JobContext,
  { attempt, signal }: Pick<StepContext, 'attempt' | 'signal'>,
  { organizationId, tries }: Asking,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    signal.throwIfAborted()
    const crossed = toCrossed(error)
    if (crossed.code === 'github/rate-limited') throw error
    if (isUnanswered(crossed) && (await isDown(() => askLeast(context, organizationId, signal), signal)))
      throw new WorkerFailed({
        ...crossed,
        retryable: true,
        retryAfterMs: context.outageMs ?? usualOutageMs,
      })
    const most = isPassing(crossed) ? Math.max(tries, triesOfDatabase) : tries
    throw attempt < most ? error : new WorkerFailed({ ...crossed, retryable: false })
  }
}

const isPassing = ({ code, retryable }: Crossed): boolean => code.startsWith('db/') && retryable === true

async function askLeast(
  { credentials, files, tenants }: JobContext,
  organizationId: OrganizationId,
  signal: AbortSignal,
): Promise<void> {
  const tenant = await tenants.open(organizationId)
  await files.call(tenant, 'viewer', await credentials.accessOf(tenant), { signal })
}
