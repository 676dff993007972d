/** Merged into the release branch: it was released by its merge, and that took no time. */
import type { PullRequest } from '../api/types.ts'

export const isAtMerge = ({ durations }: Pick<PullRequest, 'durations'>): boolean =>
  durations.deploy.wall === 0
