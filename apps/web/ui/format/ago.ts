/** How long ago something was, roughly: `3 minutes ago`. */

const units: readonly [number, Intl.RelativeTimeFormatUnit][] = [
  [31_557_600, 'year'],
  [2_629_800, 'month'],
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' })

/** Both as Unix seconds. */
export function formatAgo(at: number, now: number): string {
  const seconds = Math.max(0, now - at)
  const unit = units.find(([length]) => seconds >= length)
  return unit ? relative.format(-Math.floor(seconds / unit[0]), unit[1]) : 'just now'
}
