/** Instants are whole Unix seconds in UTC: what GitHub sends has no finer grain, and sums of them stay exact. */
export type Instant = number

const iso = /^([+-]?)(\d{4,})(-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))$/
/** The last instant that JavaScript and ISO 8601 texts of it reach: in the year 275760. */
const farthest: Instant = 8_640_000_000_000

/**
 * Parses an ISO 8601 date-time with a zone; a fraction of a second is cut off. Years may have more than four digits:
 * git lets anyone date a commit so, and one beyond the farthest instant there is counts as that.
 * @throws RangeError when the text is anything else.
 */
export function parseInstant(text: string): Instant {
  const [, sign, year, rest, month, day] = iso.exec(text) ?? []
  if (sign !== undefined && year !== undefined && rest !== undefined && isInMonth(year, month, day)) {
    const isFar = year.length > 6 || Number(year) > 275_000
    // The rest of a date that is too far away is still checked.
    const ms = Date.parse(
      year.length === 4 && sign === ''
        ? text
        : `${sign || '+'}${isFar ? '200000' : year.padStart(6, '0')}${rest}`,
    )
    if (!Number.isNaN(ms)) return isFar ? (sign === '-' ? -farthest : farthest) : Math.floor(ms / 1000)
  }
  throw new RangeError(`'${text}' is not an ISO 8601 date-time such as 2026-01-31T09:00:00Z`)
}

/** JavaScript reads the 30th of February as a day of March. */
function isInMonth(year: string, month: string | undefined, day: string | undefined): boolean {
  // Years repeat every 400.
  const last = new Date(Date.UTC(2_000 + (Number(year) % 400), Number(month), 0))
  return Number(day) <= last.getUTCDate()
}

/** `2026-01-31T09:00:00Z`; `+010000-01-01T00:00:00Z` from the year 10000 on. */
export const toIso = (instant: Instant): string =>
  new Date(instant * 1000).toISOString().replace('.000Z', 'Z')
