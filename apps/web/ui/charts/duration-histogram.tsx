/** Durations by how many took how long, and the same as a table; each bar leads to the pull requests in it. */
import type { ReactNode } from 'react'
import { useClock } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { CountLink } from '../parts/count-link.tsx'
import { ChartFrame } from './chart-frame.tsx'
import { tickLabel } from './duration-axis.ts'
import { type Bar, histogram } from './histogram.ts'
import { HistogramBars } from './histogram-bars.tsx'

export interface DurationHistogramProps {
  readonly title: string
  readonly note: ReactNode
  /** Of the whole scale. */
  readonly bars: readonly Bar[]
  /** What all of them lead to, with the metric that they are of. */
  readonly list: View
}

const height = 190

export function DurationHistogram({ title, note, bars: all, list }: DurationHistogramProps) {
  const clock = useClock()
  const bars = histogram(all)
  if (bars.length === 0) return null
  const linkOf = ({ from, to }: Bar): View => ({
    ...list,
    least: String(from),
    ...(to === null ? {} : { below: String(to) }),
  })
  return (
    <ChartFrame
      title={title}
      note={note}
      height={height}
      draw={(width) => (
        <HistogramBars bars={bars} width={width} height={height} label={title} linkOf={linkOf} />
      )}
      table={{
        head: ['From', 'To', 'Pull requests'],
        rows: bars.map((bar) => {
          const [from, to] = [
            tickLabel(bar.from, clock),
            bar.to === null ? 'longer' : tickLabel(bar.to, clock),
          ]
          return [
            from,
            to,
            <CountLink key="count" count={bar.count} list={linkOf(bar)} of={`from ${from} to ${to}`} />,
          ]
        }),
      }}
    />
  )
}
