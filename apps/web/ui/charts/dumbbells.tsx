/** Two durations of each row and what lies between them, by logarithm; each row leads to what is behind it. */
import { Link } from '@tanstack/react-router'
import { useClock, useOrganizationId } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { logTicks, tickLabel } from './duration-axis.ts'
import { useRoving } from './use-roving.ts'
import { everyNth } from './week-labels.ts'

export interface DumbbellRow {
  readonly name: string
  readonly words: string
  /** Seconds; null where there is none. */
  readonly from: number | null
  readonly to: number | null
  readonly link: View
}

export interface DumbbellsProps {
  readonly rows: readonly DumbbellRow[]
  readonly width: number
  readonly label: string
}

const rowHeight = 26
const axis = 22
const right = 16
/** What a label of the axis takes. Pixels. */
const tickSpace = 46

export function Dumbbells({ rows, width, label }: DumbbellsProps) {
  const org = useOrganizationId()
  const clock = useClock()
  const roving = useRoving(rows.map((_, index) => index))
  const values = rows.flatMap(({ from, to }) => [from, to]).filter((one) => one !== null)
  const ticks = logTicks(Math.min(...values), Math.max(...values))
  const [least, most] = [ticks[0]!, ticks.at(-1)!]
  const gutter = Math.min(190, width * 0.38)
  const plot = rows.length * rowHeight
  const nth = everyNth((width - gutter - right) / (ticks.length - 1), tickSpace)
  const x = (seconds: number) =>
    gutter + (Math.log(Math.max(seconds, least) / least) / Math.log(most / least)) * (width - gutter - right)
  return (
    <svg width={width} height={plot + axis} role="group" aria-label={label}>
      {ticks.map((tick, index) => (
        <g key={tick} transform={`translate(${x(tick)} 0)`} aria-hidden="true">
          <line className="chart-grid" y1={0} y2={plot} />
          {(ticks.length - 1 - index) % nth === 0 && (
            <text x={tick === most ? right : 0} y={plot + 15} textAnchor={tick === most ? 'end' : 'middle'}>
              {tickLabel(tick, clock)}
            </text>
          )}
        </g>
      ))}
      {rows.map(({ name, words, from, to, link }, index) => (
        <g key={name} transform={`translate(0 ${index * rowHeight})`}>
          <Link
            to="/o/$org/pulls"
            params={{ org }}
            search={link}
            aria-label={words}
            className="step"
            {...roving(index)}
          >
            <title>{words}</title>
            <rect className="step-back" width={width} height={rowHeight} />
            {from !== null && to !== null && (
              <line className="dumbbell-line" x1={x(from)} x2={x(to)} y1={rowHeight / 2} y2={rowHeight / 2} />
            )}
            {to !== null && <circle className="chart-dot-few" cx={x(to)} cy={rowHeight / 2} r={5} />}
            {from !== null && <circle className="chart-dot" cx={x(from)} cy={rowHeight / 2} r={5} />}
          </Link>
          <text x={gutter - 12} y={rowHeight / 2 + 4} textAnchor="end" aria-hidden="true">
            {fitted(name, gutter)}
          </text>
        </g>
      ))}
    </svg>
  )
}

const letterWidth = 7

/** Of a repository its name alone, and of that what has room. */
function fitted(name: string, width: number): string {
  const short = name.split('/').at(-1)!
  const most = Math.floor(width / letterWidth) - 2
  return short.length <= most ? short : `${short.slice(0, most - 1)}…`
}
