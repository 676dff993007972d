/** How long the token works and what is left of the points, as GitHub said it last. */
import type { GithubAccess } from '../api/types.ts'
import { formatCount, formatPlural } from '../format/number.ts'
import type { Zone } from '../format/zone.ts'

export interface Said {
  readonly text: string
  /** Something is to be done, or waits. */
  readonly isTrouble: boolean
}

const daySeconds = 86_400
/** So long before it expires there is time to make another. */
const soonDays = 14
const fewPoints = 500

export function tokenWords(
  { tokenExpiresAt }: Pick<GithubAccess, 'tokenExpiresAt'>,
  { zone, now }: { readonly zone: Pick<Zone, 'dateTime'>; readonly now: number },
): Said {
  if (tokenExpiresAt === null)
    return { text: 'does not expire, or GitHub does not say when', isTrouble: false }
  const at = zone.dateTime(tokenExpiresAt)
  if (tokenExpiresAt <= now)
    return { text: `expired ${at}: nothing is read until another is stored`, isTrouble: true }
  const days = Math.floor((tokenExpiresAt - now) / daySeconds)
  return {
    text: `expires ${at}, in ${days === 0 ? 'less than a day' : formatPlural(days, 'day')}`,
    isTrouble: days < soonDays,
  }
}

/** Once they are counted anew, what was left says nothing any more. */
export function pointsWords(
  { points }: Pick<GithubAccess, 'points'>,
  { zone, now }: { readonly zone: Pick<Zone, 'time'>; readonly now: number },
): Said {
  if (points === null) return { text: 'this GitHub counts none', isTrouble: false }
  const { limit, remaining, resetAt } = points
  const left = `${formatCount(remaining)} of ${formatCount(limit)}`
  return resetAt <= now
    ? { text: `all ${formatCount(limit)} again; ${left} were left`, isTrouble: false }
    : { text: `${left} are left until ${zone.time(resetAt)}`, isTrouble: remaining < fewPoints }
}
