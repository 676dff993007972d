/** The times of a pull request as one sum, and which states each is made of. */
import type { PullRequest, Segment } from '../api/types.ts'
import type { StageKey } from '../states/states.ts'

export type TermName = 'coding' | 'pickup' | 'unanswered' | 'review' | 'deploy' | 'total' | 'lead_time'

export interface Term {
  readonly name: TermName
  readonly sign: '+' | '=' | null
}

/** Pickup, or what passed without an answer: either of the two. What is merged goes on to its release. */
export function termsOf({ durations, mergedAt }: Pick<PullRequest, 'durations' | 'mergedAt'>): Term[] {
  const waited = durations.unanswered.wall === null ? 'pickup' : 'unanswered'
  return [
    { name: 'coding', sign: null },
    { name: waited, sign: '+' },
    { name: 'review', sign: '+' },
    { name: 'total', sign: '=' },
    ...(mergedAt === null
      ? []
      : ([
          { name: 'deploy', sign: '+' },
          { name: 'lead_time', sign: '=' },
        ] as const)),
  ]
}

export const stageOf = (name: TermName): StageKey | null =>
  name === 'total' || name === 'lead_time' ? null : name === 'unanswered' ? 'pickup' : name

const statesOf: Readonly<Record<StageKey, readonly string[]>> = {
  coding: ['coding', 'draft'],
  pickup: ['awaiting-request', 'awaiting-review'],
  review: ['in-review', 'approved'],
  deploy: ['awaiting-release'],
}

/** Which segments a number is the sum of; null when none is asked about. */
export function segmentsOf(
  name: string | undefined,
  segments: readonly Segment[],
): ReadonlySet<number> | null {
  const stage = name === 'unanswered' ? 'pickup' : name
  if (stage === undefined || !Object.hasOwn(statesOf, stage)) return null
  const states = statesOf[stage as StageKey]
  return new Set(segments.flatMap(({ state }, index) => (states.includes(state) ? [index] : [])))
}
