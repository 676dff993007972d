/** By which clock a pull request is measured: that of the first calendar which names its author on the day it was opened. */
import { defaultRules, type Instant, normalizeLogin, type Rules } from '@upflow/model'
import { createPersonOf, type PersonOf } from './people.ts'
import { createDayOf, createWorkingClock, type WorkingClock } from './working-clock.ts'

/**
 * @param author null for who is nobody's login, such as an app or a deleted account: no calendar is theirs
 * @param createdAt when the pull request was opened
 */
export type ClockOf = (author: string | null, createdAt: Instant) => WorkingClock

interface OwnClock {
  readonly clock: WorkingClock
  readonly from: string | null
  readonly to: string | null
}

/** @throws RangeError when a calendar cannot be used */
export function createClockOf(
  given: Pick<Rules, 'calendar' | 'calendars' | 'mergedLogins'>,
  personOf: PersonOf = createPersonOf(given.mergedLogins),
): ClockOf {
  const { calendar, calendars } = { ...defaultRules, ...given }
  const common = createWorkingClock(calendar)
  const dayOf = createDayOf(calendar.timeZone)
  const clocks = new Map<string, OwnClock[]>()
  for (const { logins, calendar: own, from = null, to = null } of calendars) {
    const clock = createWorkingClock(own)
    for (const person of new Set(logins.map((login) => personOf(normalizeLogin(login)))))
      clocks.set(person, [...(clocks.get(person) ?? []), { clock, from, to }])
  }
  return (author, createdAt) => {
    const own = author === null ? [] : (clocks.get(personOf(normalizeLogin(author))) ?? [])
    const found = own.find(({ from, to }) => {
      if (from === null && to === null) return true
      const day = dayOf(createdAt)
      return (from === null || day >= from) && (to === null || day <= to)
    })
    return found?.clock ?? common
  }
}
