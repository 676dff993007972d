/** How many threads are asked for with a pull request: as many as its repository's have, and no more than the budget bears. */
import { loadSample, type PullRequestData } from '@upflow/github-emulator'
import { toRepositoryId } from '@upflow/model'
import { describe, expect, it } from 'vitest'
import { createLearnedThreads, usualThreads } from '../src/learned-threads.ts'
import { open, start } from './support.ts'

const [here, elsewhere] = [toRepositoryId('R_1'), toRepositoryId('R_2')]
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index))

describe('what is learned', () => {
  it.each([
    ['nothing of a few', times(23, () => 0), usualThreads],
    ['that there are hardly any', times(24, () => 0), 4],
    ['the most that there were', times(100, (index) => index % 13), 12],
    ['not from one in three hundred', [...times(239, () => 5), 90], 5],
    ['no more than the budget bears', times(50, () => 40), 16],
    ['from the latest alone', [...times(100, () => 15), ...times(240, () => 6)], 6],
  ])('%s', (_, counts, size) => {
    const learned = createLearnedThreads()
    learned.learn(here, counts.slice(0, 20))
    learned.learn(here, counts.slice(20))
    expect([learned.sizeOf(here), learned.sizeOf(elsewhere)]).toEqual([size, usualThreads])
  })
})

const at = '2024-01-01T00:00:00Z'
const author = { __typename: 'User', login: 'ann' }

/** A repository whose pull requests have so many threads each. */
function withThreads(counts: readonly number[]) {
  const data = loadSample(['bitcoin-core'])
  const repository = data.repositories[0]!
  data.repositories.length = 1
  repository.pullRequests = counts.map(
    (count, index): PullRequestData => ({
      ...repository.pullRequests[0]!,
      number: index + 1,
      createdAt: new Date(Date.UTC(2024, 0, 1, 0, 0, 600 - index)).toISOString(),
      reviews: {
        nodes: times(count, () => ({
          author,
          state: 'COMMENTED' as const,
          submittedAt: at,
          comments: { nodes: [{ author, createdAt: at }] },
        })),
      },
      comments: { nodes: [] },
      timelineItems: { nodes: [] },
      orphanReviewComments: [],
    }),
  )
  return data
}

describe('what is asked for', () => {
  const data = withThreads([...times(24, () => 1), ...times(24, () => 5)])
  const repositoryId = toRepositoryId(data.repositories[0]!.id)
  const page = { repositoryId, order: 'created', cursor: null, pageSize: 24 } as const

  it('follows what was read, page by page and by id, and what an earlier client learned', async () => {
    const { client, emulator } = await start(data)
    const asked = () =>
      emulator.journal.flatMap(({ operation, variables }) =>
        operation === 'MoreChildren' ? [] : [variables.threads],
      )
    const first = await client.pullRequests(page)
    const second = await client.pullRequests({ ...page, cursor: first.nextCursor })
    await client.pullRequestsById(repositoryId, second.items.slice(0, 2), { pageSize: 24 })
    expect([...asked(), client.threadsOf(repositoryId)]).toEqual([10, 4, 5, 5])
    emulator.journal.length = 0
    const next = open(emulator, { threads: new Map([[repositoryId, 13]]) })
    await next.pullRequests(page)
    expect(asked()).toEqual([13])
  })

  it('of what is left is just that, and costs what it is', async () => {
    const { client, emulator } = await start(withThreads([12, 75, 3]))
    const { items } = await client.pullRequests(page)
    expect(items.map(({ comments }) => comments.length)).toEqual([12, 75, 3])
    const more = emulator.journal.filter(({ operation }) => operation === 'MoreChildren')
    expect(more.map(({ variables, cost }) => [variables.first0, variables.first1, cost])).toEqual([
      [2, 50, 1],
      [15, undefined, 1],
    ])
  })
})
