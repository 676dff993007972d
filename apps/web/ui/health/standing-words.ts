/** How pull requests were read, in the words of the counts of health. */
import type { View } from '../app/view.ts'
import { formatList, formatPlural } from '../format/number.ts'

export const standings = ['stored', 'incomplete', 'missing', 'unanalyzed', 'retried', 'removed'] as const
export type Standing = (typeof standings)[number]

const words: Readonly<Record<Standing, readonly [one: string, many: string]>> = {
  stored: ['is stored', 'are stored'],
  incomplete: ['was not read whole and is in no figure', 'were not read whole and are in no figure'],
  missing: [
    'is known to be there, and nothing of it is stored',
    'are known to be there, and nothing of them is stored',
  ],
  unanalyzed: ['waits to be recalculated', 'wait to be recalculated'],
  retried: ['is to be tried again', 'are to be tried again'],
  removed: ['is no longer at GitHub', 'are no longer at GitHub'],
}

/** Of an address; what is none of them is what is stored. */
export const toStanding = (text: string | undefined): Standing =>
  standings.find((one) => one === text) ?? 'stored'

/** `2 pull requests were not read whole and are in no figure, in acme/app.` */
export function standingWords(count: number, { standing, lacks, repo }: View): string {
  const [one, many] = words[toStanding(standing)]
  const what = `${formatPlural(count, 'pull request')} ${count === 1 ? one : many}`
  return `${what}${lacks === undefined ? '' : `: without all ${count === 1 ? 'of its' : 'of their'} ${lacks}`}${repo === undefined ? '' : `, in ${formatList(repo)}`}.`
}
