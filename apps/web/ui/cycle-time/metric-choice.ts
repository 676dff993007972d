/** Which time the charts show, and how it is said. */
import type { Metric } from '../api/types.ts'
import { type Clock, formatDeploy, formatDuration } from '../format/duration.ts'

export const metricNames = [
  'total',
  'coding',
  'pickup',
  'review',
  'deploy',
  'lead_time',
] as const satisfies Metric[]
export type ChosenMetric = (typeof metricNames)[number]

export const metricLabels: Readonly<Record<ChosenMetric, string>> = {
  total: 'Total',
  coding: 'Coding',
  pickup: 'Pickup',
  review: 'Review',
  deploy: 'Deploy',
  lead_time: 'Lead time',
}

export const chosenMetric = (text: string | undefined): ChosenMetric =>
  metricNames.find((name) => name === text) ?? 'total'

/** What a figure of it is, as it is said. */
export const formatMetric = (metric: Metric, seconds: number | null, clock: Clock = 'wall'): string =>
  metric === 'deploy' ? formatDeploy(seconds, clock) : formatDuration(seconds, clock)
