/** Instants are whole Unix seconds in UTC: what GitHub sends has no finer grain, and sums of them stay exact. */
export type Instant = number

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/**
 * Parses an ISO 8601 date-time with a zone; a fraction of a second is cut off.
 * @throws RangeError when the text is anything else.
 */
export function parseInstant(text: string): Instant {
  const ms = iso.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms))
    throw new RangeError(`'${text}' is not an ISO 8601 date-time such as 2026-01-31T09:00:00Z`)
  return Math.floor(ms / 1000)
}

/** `2026-01-31T09:00:00Z` */
export const toIso = (instant: Instant): string =>
  new Date(instant * 1000).toISOString().replace('.000Z', 'Z')
