import { afterEach, expect, it } from 'vitest'
import { type Emulator, generateDataset, type PullRequestData, startEmulator } from '../src/index.ts'

let emulator: Emulator | null = null
afterEach(async () => {
  await emulator?.close()
  emulator = null
})

const pullRequestsOf = (seed: number) =>
  generateDataset({ repositories: 2, pullRequests: 500, seed }).repositories.flatMap(
    (repository) => repository.pullRequests,
  )
/** Everything of it, what is made when it is read included. */
const whole = (one: PullRequestData) => ({
  ...one,
  mergedAt: one.mergedAt,
  mergeCommit: one.mergeCommit,
  title: one.title,
  refs: [one.baseRefName, one.headRefName, one.isCrossRepository],
  counts: [one.additions, one.deletions, one.changedFiles],
  children: [one.commits, one.reviews, one.comments, one.timelineItems, one.reviewRequests, one.files],
})

it('is the same for the same seed, each time it is read, and another for another', () => {
  const first = pullRequestsOf(7)
  expect(first.map(whole)).toEqual(pullRequestsOf(7).map(whole))
  expect(first.map(whole)).toEqual(first.map(whole))
  expect(first.map(whole)).not.toEqual(pullRequestsOf(8).map(whole))
  expect(whole(first[0]!)).not.toEqual(whole(first[500]!))
})

it('makes sense: nothing happens before it is opened or after its last update, and counts are those of its files', () => {
  for (const one of pullRequestsOf(1)) {
    const happened = [
      ...one.reviews.nodes.flatMap(({ submittedAt, comments }) => [
        submittedAt,
        ...(comments?.nodes ?? []).map(({ createdAt }) => createdAt),
      ]),
      ...one.comments.nodes.map(({ createdAt }) => createdAt),
      ...one.timelineItems!.nodes.map(({ createdAt }) => createdAt),
    ]
    for (const at of happened) expect(at! >= one.createdAt && at! <= one.updatedAt).toBe(true)
    const events = one.timelineItems!.nodes
    expect(events).toEqual([...events].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt)))
    expect(events.some((event) => event.__typename === 'MergedEvent')).toBe(one.state === 'MERGED')
    expect([one.mergedAt !== null, one.closedAt !== null]).toEqual([
      one.state === 'MERGED',
      one.state !== 'OPEN',
    ])
    expect(one.changedFiles).toBe(one.files!.nodes.length)
    expect(one.additions).toBe(one.files!.nodes.reduce((sum, file) => sum + file.additions, 0))
  }
})

it.each([
  ['bots', ({ author }) => author?.__typename === 'Bot'],
  ['drafts', ({ isDraft }) => isDraft === true],
  ['those that were drafts', (one) => has(one, 'ReadyForReviewEvent')],
  ['force pushes', (one) => has(one, 'HeadRefForcePushedEvent')],
  ['removed requests', (one) => has(one, 'ReviewRequestRemovedEvent')],
  ['open ones', ({ state }) => state === 'OPEN'],
  ['closed ones', ({ state }) => state === 'CLOSED'],
  ['forks', ({ isCrossRepository }) => isCrossRepository === true],
  ['releases', ({ baseRefName, headRefName }) => baseRefName === 'main' && headRefName === 'develop'],
  ['generated files', ({ files }) => files!.nodes.some(({ path }) => path.endsWith('-lock.yaml'))],
  ['children that overflow a page', ({ comments }) => comments.nodes.length > 20],
] satisfies [string, (one: PullRequestData) => boolean][])('has %s, but not only', (_, is) => {
  const share = pullRequestsOf(1).filter(is).length / 1_000
  expect(share).toBeGreaterThan(0)
  expect(share).toBeLessThan(0.5)
})
const has = (one: PullRequestData, kind: string) =>
  one.timelineItems!.nodes.some(({ __typename }) => __typename === kind)

it('is served as it is, page by page, each pull request once and with what it consists of', async () => {
  const data = generateDataset({ repositories: 2, pullRequests: 130, seed: 3 })
  emulator = await startEmulator({ data, tokens: { good: { login: 'dev' } } })
  const query = `query Page($id: ID!, $after: String) { node(id: $id) { ... on Repository {
    pullRequests(first: 50, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes { number updatedAt additions commits(first: 100) { totalCount } files(first: 100) { nodes { path } } }
    } } } }`
  const read: { number: number; updatedAt: string; additions: number }[] = []
  for (let after: string | null = null; ; ) {
    const response: Response = await fetch(`${emulator.url}/graphql`, {
      method: 'POST',
      headers: { authorization: 'bearer good' },
      body: JSON.stringify({ query, variables: { id: data.repositories[1]!.id, after } }),
    })
    const { nodes, pageInfo } = ((await response.json()) as never as Answer).data.node.pullRequests
    read.push(...nodes)
    if (!pageInfo.hasNextPage) break
    after = pageInfo.endCursor
  }
  const expected = data.repositories[1]!.pullRequests.map((one) => ({
    number: one.number,
    updatedAt: one.updatedAt,
    additions: one.additions,
    commits: { totalCount: one.commits.nodes.length },
    files: { nodes: one.files!.nodes.slice(0, 100).map(({ path }) => ({ path })) },
  }))
  expect(read).toEqual(
    expected.sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt) || b.number - a.number),
  )
})

interface Answer {
  readonly data: {
    readonly node: {
      readonly pullRequests: {
        readonly nodes: { number: number; updatedAt: string; additions: number }[]
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
      }
    }
  }
}
