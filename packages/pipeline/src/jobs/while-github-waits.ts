/**
 * Steps that ask GitHub, while it says no for long: at a limit, or when it is down. The step fails with the time at which
 * it is tried again, and so its run holds no slot meanwhile; what was committed until then is not asked for again.
 */
import type { RetryOptions, StepContext } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import { isDown, isUnanswered } from '../sync/is-down.ts'
import { type Crossed, toCrossed, WorkerFailed } from '../threads/worker-failed.ts'
import type { JobContext } from './job-context.ts'

/** Of waits and other tries together: when GitHub is down, for some three days; when the database is, for some sixteen hours. */
export const retryWhileWaiting: { readonly retry: RetryOptions } = { retry: { attempts: 1_000 } }

/** Between two looks whether it is there again. */
const usualOutageMs = 5 * 60_000

export interface Asking {
  readonly organizationId: OrganizationId
  /** After so many in all, waits among them, what is neither a wait nor a database that is away is final. */
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
    if (crossed.code === 'github/rate-limited' || isAway(crossed)) throw error
    if (isUnanswered(crossed) && (await isDown(() => askLeast(context, organizationId, signal), signal)))
      throw new WorkerFailed({
        ...crossed,
        retryable: true,
        retryAfterMs: context.outageMs ?? usualOutageMs,
      })
    throw attempt < tries ? error : new WorkerFailed({ ...crossed, retryable: false })
  }
}

/**
 * A database that starts anew, or a way to it that was cut: it is asked again, with growing pauses. A lock that is not
 * given up is none of these: it was waited for already, with retries of its own.
 */
const isAway = ({ code, retryable }: Crossed): boolean => code === 'db/unreachable' && retryable === true

async function askLeast(
  { credentials, files, tenants }: JobContext,
  organizationId: OrganizationId,
  signal: AbortSignal,
): Promise<void> {
  const tenant = await tenants.open(organizationId)
  await files.call(tenant, 'viewer', await credentials.accessOf(tenant), { signal })
}
