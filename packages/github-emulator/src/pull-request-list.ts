/** The pull requests of a repository as they are asked for: those that are held, before those of its history. */
import { type Connection, type ConnectionArgs, connect, keyOfCursor } from './connection.ts'
import type { PullRequestData, RepositoryData } from './dataset.ts'
import type { OrderField } from './history.ts'

export interface PullRequestArgs extends ConnectionArgs {
  readonly orderBy?: {
    readonly field: 'CREATED_AT' | 'UPDATED_AT' | 'COMMENTS'
    readonly direction: 'ASC' | 'DESC'
  } | null
  readonly states?: readonly string[] | null
}

export function findPullRequest(
  { pullRequests, history }: RepositoryData,
  number: number,
): PullRequestData | undefined {
  return pullRequests.find((one) => one.number === number) ?? history?.byNumber(number)
}

export function pagePullRequests(
  repository: RepositoryData,
  { orderBy, states, ...args }: PullRequestArgs,
): Connection<PullRequestData> {
  const { pullRequests, history } = repository
  const field: OrderField = orderBy?.field === 'UPDATED_AT' ? 'updatedAt' : 'createdAt'
  const isDescending = orderBy?.direction === 'DESC'
  const isWanted = ({ state }: PullRequestData) => !states || states.includes(state)
  const keyOf = (one: PullRequestData) => [one[field], one.number] as const
  const held = pullRequests.filter(isWanted)
  if (!history) return connect(held, args, keyOf, isDescending)

  const replaced = new Set(pullRequests.map(({ number }) => number))
  const isFromHistory = (one: PullRequestData) => !replaced.has(one.number) && isWanted(one)
  const isFromEnd = typeof args.last === 'number'
  const cursor = isFromEnd ? args.before : args.after
  const key = cursor ? keyOfCursor(cursor) : null
  const after = key && { at: String(key[0]), number: key[1] }
  const isBackwards = isDescending !== isFromEnd
  // One more than the page holds tells whether another follows.
  const next: PullRequestData[] = []
  for (const one of history.following({ field, isDescending: isBackwards, after })) {
    if (next.length > (args.last ?? args.first ?? 0)) break
    if (isFromHistory(one)) next.push(one)
  }
  const inOrder = isBackwards ? next.reverse() : next
  return {
    ...connect([...inOrder, ...held], args, keyOf, isDescending),
    totalCount: held.length + countFromHistory(repository, replaced, states ? isFromHistory : null),
  }
}

/** Without a condition nothing has to be made to be counted. */
function countFromHistory(
  { history }: RepositoryData,
  replaced: ReadonlySet<number>,
  isCounted: ((one: PullRequestData) => boolean) | null,
): number {
  if (!history) return 0
  if (isCounted === null)
    return history.length - [...replaced].filter((number) => number >= 1 && number <= history.length).length
  let count = 0
  for (let number = 1; number <= history.length; number++) if (isCounted(history.byNumber(number)!)) count++
  return count
}

/** How many there are in all. */
export const countPullRequests = (repository: RepositoryData): number =>
  repository.pullRequests.length +
  countFromHistory(repository, new Set(repository.pullRequests.map(({ number }) => number)), null)

/** When the newest was updated. */
export const lastUpdate = (repository: RepositoryData): string | null =>
  pagePullRequests(repository, { first: 1, orderBy: { field: 'UPDATED_AT', direction: 'DESC' } }).nodes[0]
    ?.updatedAt ?? null
