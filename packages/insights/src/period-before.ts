/** The period that another is compared with: of as many days, where it is one of whole days, else as long. */
import type { Instant } from '@upflow/model'
import { addDays } from './calendar-days.ts'
import { dayOf, startOfDay } from './zone-days.ts'

export interface Period {
  readonly since: Instant
  readonly until: Instant
}

/** @param period open-ended when it lasts until now, and so until the end of today */
export function periodBefore(
  { since, until, isOpenEnded }: Period & { readonly isOpenEnded: boolean },
  timeZone: string,
): Period {
  const isMidnight = (at: Instant) => startOfDay(dayOf(at, timeZone), timeZone) === at
  if (!isMidnight(since) || !(isOpenEnded || isMidnight(until)))
    return { since: since - (until - since), until: since }
  const [first, last] = [dayOf(since, timeZone), dayOf(until - 1, timeZone)]
  const days = Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1
  return { since: startOfDay(addDays(first, -days), timeZone), until: since }
}
