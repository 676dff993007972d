/** Instants as a person types them into a field: the date and time of the organization's clock, without a zone. */
import type { Zone } from './zone.ts'

const daySeconds = 86_400

/** `2026-05-01T09:00` */
export const toLocalTime = (at: number, { offsetAt }: Zone): string =>
  new Date((at + offsetAt(at)) * 1_000).toISOString().slice(0, 16)

/**
 * Unix seconds; null of what is no date and time. Of a time that the clock has twice, the first; of one that it skips,
 * as much later as it skips.
 */
export function fromLocalTime(text: string, { offsetAt }: Zone): number | null {
  const local = Date.parse(`${text}Z`) / 1_000
  if (Number.isNaN(local)) return null
  const [early, late] = [local - offsetAt(local - daySeconds), local - offsetAt(local + daySeconds)].sort(
    (a, b) => a - b,
  ) as [number, number]
  return early + offsetAt(early) === local ? early : late
}

/** `2026-05-01T07:00:00Z`, as addresses have it. */
export const toInstantText = (at: number): string =>
  new Date(at * 1_000).toISOString().replace(/\.\d+Z$/, 'Z')
