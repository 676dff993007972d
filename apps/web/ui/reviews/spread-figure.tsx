/** How soon: the usual and the slow, of how many, and the list behind it where there is one. */
import type { ReactNode } from 'react'
import type { Spread } from '../api/types.ts'
import type { ListAddress } from '../app/list-address.ts'
import { useClock } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { fewest } from '../figures/coverage.ts'
import { Figure } from '../figures/figure.tsx'
import { formatDuration, formatExact } from '../format/duration.ts'

export interface SpreadFigureProps {
  readonly label: string
  readonly spread: Spread
  /** Of how many, and why not of all. */
  readonly coverage: ReactNode
  readonly list?: View
  /** Of pull requests, if nothing else is said. */
  readonly listAt?: ListAddress
}

export function SpreadFigure({
  label,
  spread: { n, medianSeconds, p90Seconds },
  coverage,
  list,
  listAt,
}: SpreadFigureProps) {
  const clock = useClock()
  return (
    <Figure
      label={label}
      value={formatDuration(medianSeconds, clock)}
      title={medianSeconds === null ? 'there is none in the period' : formatExact(medianSeconds, clock)}
      coverage={
        <>
          {coverage}
          {n > 0 && n < fewest && `: only ${n}, take it lightly`}
        </>
      }
      isFew={n > 0 && n < fewest}
      {...(p90Seconds === null ? {} : { change: `9 in 10 within ${formatDuration(p90Seconds, clock)}` })}
      {...(list && n > 0 ? { list } : {})}
      {...(listAt ? { listAt } : {})}
    />
  )
}
