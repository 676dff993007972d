/** What a release rule asks GitHub for may fail without losing what was read of the pull requests. */
import type { SyncContext } from './sync-context.ts'
import { whyNotGiven } from './why-not-given.ts'

/** Why it could not be read stands for what GitHub would not give. */
export async function orMissing<Facts extends object>(
  context: SyncContext,
  read: () => Promise<Facts>,
): Promise<Facts | string> {
  try {
    return await read()
  } catch (error) {
    return whyNotGiven(context, error)
  }
}
