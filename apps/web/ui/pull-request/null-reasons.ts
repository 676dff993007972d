/** Why a number of a pull request is not there: it is not over, nothing happened, or it could not be read. */
import type { DurationName, PullRequest } from '../api/types.ts'
import { formatList } from '../format/number.ts'

export type SummedName = 'coding' | 'pickup' | 'unanswered' | 'review' | 'deploy' | 'total' | 'lead_time'

/** Null where it is there. */
export function whyNull(name: SummedName, pullRequest: PullRequest): string | null {
  const { durations, incomplete, mergedAt, now, readyAt, releasedAt, state } = pullRequest
  const has = (one: DurationName) => durations[one].wall !== null
  if (has(name)) return null
  if (incomplete.length > 0) return `its ${formatList(incomplete)} could not be read whole`
  const isOver = state !== 'open'
  switch (name) {
    case 'coding':
      return now.state === 'draft' ? 'still a draft' : 'no commit is known from before it was opened'
    case 'pickup':
      if (has('unanswered')) return 'nobody responded while it was ready'
      if (readyAt === null) return isOver ? 'it was never ready for review' : 'not ready for review yet'
      return isOver ? 'nobody responded while it was ready' : 'nobody has responded yet'
    case 'unanswered':
      return has('pickup') ? 'somebody responded' : isOver ? 'it was never ready for review' : 'not over yet'
    case 'review':
      if (has('unanswered')) return 'review begins with a response, and none came'
      return isOver
        ? 'it was never responded to while ready'
        : has('pickup')
          ? 'not over yet'
          : 'not begun yet'
    case 'deploy':
      if (mergedAt === null) return state === 'closed' ? 'closed without a merge' : 'not merged yet'
      return releasedAt === null ? 'not released yet, or no rule releases it' : 'unknown'
    case 'total':
      return isOver ? 'a part of it is not known' : 'not over yet'
    case 'lead_time':
      return mergedAt === null ? whyNull('deploy', pullRequest) : 'not released yet'
    default:
      return 'unknown'
  }
}
