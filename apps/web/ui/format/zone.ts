/** Instants in the organization's time zone: whoever looks from wherever sees the same day. */

const daySeconds = 86_400

export interface Zone {
  readonly name: string
  /** `29 Jun 2023` */
  date(at: number): string
  /** `29 Jun 2023, 16:41` */
  dateTime(at: number): string
  /** `16:41` */
  time(at: number): string
  /** `16:41:38` */
  clock(at: number): string
  /** `2023-06-29` */
  day(at: number): string
  /** Seconds that the zone's clock is ahead of UTC. */
  offsetAt(at: number): number
  /** The first instant of a local day, counted from 1970-01-01. */
  startOfDay(dayNumber: number): number
  /** The local day of an instant, counted from 1970-01-01. */
  dayNumberOf(at: number): number
}

const zones = new Map<string, Zone>()

/** The same object for the same name: formatters are dear to make. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name)
  if (known) return known
  const made = createZone(name)
  zones.set(name, made)
  return made
}

function createZone(name: string): Zone {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const made = new Intl.DateTimeFormat('en-GB', { timeZone: name, ...options })
    return (at: number) => made.format(at * 1_000)
  }
  const date = format({ day: 'numeric', month: 'short', year: 'numeric' })
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const clock = format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const offsetAt = (at: number): number => {
    const found = new Map<string, number>(
      parts.formatToParts(at * 1_000).map(({ type, value }) => [type, Number(value)]),
    )
    const of = (type: string) => found.get(type) ?? 0
    const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
    return local / 1_000 - at
  }
  const dayNumberOf = (at: number) => Math.floor((at + offsetAt(at)) / daySeconds)
  return {
    name,
    date,
    time,
    clock,
    dateTime: (at) => `${date(at)}, ${time(at)}`,
    day: (at) => new Date((at + offsetAt(at)) * 1_000).toISOString().slice(0, 10),
    offsetAt,
    dayNumberOf,
    startOfDay(dayNumber) {
      const midnight = dayNumber * daySeconds
      // On either side of the day, since the clocks may change in it; where midnight is skipped, when it goes on.
      const [early, late] = [
        midnight - offsetAt(midnight - daySeconds),
        midnight - offsetAt(midnight + daySeconds),
      ].sort((a, b) => a - b) as [number, number]
      return early + offsetAt(early) >= midnight ? early : late
    },
  }
}
