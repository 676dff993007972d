/** Counts of a period step by step: bands on each other, with a legend, and the same as a table. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useOrganizationId } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { formatDay } from '../format/day.ts'
import { formatCount } from '../format/number.ts'
import { CountLink } from '../parts/count-link.tsx'
import { Swatch } from '../states/patterns.tsx'
import type { StepBand } from './band.ts'
import { ChartFrame } from './chart-frame.tsx'
import { StackedSteps } from './stacked-steps.tsx'

export interface StepChartProps<Step> {
  readonly title: string
  readonly note: ReactNode
  readonly steps: readonly Step[]
  readonly bands: readonly StepBand<Step>[]
  /** `Week of`, `Day` */
  readonly stepName: string
  readonly linkTo: '/o/$org/pulls' | '/o/$org/now'
  readonly linkOf: (step: Step) => View
  /** Of one band of a step, by its key: pull requests, where there is a list of exactly those. */
  readonly listOf?: (step: Step, band: string) => View
}

const height = 230

export function StepChart<Step extends { readonly day: string }>({
  title,
  note,
  steps,
  bands,
  stepName,
  linkTo,
  linkOf,
  listOf,
}: StepChartProps<Step>) {
  const org = useOrganizationId()
  return (
    <ChartFrame
      title={title}
      note={note}
      height={height}
      legend={
        <ul className="chart-legend">
          {bands.map(({ key, label, fill }) => (
            <li key={key}>
              <Swatch fill={fill} />
              {label}
            </li>
          ))}
        </ul>
      }
      draw={(width) => (
        <StackedSteps
          bands={bands}
          steps={steps.map((step) => ({
            day: step.day,
            counts: bands.map(({ of }) => of(step)),
            words: `${stepName} ${formatDay(step.day)}: ${bands.map(({ label, of }) => `${formatCount(of(step))} ${label}`).join(', ')}`,
            link: linkOf(step),
          }))}
          linkTo={linkTo}
          width={width}
          height={height}
          label={title}
        />
      )}
      table={{
        head: [stepName, ...bands.map(({ label }) => label)],
        rows: steps.map((step) => [
          <Link key={step.day} to={linkTo} params={{ org }} search={linkOf(step)}>
            {formatDay(step.day)}
          </Link>,
          ...bands.map(({ key, label, of }) => (
            <CountLink
              key={key}
              count={of(step)}
              list={listOf ? listOf(step, key) : linkOf(step)}
              at={listOf ? '/o/$org/pulls' : linkTo}
              of={`${label}, ${stepName.toLowerCase()} ${formatDay(step.day)}`}
            />
          )),
        ]),
      }}
    />
  )
}
