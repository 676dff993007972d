/** Which time the charts show. */
import type { Metric } from '../api/types.ts'

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
