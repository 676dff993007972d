/** Tells what GitHub would not give from what is only to be waited for: that is neither missing nor tried. */
import { GithubError } from '@upflow/github'
import { isDown, isUnanswered } from './is-down.ts'
import type { SyncContext } from './sync-context.ts'

/** @throws the error when it is no answer of GitHub's, at a limit, and while GitHub answers nobody */
export async function whyNotGiven(
  { github, signal }: Pick<SyncContext, 'github' | 'signal'>,
  error: unknown,
): Promise<string> {
  signal.throwIfAborted()
  if (!(error instanceof GithubError) || error.code === 'github/rate-limited') throw error
  if (isUnanswered(error) && (await isDown(() => github.viewer(signal), signal))) throw error
  return error.message
}
