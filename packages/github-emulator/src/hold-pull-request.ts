/** What a generated pull request is can be changed only once it is held: made whole, in the place of what is made anew. */
import type { PullRequestData, RepositoryData } from './dataset.ts'
import { GeneratedPullRequest } from './generated-pull-request.ts'

/** @throws Error when there is none of that number */
export function holdPullRequest({ pullRequests, history }: RepositoryData, number: number): PullRequestData {
  const index = pullRequests.findIndex((one) => one.number === number)
  const found = pullRequests[index] ?? history?.byNumber(number)
  if (!found) throw new Error(`There is no pull request ${number} to change.`)
  if (!(found instanceof GeneratedPullRequest)) return found
  const held = toHeld(found)
  if (index < 0) pullRequests.push(held)
  else pullRequests[index] = held
  return held
}

/** Everything of it, what is made when it is read included. */
const toHeld = (one: PullRequestData): PullRequestData => ({
  number: one.number,
  state: one.state,
  isDraft: one.isDraft,
  createdAt: one.createdAt,
  updatedAt: one.updatedAt,
  closedAt: one.closedAt,
  mergedAt: one.mergedAt,
  author: one.author,
  baseRefName: one.baseRefName,
  headRefName: one.headRefName,
  isCrossRepository: one.isCrossRepository ?? true,
  title: one.title ?? '',
  mergeCommit: one.mergeCommit,
  additions: one.additions,
  deletions: one.deletions,
  changedFiles: one.changedFiles,
  files: one.files ?? null,
  commits: one.commits,
  reviews: one.reviews,
  comments: one.comments,
  timelineItems: one.timelineItems,
  reviewRequests: one.reviewRequests ?? { nodes: [] },
})
