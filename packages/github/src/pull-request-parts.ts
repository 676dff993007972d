/** What of a pull request each field and each set of children is, and which of them is null where something may be missing. */
import type { PullRequestPart } from '@upflow/model'
import type { WholeNode } from './from-wire.ts'
import type { MoreSet } from './more-children.ts'

/** What each set that is asked for is to the pull request. */
export const partOfSet: Readonly<Record<MoreSet, PullRequestPart>> = {
  commits: 'commits',
  reviews: 'reviews',
  comments: 'comments',
  threads: 'comments',
  threadComments: 'comments',
  events: 'events',
  requests: 'requestedReviewers',
  labels: 'labels',
  files: 'files',
  size: 'size',
}
/** What each field that may be missing is to it. */
export const partOfField: ReadonlyMap<string, PullRequestPart> = new Map([
  ['author', 'author'],
  ['mergeCommit', 'mergeCommit'],
  ['mergedAt', 'mergedAt'],
  ['closedAt', 'closedAt'],
  ['fullDatabaseId', 'fullDatabaseId'],
  ['additions', 'size'],
  ['deletions', 'size'],
  ['changedFiles', 'size'],
  ['commits', 'commits'],
  ['reviews', 'reviews'],
  ['comments', 'comments'],
  ['reviewThreads', 'comments'],
  ['timelineItems', 'events'],
  ['reviewRequests', 'requestedReviewers'],
  ['labels', 'labels'],
  ['files', 'files'],
])

/** Whether something is null there which an error of an unknown place may be about. */
export function mayBeWithheld(node: Partial<WholeNode>, field: string): boolean {
  if (field === 'mergedAt' || field === 'mergeCommit') return node.state === 'MERGED' && node[field] === null
  if (field === 'closedAt') return node.state !== 'OPEN' && node.closedAt === null
  const value = (node as Record<string, unknown>)[field]
  // Who wrote a commit is shown, and nothing is made of it.
  return value === null || (field !== 'commits' && lacksSome(value))
}

/** What is null only where a deleted account was: all else that may be is null by its nature. */
const people: ReadonlySet<string> = new Set(['author', 'actor', 'requestedReviewer'])

/** Whether a child, a list of them, or somebody is null anywhere within. */
const lacksSome = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([key, inner]) =>
    inner === null ? Array.isArray(value) || key === 'nodes' || people.has(key) : lacksSome(inner),
  )
