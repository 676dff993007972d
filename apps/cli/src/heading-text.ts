/** The heading of figures: of whom, of which period, by which clock. */
import { type Clock, dayOf, type Filter } from '@upflow/insights'
import { wrapParts } from './printable.ts'

export interface About {
  readonly organizationId: string
  readonly period: Pick<Filter, 'since' | 'until'>
  readonly timeZone: string
  /** Default: no duration is in them. */
  readonly clock?: Clock
}

/** @param what such as `Releases` */
export const headingText = (what: string, { clock, organizationId, period, timeZone }: About): string[] =>
  wrapParts([
    `${what} of ${organizationId}`,
    periodText(period, timeZone),
    `days of ${timeZone}`,
    ...(clock === 'working' ? ['working time'] : []),
  ])

/** `from 2026-01-01 and before 2026-02-01`, or `at any time` */
export function periodText({ since, until }: Pick<Filter, 'since' | 'until'>, timeZone: string): string {
  const bounds = [
    ...(since === null ? [] : [`from ${dayOf(since, timeZone)}`]),
    ...(until === null ? [] : [`before ${dayOf(until, timeZone)}`]),
  ]
  return bounds.length === 0 ? 'at any time' : bounds.join(' and ')
}
