/** What an answer does not speak of, beside it. */
import type { LeftOut, RepositoryProblem } from '@upflow/insights'

/** One line, also where nothing is left out: that is worth knowing. */
export function leftOutText({ incomplete, otherKinds }: LeftOut): string {
  const left = [
    ...Object.entries(otherKinds)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, count]) => `${count} of kind ${kind}`),
    ...(incomplete > 0 ? [`${incomplete} could not be read whole`] : []),
  ]
  return `Left out: ${left.length > 0 ? left.join(', ') : 'nothing'}`
}

export const problemsText = (problems: readonly RepositoryProblem[]): string[] =>
  problems.map(({ problem, repository }) => `${repository}: ${problem}`)
