/** Whether the figures can be trusted, in one sentence. */
import type { RepositoryHealth } from '../api/types.ts'
import { formatCount, formatList, formatPlural } from '../format/number.ts'

type Counted = Pick<
  RepositoryHealth,
  'asOf' | 'pause' | 'stored' | 'incomplete' | 'unread' | 'unanalyzed' | 'outdated'
>

export function trustWords(repositories: readonly Counted[]): string {
  const sum = (of: (one: Counted) => number) => repositories.reduce((total, one) => total + of(one), 0)
  const never = repositories.filter(({ asOf }) => asOf === null).length
  const outdated = repositories.filter((one) => one.outdated !== null).length
  const paused = repositories.filter(({ pause }) => pause !== null).length
  const troubles = [
    ...(paused > 0
      ? [`${formatPlural(paused, 'repository is', 'repositories are')} paused: what is new there is not read`]
      : []),
    ...(never > 0 ? [`${formatPlural(never, 'repository was', 'repositories were')} never read whole`] : []),
    ...(sum(({ unread }) => unread) > 0
      ? [
          `${formatPlural(
            sum(({ unread }) => unread),
            'pull request is',
            'pull requests are',
          )} missing`,
        ]
      : []),
    ...(sum(({ incomplete }) => incomplete) > 0
      ? [`${formatCount(sum(({ incomplete }) => incomplete))} could not be read whole and are in no figure`]
      : []),
    ...(sum(({ unanalyzed }) => unanalyzed) > 0
      ? [`${formatCount(sum(({ unanalyzed }) => unanalyzed))} wait to be recalculated`]
      : []),
    ...(outdated > 0
      ? [
          `the figures of ${formatPlural(outdated, 'repository are', 'repositories are')} by earlier settings or releases`,
        ]
      : []),
  ]
  const stored = formatPlural(
    sum((one) => one.stored),
    'pull request',
  )
  return troubles.length === 0
    ? `Yes: all ${stored} of ${formatPlural(repositories.length, 'repository', 'repositories')} were read whole.`
    : `Mostly: of ${stored}, ${formatList(troubles)}.`
}
