/** The client against the emulator over real HTTP: what it reads is what there is. */
import { type Dataset, loadSample, type PullRequestData, type RepositoryData } from '@upflow/github-emulator'
import { parseInstant, type RawPullRequest, toRepositoryId } from '@upflow/model'
import { describe, expect, it } from 'vitest'
import type { GithubClient, PageRequest } from '../src/index.ts'
import { start } from './support.ts'

async function readAll<Item>(
  read: (
    request: PageRequest,
  ) => Promise<{ items: readonly Item[]; nextCursor: string | null; pageSize: number }>,
  repositoryId: string,
  pageSize = 24,
): Promise<Item[]> {
  const items: Item[] = []
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof read>> = await read({
      repositoryId: toRepositoryId(repositoryId),
      order: 'created',
      cursor,
      pageSize,
    })
    items.push(...page.items)
    if (page.nextCursor === null) return items
    cursor = page.nextCursor
  }
}

/** What the data says of a pull request, by a way of its own. */
function truth(data: PullRequestData) {
  const inline = [
    ...data.reviews.nodes.flatMap((review) => review.comments?.nodes ?? []),
    ...(data.orphanReviewComments ?? []),
  ]
  const kept =
    /^(ReviewRequested|ReviewRequestRemoved|ReviewDismissed|ReadyForReview|ConvertToDraft|Closed|Reopened|Merged|HeadRefForcePushed)Event$/
  return {
    number: data.number,
    state: data.state.toLowerCase(),
    author: data.author?.login ?? 'ghost',
    times: [data.createdAt, data.updatedAt, data.mergedAt, data.closedAt].map(
      (text) => text && parseInstant(text),
    ),
    commits: data.commits.nodes.map(({ commit }) => [
      commit.oid,
      parseInstant(commit.authoredDate),
      parseInstant(commit.committedDate),
    ]),
    reviews: data.reviews.nodes.map((review) => [
      review.author?.login ?? 'ghost',
      review.state.toLowerCase().replace('_', '-'),
      review.submittedAt && parseInstant(review.submittedAt),
    ]),
    comments: [...data.comments.nodes, ...inline].map((comment) => parseInstant(comment.createdAt)).sort(),
    events: (data.timelineItems?.nodes ?? [])
      .filter((event) => kept.test(event.__typename))
      .map((event) => parseInstant(event.createdAt)),
    files: (data.files?.nodes ?? []).map((file) => file.path),
    incomplete: [],
  }
}

const seen = (raw: RawPullRequest) => ({
  number: raw.number,
  state: raw.state,
  author: raw.author.login,
  times: [raw.createdAt, raw.updatedAt, raw.mergedAt, raw.closedAt],
  commits: raw.commits.map((commit) => [commit.sha, commit.authoredAt, commit.committedAt]),
  reviews: raw.reviews.map((review) => [review.author.login, review.state, review.submittedAt]),
  comments: raw.comments.map((comment) => comment.createdAt).sort(),
  events: raw.events.map((event) => event.at),
  files: raw.files.map((file) => file.path),
  incomplete: raw.incomplete,
})

const byNumber = <T extends { number: number }>(items: readonly T[]) =>
  [...items].sort((a, b) => a.number - b.number)
const repositoryOf = (data: Dataset, name: string): RepositoryData =>
  data.repositories.find((repository) => repository.name === name)!

