/** What came, left and was under way, a line a step. */
import { type Flow, nowStates } from '@upflow/insights'
import { type About, headingText } from './heading-text.ts'
import { leftOutText } from './left-out-text.ts'
import { wrapText } from './printable.ts'

/** In as few letters as a column has. */
const heads: Readonly<Record<(typeof nowStates)[number], string>> = {
  draft: 'draft',
  'awaiting-request': 'unasked',
  'awaiting-review': 'awaiting',
  'in-review': 'review',
  approved: 'approved',
  'awaiting-release': 'release',
}
const events = ['opened', 'merged', 'closed'] as const

export function flowText({ leftOut, stepDays, steps }: Flow, about: About): string[] {
  const head = [...events, ...nowStates.map((state) => heads[state])]
  const line = (day: string, cells: readonly (string | number)[]) =>
    `${day.padEnd(10)}${cells.map((cell, index) => String(cell).padStart(head[index]!.length + 1)).join('')}`
  return [
    ...headingText('Pull requests', about),
    `What came and left in each ${stepDays === 1 ? 'day' : 'week'}, and what was under way at its end`,
    '',
    line(stepDays === 1 ? 'day' : 'week from', head),
    ...steps.map((step) =>
      line(step.day, [
        ...events.map((event) => step[event]),
        ...nowStates.map((state) => step.states[state]),
      ]),
    ),
    '',
    leftOutText(leftOut),
  ].flatMap(wrapText)
}
