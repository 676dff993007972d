/** One line of progress, cut to the width of the terminal. */
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

export interface BarItem {
  readonly label: string
  readonly verb: string
  readonly current: number
  /** Null when nobody knows. */
  readonly total: number | null
  readonly status: 'going on' | 'done' | 'failed'
}

export function renderBar({ label, verb, current, total, status }: BarItem, columns: number): string {
  const mark = status === 'done' ? '✔' : status === 'failed' ? '✖' : ' '
  const fraction = status === 'done' ? 1 : total === null || total === 0 ? 0 : Math.min(1, current / total)
  const amount = total === null ? `${current}` : `${current}/${total}`
  const head = `${mark} ${verb.padEnd(7)} ${label}`
  const width = Math.max(0, Math.min(30, columns - head.length - amount.length - 5))
  return `${head} ${bar(fraction, width)} ${amount}`.slice(0, Math.max(1, columns - 1))
}

/** A bar of eighths: `▇▇▎` padded with spaces to the width. */
export function bar(fraction: number, width: number): string {
  const units = Math.round(fraction * width * 8)
  return `${'█'.repeat(Math.floor(units / 8))}${eighths[units % 8]}`.padEnd(width)
}
