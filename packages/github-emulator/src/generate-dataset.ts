/**
 * A data set of any size from a seed, with what real ones have: drafts, bots, teams, force pushes, a few pull
 * requests that overflow a page, and a branch that is merged into another for a release.
 */
import type { Dataset, RepositoryData, TagData } from './dataset.ts'
import { nodeId } from './dataset.ts'
import { Dice } from './dice.ts'
import { GeneratedPullRequest } from './generated-pull-request.ts'

export interface GenerateOptions {
  readonly repositories: number
  /** In each repository. */
  readonly pullRequests: number
  readonly seed: number
}

/**
 * The same for the same options. `branch:main` and `tags:v.*` are release rules that find releases. Children are
 * made anew whenever they are read: a test may replace what a pull request is, not what it consists of.
 */
export function generateDataset({ repositories, pullRequests, seed }: GenerateOptions): Dataset {
  const dice = new Dice(seed)
  return {
    repositories: dice.list(repositories, (index) =>
      generateRepository(index + 1, pullRequests, dice.whole(0, 2 ** 32 - 1)),
    ),
  }
}

function generateRepository(ordinal: number, count: number, seed: number): RepositoryData {
  const dice = new Dice(seed)
  const pullRequests = dice.list(
    count,
    (index) => new GeneratedPullRequest({ number: index + 1, count, seed: dice.whole(0, 2 ** 32 - 1) }),
  )
  return {
    id: nodeId('R', ordinal),
    owner: 'generated',
    name: `service-${String(ordinal).padStart(4, '0')}`,
    defaultBranch: 'main',
    isArchived: false,
    isVisible: true,
    pullRequests,
    tags: pullRequests
      .filter(({ isRelease }) => isRelease)
      .map(({ updatedAt }, index) => toTag(index + 1, updatedAt, dice.sha())),
  }
}

const toTag = (release: number, committedDate: string, oid: string): TagData => ({
  name: `v1.${release}.0`,
  oid,
  committedDate,
  annotated: release % 2 === 0,
})
