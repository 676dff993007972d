/** The list behind what came or left in a step: opened, merged or closed in its days, of the same scope. */
import { scopeOf } from '../app/filter-words.ts'
import { pick, type View } from '../app/view.ts'
import { daysView, type Step } from '../figures/week-view.ts'

export interface Passage extends Step {
  /** `opened`, `merged` or `closed` */
  readonly band: string
}

/** @param today in the organization's zone */
export function passageList(view: View, { band, ...step }: Passage, today: string): View {
  const ofMerged = daysView(view, step, today)
  if (band === 'merged') return ofMerged
  const { from, to } = ofMerged
  const list: View = { ...scopeOf(view), ...pick(view, ['clock']), period: 'all', whole: 'true' }
  return {
    ...list,
    ...(band === 'opened'
      ? { state: 'all', openedFrom: from, openedTo: to }
      : { state: 'closed', closedFrom: from, closedTo: to }),
  } as View
}
