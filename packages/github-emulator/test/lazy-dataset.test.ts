/** A history of any length that is made while it is served: the same as one that is held, in every order. */
import { expect, it } from 'vitest'
import { generateDataset, type PullRequestData } from '../src/index.ts'
import { graphql, start } from './support.ts'

const size = { repositories: 1, pullRequests: 300, seed: 5 }

async function readAll(data: ReturnType<typeof generateDataset>, order: string, states = '') {
  const emulator = await start({ data })
  const read: { number: number; updatedAt: string; title: string; totalCount: number }[] = []
  for (let after: string | null = null; ; ) {
    const { body } = await graphql(
      emulator,
      `query Page($id: ID!, $after: String) { node(id: $id) { ... on Repository {
        pullRequests(first: 37, after: $after, orderBy: ${order} ${states}) {
          totalCount pageInfo { hasNextPage endCursor }
          nodes { number updatedAt title state commits(first: 100) { totalCount nodes { commit { oid } } } } } } } }`,
      'good',
      { id: data.repositories[0]!.id, after },
    )
    const { nodes, pageInfo, totalCount } = body.data.node.pullRequests
    read.push(...nodes.map((node: object) => ({ ...node, totalCount })))
    if (!pageInfo.hasNextPage) return read
    after = pageInfo.endCursor
  }
}

it.each([
  ['{field: CREATED_AT, direction: DESC}', ''],
  ['{field: CREATED_AT, direction: ASC}', ''],
  ['{field: UPDATED_AT, direction: DESC}', ''],
  ['{field: UPDATED_AT, direction: ASC}', 'states: [OPEN, CLOSED]'],
])('in order %s %s, page by page', async (order, states) => {
  const held = await readAll(generateDataset(size), order, states)
  expect(held.length).toBeGreaterThan(20)
  expect(await readAll(generateDataset({ ...size, isLazy: true }), order, states)).toEqual(held)
})

it.each([false, true])('from the end too, whether lazy is %s', async (isLazy) => {
  const emulator = await start({ data: generateDataset({ ...size, isLazy }) })
  const page = async (before: string | null) => {
    const { body } = await graphql(
      emulator,
      `query Q($before: String) { node(id: "R_MQ") { ... on Repository { pullRequests(last: 2, before: $before, orderBy: {field: CREATED_AT, direction: ASC}) { pageInfo { hasPreviousPage startCursor hasNextPage } nodes { number } } } } }`,
      'good',
      { before },
    )
    return body.data.node.pullRequests
  }
  const end = await page(null)
  expect(end).toMatchObject({
    nodes: [{ number: 299 }, { number: 300 }],
    pageInfo: { hasPreviousPage: true },
  })
  expect((await page(end.pageInfo.startCursor)).nodes).toEqual([{ number: 297 }, { number: 298 }])
})

it('what changes stands in the place of what was made, and what is opened comes besides', async () => {
  const change = async (isLazy: boolean) => {
    const data = generateDataset({ ...size, isLazy })
    const [repository] = data.repositories
    const emulator = await start({ data, now: () => Date.UTC(2030, 0, 1) })
    const by = { __typename: 'User', login: 'ann' }
    const repositoryId = repository!.id
    await emulator.mutate({
      kind: 'push',
      repositoryId,
      number: 17,
      by,
      commits: [{ oid: 'c', authoredDate: '2030-01-01T00:00:00Z', committedDate: '2030-01-01T00:00:00Z' }],
    })
    const opened = { ...(repository!.pullRequests.find(({ number }) => number === 17) as PullRequestData) }
    await emulator.mutate({
      kind: 'open',
      repositoryId,
      pullRequest: { ...opened, number: 301, title: 'opened' },
    })
    await emulator.close()
    return readAll(data, '{field: UPDATED_AT, direction: DESC}')
  }
  const changed = await change(true)
  expect(changed).toEqual(await change(false))
  expect(changed.slice(0, 2).map(({ number, totalCount }) => [number, totalCount])).toEqual([
    [301, 301],
    [17, 301],
  ])
})

it('a hundred thousand are not held', async () => {
  const data = generateDataset({ repositories: 1, pullRequests: 100_000, seed: 1, isLazy: true })
  const [repository] = data.repositories
  const emulator = await start({ data })
  const { body } = await graphql(
    emulator,
    `query Q { node(id: "${repository!.id}") { ... on Repository { pullRequests(first: 2, orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount nodes { number } } pullRequest(number: 77777) { number title } } } }`,
  )
  expect(body.data.node).toMatchObject({
    pullRequests: { totalCount: 100_000, nodes: [{}, {}] },
    pullRequest: { number: 77_777 },
  })
  expect(repository!.pullRequests).toHaveLength(0)
})
