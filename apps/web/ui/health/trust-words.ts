/** Whether the figures can be trusted, in one sentence, whose numbers lead to what they are of. */
import type { RepositoryHealth } from '../api/types.ts'
import { formatCount, formatPlural } from '../format/number.ts'
import type { TextPart } from '../parts/text-parts.ts'

type Counted = Pick<
  RepositoryHealth,
  'asOf' | 'pause' | 'stored' | 'incomplete' | 'unread' | 'unanalyzed' | 'outdated'
>

/** Which repositories a number of the sentence means, by the `show` of the page. */
const shown = {
  paused: ({ pause }: Counted) => pause !== null,
  never: ({ asOf }: Counted) => asOf === null,
  outdated: ({ outdated }: Counted) => outdated !== null,
} as const

/** Whether a repository is among those that an address asks for; all are, where it asks for none. */
export const isShown = (one: Counted, show: string | undefined): boolean =>
  show !== undefined && show in shown ? shown[show as keyof typeof shown](one) : true

export function trustParts(repositories: readonly Counted[]): TextPart[] {
  const sum = (of: (one: Counted) => number) => repositories.reduce((total, one) => total + of(one), 0)
  const pulls = (standing: string, text: string): TextPart => ({ text, list: { standing } })
  const those = (show: keyof typeof shown, text: (count: number) => string) => {
    const count = repositories.filter(shown[show]).length
    return count === 0 ? [] : [{ text: text(count), list: { show }, at: '/o/$org/health' as const }]
  }
  const [unread, incomplete, unanalyzed] = [
    sum((one) => one.unread),
    sum((one) => one.incomplete),
    sum((one) => one.unanalyzed),
  ]
  const repositoryWords = (count: number, one: string, many: string) =>
    formatPlural(count, `repository ${one}`, `repositories ${many}`)
  const troubles: readonly TextPart[] = [
    ...those(
      'paused',
      (count) => `${repositoryWords(count, 'is', 'are')} paused: what is new there is not read`,
    ),
    ...those('never', (count) => `${repositoryWords(count, 'was', 'were')} never read whole`),
    ...(unread > 0
      ? [pulls('missing', `${formatPlural(unread, 'pull request is', 'pull requests are')} missing`)]
      : []),
    ...(incomplete > 0
      ? [pulls('incomplete', `${formatCount(incomplete)} could not be read whole and are in no figure`)]
      : []),
    ...(unanalyzed > 0 ? [pulls('unanalyzed', `${formatCount(unanalyzed)} wait to be recalculated`)] : []),
    ...those(
      'outdated',
      (count) => `the figures of ${repositoryWords(count, 'are', 'are')} by earlier settings or releases`,
    ),
  ]
  const stored = pulls(
    'stored',
    formatPlural(
      sum((one) => one.stored),
      'pull request',
    ),
  )
  return troubles.length === 0
    ? [
        { text: 'Yes: all ' },
        stored,
        { text: ` of ${formatPlural(repositories.length, 'repository', 'repositories')} were read whole.` },
      ]
    : [{ text: 'Mostly: of ' }, stored, { text: ', ' }, ...listed(troubles), { text: '.' }]
}

/** `a`, `a and b`, `a, b and c` */
const listed = (parts: readonly TextPart[]): TextPart[] =>
  parts.flatMap((part, index) => [
    ...(index === 0 ? [] : [{ text: index === parts.length - 1 ? ' and ' : ', ' }]),
    part,
  ])
