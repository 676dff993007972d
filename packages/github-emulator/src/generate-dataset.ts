/**
 * A data set of any size from a seed, with what real ones have: drafts, bots, teams, force pushes, a few pull
 * requests that overflow a page, and a branch that is merged into another for a release.
 */
import type { Dataset, RepositoryData, TagData } from './dataset.ts'
import { nodeId } from './dataset.ts'
import { Dice } from './dice.ts'
import { toText } from './generated-children.ts'
import { createGeneratedHistory, seedsFrom } from './generated-history.ts'
import { GeneratedPullRequest, isReleaseNumber, lifeOf, type Place } from './generated-pull-request.ts'

export interface GenerateOptions {
  readonly repositories: number
  /** In each repository. */
  readonly pullRequests: number
  readonly seed: number
  /**
   * True: none is held, each is made when it is asked for, from `history`. Default: all are in `pullRequests`, where a
   * test can replace what one is, not what it consists of.
   */
  readonly isLazy?: boolean
}

/** The same for the same options, lazy or not. `branch:main` and `tags:v.*` are release rules that find releases. */
export function generateDataset({
  repositories,
  pullRequests,
  seed,
  isLazy = false,
}: GenerateOptions): Dataset {
  const dice = new Dice(seed)
  return {
    repositories: dice.list(repositories, (index) =>
      generateRepository(index + 1, {
        count: pullRequests,
        dice: new Dice(dice.whole(0, 2 ** 32 - 1)),
        isLazy,
      }),
    ),
  }
}

function generateRepository(
  ordinal: number,
  { count, dice, isLazy }: { readonly count: number; readonly dice: Dice; readonly isLazy: boolean },
): RepositoryData {
  const seeds = seedsFrom(dice, count)
  const placeOf = (number: number): Place => ({ number, count, seed: seeds[number - 1]! })
  const releases = Array.from({ length: count }, (_, index) => index + 1).filter(isReleaseNumber)
  return {
    id: nodeId('R', ordinal),
    owner: 'generated',
    name: `service-${String(ordinal).padStart(4, '0')}`,
    defaultBranch: 'main',
    isArchived: false,
    isVisible: true,
    ...(isLazy
      ? { pullRequests: [], history: createGeneratedHistory(seeds) }
      : {
          pullRequests: Array.from(seeds, (_, index) => new GeneratedPullRequest(placeOf(index + 1))),
        }),
    tags: releases.map((number, index) =>
      toTag(index + 1, toText(lifeOf(placeOf(number)).endedAt), dice.sha()),
    ),
  }
}

const toTag = (release: number, committedDate: string, oid: string): TagData => ({
  name: `v1.${release}.0`,
  oid,
  committedDate,
  annotated: release % 2 === 0,
})
