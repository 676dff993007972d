/** What a release rule asks GitHub for may fail without losing what was read of the pull requests. */
import { GithubError } from '@upflow/github'
import type { SyncContext } from './sync-context.ts'

/** Why it could not be read stands for what GitHub would not give. */
export async function orMissing<Facts extends object>(
  { signal }: SyncContext,
  read: () => Promise<Facts>,
): Promise<Facts | string> {
  try {
    return await read()
  } catch (error) {
    signal.throwIfAborted()
    // What is only to be waited for is not missing.
    if (!(error instanceof GithubError) || error.code === 'github/rate-limited') throw error
    return error.message
  }
}
