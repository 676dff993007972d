/** Counts step by step, one on the other since counts add up; each step leads to what is behind it. */
import { Link } from '@tanstack/react-router'
import { useOrganizationId } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { formatCount } from '../format/number.ts'
import type { Band } from './band.ts'
import { countTicks } from './count-axis.ts'
import { hasRoom } from './has-room.ts'
import { stack } from './shares.ts'
import { useRoving } from './use-roving.ts'
import { everyNth, labelSpace, weekLabel } from './week-labels.ts'

export interface StackedStep {
  /** Its first day, `2026-01-05`. */
  readonly day: string
  /** One for each band. */
  readonly counts: readonly number[]
  readonly words: string
  readonly link: View
}

export interface StackedStepsProps {
  readonly bands: readonly Band[]
  readonly steps: readonly StackedStep[]
  readonly linkTo: '/o/$org/pulls' | '/o/$org/now'
  readonly width: number
  readonly height: number
  readonly label: string
}

const gutter = 40
const axis = 20
const top = 8

export function StackedSteps({ bands, steps, linkTo, width, height, label }: StackedStepsProps) {
  const org = useOrganizationId()
  const roving = useRoving(steps.map((_, index) => index))
  const highest = (isBelow: boolean) => Math.max(0, ...steps.map((one) => sumOf(one, bands, isBelow)))
  const [up, down] = [countTicks(highest(false)), countTicks(highest(true))]
  const [most, least] = [up.at(-1)!, -down.at(-1)!]
  const step = (width - gutter) / Math.max(steps.length, 1)
  const tall = (height - axis - top) / Math.max(most - least, 1)
  const y = (count: number) => top + (most - count) * tall
  const nth = everyNth(step, labelSpace)
  const labelOf = (index: number) => weekLabel(steps[index]!.day, steps[index - nth]?.day)
  return (
    <svg width={width} height={height} role="group" aria-label={label}>
      {[...up, ...down.slice(1).map((count) => -count)].map((tick) => (
        <g key={tick} transform={`translate(0 ${y(tick)})`} aria-hidden="true">
          <line className={tick === 0 ? 'chart-axis' : 'chart-grid'} x1={gutter} x2={width} />
          <text x={gutter - 6} y={4} textAnchor="end">
            {formatCount(Math.abs(tick))}
          </text>
        </g>
      ))}
      {steps.map((one, index) => (
        <g key={one.day} transform={`translate(${gutter + index * step} 0)`}>
          <Link
            to={linkTo}
            params={{ org }}
            search={one.link}
            aria-label={one.words}
            className="step"
            {...roving(index)}
          >
            <title>{one.words}</title>
            <rect className="step-back" y={top} width={step} height={height - axis - top} />
            {[false, true].flatMap((isBelow) =>
              stack(
                bands.flatMap((band, at) =>
                  (band.isBelow ?? false) === isBelow ? [{ key: band, share: one.counts[at] ?? 0 }] : [],
                ),
                1,
              ).map(({ key, from, to }) => (
                <rect
                  key={key.key}
                  width={Math.max(step - (step > 5 ? 1 : 0), 0.6)}
                  y={isBelow ? y(-from) : y(to)}
                  height={(to - from) * tall}
                  fill={key.fill}
                />
              )),
            )}
          </Link>
          {index % nth === 0 && hasRoom(labelOf(index), step * (steps.length - index)) && (
            <text x={0} y={height - 5} aria-hidden="true">
              {labelOf(index)}
            </text>
          )}
        </g>
      ))}
    </svg>
  )
}

const sumOf = ({ counts }: StackedStep, bands: readonly Band[], wanted: boolean) =>
  bands.reduce((sum, { isBelow = false }, at) => sum + (isBelow === wanted ? (counts[at] ?? 0) : 0), 0)
