/** Which time the charts show, and how it is said. */
import type { Metric } from '../api/types.ts'
import { formatDuration } from '../format/duration.ts'

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

/** What was released by its merge took no time: it is said so, since 0 s looks like a measurement. */
export const formatMetric = (metric: Metric, seconds: number | null): string =>
  metric === 'deploy' && seconds === 0 ? 'at merge' : formatDuration(seconds)