describe('reading', () => {
  it('every pull request of the sample with every child, overflow and all, within the budget', async () => {
    const { client, emulator } = await start(loadSample())
    let count = 0
    for (const repository of emulator.data.repositories) {
      const read = byNumber(await readAll(client.pullRequests, repository.id))
      expect(read.map(seen)).toEqual(byNumber(repository.pullRequests).map(truth))
      count += read.length
    }
    const { requests, points } = client.spent()
    // What GitHub says that it cost is what its formula says.
    expect([requests, points]).toEqual([
      emulator.journal.length,
      emulator.journal.reduce((sum, { cost }) => sum + cost, 0),
    ])
    expect(emulator.journal.every(({ cost, toldCost }) => cost === toldCost)).toBe(true)
    // The budget of the design: 60 requests and 270 points for a thousand pull requests.
    expect((requests / count) * 1_000).toBeLessThanOrEqual(60)
    expect((points / count) * 1_000).toBeLessThanOrEqual(270)
  })

  it('lists and files page apart, by creation or by update', async () => {
    const { client, emulator } = await start(loadSample(['cfrg']))
    const repository = emulator.data.repositories[0]!
    const listed = await readAll(client.list, repository.id, 100)
    expect(byNumber(listed).map(({ number, createdAt }) => [number, createdAt])).toEqual(
      byNumber(repository.pullRequests).map(({ number, createdAt }) => [number, parseInstant(createdAt)]),
    )
    const files = await readAll(client.files, repository.id, 50)
    expect(byNumber(files).map((one) => [one.isComplete, ...one.files.map((file) => file.path)])).toEqual(
      byNumber(repository.pullRequests).map((one) => [true, ...one.files!.nodes.map((file) => file.path)]),
    )
    const { items } = await client.list({
      repositoryId: toRepositoryId(repository.id),
      order: 'updated',
      cursor: null,
      pageSize: 5,
    })
    expect(items.map(({ updatedAt }) => updatedAt)).toEqual(
      repository.pullRequests
        .map((one) => parseInstant(one.updatedAt))
        .sort((a, b) => b - a)
        .slice(0, 5),
    )
  })

  it('children of every kind overflow, and of an overflow page, and the requests are as predicted', async () => {
    const data = loadSample(['cfrg'])
    const one = data.repositories[0]!.pullRequests.at(-1)!
    const times = <T>(count: number, make: (index: number) => T) =>
      Array.from({ length: count }, (_, index) => make(index))
    const at = (index: number) => new Date(Date.UTC(2024, 0, 1, 0, index)).toISOString().replace('.000Z', 'Z')
    const author = { __typename: 'User', login: 'dev-x' }
    one.commits = {
      nodes: times(230, (index) => ({
        commit: { oid: `${index}`, authoredDate: at(index), committedDate: at(index) },
      })),
    }
    one.comments = { nodes: times(151, (index) => ({ author, createdAt: at(index) })) }
    one.reviews = {
      nodes: times(60, (index) => ({
        author,
        state: 'COMMENTED',
        submittedAt: at(index),
        comments: { nodes: times(index === 3 ? 130 : 1, () => ({ author, createdAt: at(index) })) },
      })),
    }
    one.files = { nodes: times(101, (index) => ({ path: `f${index}`, additions: 1, deletions: 0 })) }
    const { client, emulator } = await start({
      repositories: [{ ...data.repositories[0]!, pullRequests: [one] }],
    })
    const [read] = await readAll(client.pullRequests, data.repositories[0]!.id)
    expect(seen(read!)).toEqual(truth(one))
    // One page; then further pages of six sets; then what these left over.
    expect(emulator.journal.map(({ operation }) => operation)).toEqual([
      'PullRequests',
      'MoreChildren',
      'MoreChildren',
    ])
  })

  it('a reviewer may be a team, a bot, a mannequin or gone', async () => {
    const data = loadSample(['bitcoin-core'])
    const repository = repositoryOf(data, 'gui')
    const one = repository.pullRequests[0]!
    const reviewers = [
      { __typename: 'Team', login: 'Core' },
      { __typename: 'Bot', login: 'robot' },
      { __typename: 'Mannequin', login: 'old' },
      null,
    ]
    one.timelineItems = {
      nodes: reviewers.map((requestedReviewer, index) => ({
        __typename: 'ReviewRequestedEvent',
        createdAt: `2024-01-01T00:00:0${index}Z`,
        actor: null,
        requestedReviewer,
      })),
    }
    one.reviewRequests = { nodes: reviewers.map((requestedReviewer) => ({ requestedReviewer })) }
    repository.pullRequests = [one]
    const { client } = await start(data)
    const [read] = await readAll(client.pullRequests, repository.id)
    const expected = [
      ['team', 'core'],
      ['bot', 'robot'],
      ['mannequin', 'old'],
      ['ghost', 'ghost'],
    ]
    expect(read!.requestedReviewers.map(({ kind, login }) => [kind, login])).toEqual(expected)
    expect(
      read!.events.map(
        (event) => event.kind === 'review-requested' && [event.reviewer.kind, event.reviewer.login],
      ),
    ).toEqual(expected)
  })

  it.each([
    ['gone', null, 'ghost', 'ghost'],
    ['a bot', { __typename: 'Bot', login: 'Robot' }, 'bot', 'robot'],
    ['a mannequin', { __typename: 'Mannequin', login: 'Old' }, 'mannequin', 'old'],
    ['an organization', { __typename: 'Organization', login: 'Acme' }, 'organization', 'acme'],
    ['an account of an enterprise', { __typename: 'EnterpriseUserAccount', login: 'Ann' }, 'user', 'ann'],
  ])('an author may be %s', async (_, author, kind, login) => {
    const data = loadSample(['bitcoin-core'])
    const repository = repositoryOf(data, 'gui')
    repository.pullRequests = [{ ...repository.pullRequests[0]!, author }]
    const { client } = await start(data)
    const [read] = await readAll(client.pullRequests, repository.id)
    expect(read!.author).toMatchObject({ kind, login })
  })

  it('of an empty repository there is nothing, and nothing is wrong', async () => {
    const data = loadSample(['bitcoin-core'])
    const repository = repositoryOf(data, 'gui')
    repository.pullRequests = []
    const { client } = await start(data)
    expect(await readAll(client.pullRequests, repository.id)).toEqual([])
    expect(await client.repository('bitcoin-core', 'gui')).toMatchObject({ defaultBranch: null })
  })

  it('tags, lightweight and annotated, page by page', async () => {
    const data = loadSample(['bitcoin-core'])
    const repository = repositoryOf(data, 'gui')
    repository.tags = Array.from({ length: 230 }, (_, index) => ({
      name: `v${index}`,
      oid: `c${index}`,
      committedDate: new Date(Date.UTC(2020, 0, index + 1)).toISOString(),
      annotated: index % 2 === 0,
      depth: 1 + (index % 3),
    }))
    const { client, emulator } = await start(data)
    const { tags, missing } = await client.tags(toRepositoryId(repository.id))
    expect(missing).toBeNull()
    expect(tags.map(({ name, sha, committedAt }) => [name, sha, committedAt]).reverse()).toEqual(
      repository.tags.map(({ name, oid, committedDate }) => [name, oid, parseInstant(committedDate)]),
    )
    expect(emulator.journal).toHaveLength(3)
  })

  it('a pull request that changes between two pages is neither lost nor repeated, by creation', async () => {
    const { client, emulator } = await start()
    const repository = repositoryOf(emulator.data, 'gui')
    const numbers: number[] = []
    const read: GithubClient['pullRequests'] = async (request) => {
      const page = await client.pullRequests(request)
      numbers.push(...page.items.map(({ number }) => number))
      repository.pullRequests[numbers.length % 100]!.updatedAt = new Date().toISOString()
      repository.pullRequests.push({
        ...repository.pullRequests[0]!,
        number: 100_000 + numbers.length,
        createdAt: new Date().toISOString(),
      })
      return page
    }
    const before = repository.pullRequests.map(({ number }) => number)
    await readAll(read, repository.id, 100)
    expect(numbers.sort((a, b) => a - b)).toEqual(before.sort((a, b) => a - b))
  })
})

it('ids beyond 53 bits stay what they are', async () => {
  const { client, emulator } = await start()
  const { id, pullRequests } = emulator.data.repositories[0]!
  const huge = '9007199254740993'
  emulator.faults.push({
    respond: {
      kind: 'change',
      change: (answer: unknown) => {
        const { data } = answer as {
          data: { node: { pullRequests: { nodes: { fullDatabaseId: string }[] } } }
        }
        data.node.pullRequests.nodes[0]!.fullDatabaseId = huge
        return answer
      },
    } as never,
  })
  const page = await client.pullRequests({
    repositoryId: toRepositoryId(id),
    order: 'created',
    cursor: null,
    pageSize: 2,
  })
  expect(pullRequests.length).toBeGreaterThan(1)
  expect(page.items[0]?.fullDatabaseId).toBe(huge)
})
