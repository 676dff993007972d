/** The states of a pull request as every page shows them: their words, colour and pattern, never colour alone. */

export type StateKey =
  | 'coding'
  | 'draft'
  | 'awaiting-request'
  | 'awaiting-review'
  | 'author'
  | 'reviewers'
  | 'approved'
  | 'closed'
  | 'awaiting-release'

export type Pattern =
  | 'solid'
  | 'rising'
  | 'falling'
  | 'dots'
  | 'upright'
  | 'level'
  | 'cross'
  | 'beam'
  | 'rain'

export interface StateStyle {
  readonly label: string
  /** For a board's column and a legend: who has to do what. */
  readonly meaning: string
  readonly pattern: Pattern
}

export const stateStyles: Readonly<Record<StateKey, StateStyle>> = {
  coding: { label: 'coding', meaning: 'from the first commit to when it was opened', pattern: 'rising' },
  draft: { label: 'draft', meaning: 'open, and not ready for review yet', pattern: 'dots' },
  'awaiting-request': {
    label: 'awaiting request',
    meaning: 'ready, before somebody was asked to review it',
    pattern: 'upright',
  },
  'awaiting-review': {
    label: 'awaiting review',
    meaning: 'ready, and nobody has responded yet',
    pattern: 'falling',
  },
  author: { label: 'author’s turn', meaning: 'a reviewer spoke last', pattern: 'solid' },
  reviewers: {
    label: 'reviewers’ turn',
    meaning: 'the author pushed, replied or marked it ready last',
    pattern: 'level',
  },
  approved: {
    label: 'approved',
    meaning: 'approved with no request for changes in force, and not merged yet',
    pattern: 'beam',
  },
  closed: { label: 'closed', meaning: 'closed, and reopened later; in no figure', pattern: 'cross' },
  'awaiting-release': { label: 'awaiting release', meaning: 'merged, and not released yet', pattern: 'rain' },
}

/** In review, whose turn it is says more than the state. */
export function toStateKey(state: string, turn: string | null): StateKey {
  if (state === 'in-review') return turn === 'reviewers' ? 'reviewers' : 'author'
  return Object.hasOwn(stateStyles, state) ? (state as StateKey) : 'closed'
}

export const colorOf = (key: StateKey): string => `var(--state-${key})`

export type StageKey = 'coding' | 'pickup' | 'review' | 'deploy'

export interface StageStyle {
  readonly label: string
  readonly meaning: string
  readonly pattern: Pattern
}

export const stageStyles: Readonly<Record<StageKey, StageStyle>> = {
  coding: { label: 'coding', meaning: 'first commit to ready for review', pattern: 'rising' },
  pickup: {
    label: 'pickup',
    meaning: 'ready to the first response, or to the end when none came',
    pattern: 'falling',
  },
  review: { label: 'review', meaning: 'first response to merge', pattern: 'solid' },
  deploy: { label: 'deploy', meaning: 'merge to release', pattern: 'rain' },
}

export const stageKeys = Object.keys(stageStyles) as StageKey[]
