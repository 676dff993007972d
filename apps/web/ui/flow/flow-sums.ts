/** What came and left in all of a flow, and how much more is open at its end than was at its beginning. */
import type { FlowStep } from '../api/types.ts'
import { formatCount, formatPlural } from '../format/number.ts'

export interface FlowSums {
  readonly opened: number
  readonly merged: number
  readonly closed: number
  /** At the end of the last step. */
  readonly open: number
  /** Against what was open before the first step: what came and left in it is taken back. */
  readonly more: number
}

export const openAt = ({ ages }: Pick<FlowStep, 'ages'>): number => ages.reduce((sum, one) => sum + one, 0)

/** @param steps at least one */
export function sumFlow(steps: readonly FlowStep[]): FlowSums {
  const sum = (of: (step: FlowStep) => number) => steps.reduce((all, step) => all + of(step), 0)
  const open = openAt(steps.at(-1)!)
  const first = steps[0]!
  const before = openAt(first) - first.opened + first.merged + first.closed
  return {
    opened: sum((step) => step.opened),
    merged: sum((step) => step.merged),
    closed: sum((step) => step.closed),
    open,
    more: open - before,
  }
}

/** Whether it piles up, in one sentence. @param first the day that `more` is said against: its beginning */
export function flowWords({ opened, merged, closed, open, more }: FlowSums, first: string): string {
  const left = merged + closed
  const balance =
    opened > left ? 'More came than left' : opened < left ? 'More left than came' : 'As many left as came'
  const change =
    more === 0 ? 'as many as' : `${formatCount(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'} than`
  return `${balance}: ${formatPlural(opened, 'was', 'were')} opened, ${formatPlural(left, 'was', 'were')} merged or closed. ${formatPlural(open, 'was', 'were')} open at the end, ${change} before ${first}.`
}

/** Without the steps before the first pull request. */
export function fromFirst(steps: readonly FlowStep[]): readonly FlowStep[] {
  const first = steps.findIndex(
    (step) => step.opened + step.merged + step.closed + openAt(step) + step.states['awaiting-release'] > 0,
  )
  return first < 0 ? [] : steps.slice(first)
}
