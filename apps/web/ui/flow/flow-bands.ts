/** What the charts of the flow are made of: states in the order of the way, and ages from young to old. */
import type { FlowStep } from '../api/types.ts'
import type { StepBand } from '../charts/band.ts'
import { bandFill, stageFill, stateFill } from '../states/fills.ts'

type FlowBand = StepBand<FlowStep>

const state = (key: keyof FlowStep['states'], label: string, fill: string): FlowBand => ({
  key,
  label,
  fill,
  of: ({ states }) => states[key],
})

export const stateBands: readonly FlowBand[] = [
  state('draft', 'draft', stateFill('draft')),
  state('awaiting-request', 'awaiting request', stateFill('awaiting-request')),
  state('awaiting-review', 'awaiting review', stateFill('awaiting-review')),
  state('in-review', 'in review', stageFill('review')),
  state('approved', 'approved', stateFill('approved')),
  state('awaiting-release', 'awaiting release', stateFill('awaiting-release')),
]

/** The bands of the API: open from 0, 1, 3, 7, 30 and 90 days on. */
const ages = ['under 1 d', '1 to 3 d', '3 to 7 d', '7 to 30 d', '30 to 90 d', '90 d and more']

export const ageBands: readonly FlowBand[] = ages.map((label, index) => ({
  key: label,
  label,
  fill: bandFill(index),
  of: ({ ages: counts }) => counts[index] ?? 0,
}))

export const passageBands: readonly FlowBand[] = [
  { key: 'opened', label: 'opened', fill: bandFill(5), of: ({ opened }) => opened },
  {
    key: 'merged',
    label: 'merged',
    fill: stateFill('approved'),
    isBelow: true,
    of: ({ merged }) => merged,
  },
  {
    key: 'closed',
    label: 'closed without a merge',
    fill: stateFill('closed'),
    isBelow: true,
    of: ({ closed }) => closed,
  },
]
