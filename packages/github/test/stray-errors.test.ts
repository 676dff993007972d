/** An error whose path leads to no pull request may be about any of them: what is null is not known then. */
import { describe, expect, it } from 'vitest'
import { few, requestOf, start } from './support.ts'

interface Node {
  number: number
  author: object | null
  mergedAt: string | null
  reviews?: { nodes: { author: object | null }[] }
}
interface Answer {
  data: {
    node?: { pullRequests?: { nodes: Node[] } } | null
    nodes?: (Node | null)[]
  }
  errors?: object[]
}
type Path = readonly (string | number)[]
const message = 'Resource not accessible by personal access token'

/** Changes a pull request wherever it comes, and says so at a path that is made of the place where it came. */
function withError(number: number, change: (node: Node) => void, pathOf: (place: Path) => Path) {
  const places: [(answer: Answer) => (Node | null)[] | undefined, Path][] = [
    [({ data }) => data.node?.pullRequests?.nodes, ['node', 'pullRequests', 'nodes']],
    [({ data }) => data.nodes, ['nodes']],
  ]
  return (answer: Answer): Answer => {
    for (const [listOf, path] of places)
      for (const [index, node] of (listOf(answer) ?? []).entries()) {
        if (node?.number !== number || !('author' in node)) continue
        change(node)
        answer.errors = [
          ...(answer.errors ?? []),
          { type: 'FORBIDDEN', message, path: pathOf([...path, index]) },
        ]
      }
    return answer
  }
}

const paths: [string, (place: Path) => Path][] = [
  ['the repository', () => ['node']],
  ['its pull requests', (place) => place.slice(0, Math.max(1, place.length - 2))],
  ['their list', (place) => place.slice(0, -1)],
  ['a place beyond the list', (place) => [...place.slice(0, -1), 99, 'author']],
  ['its place as a text', (place) => [...place.slice(0, -1), String(place.at(-1)), 'author']],
]

describe('an error at', () => {
  it.each(paths)('%s: an author that is null was not read, and the others were', async (_, pathOf) => {
    const { data, repository } = few()
    const { client, emulator } = await start(data)
    const { number } = repository.pullRequests[2]!
    const whole = await client.pullRequests(requestOf(repository))
    const change = withError(number, (node) => Object.assign(node, { author: null }), pathOf)
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      respond: { kind: 'change', change: change as never },
    })
    const { items, unread } = await client.pullRequests(requestOf(repository))
    expect(items.find((one) => one.number === number)?.incomplete).toEqual(['author'])
    expect(unread).toEqual([
      { number, reason: `not all of its author could be read: ${message}`, isRefused: false },
    ])
    const others = whole.items.filter((one) => one.number !== number)
    expect(items.filter((one) => one.number !== number)).toEqual(others)

    const known = whole.items.map(({ id, number }) => ({ id, number }))
    const byId = await client.pullRequestsById(requestOf(repository).repositoryId, known, { pageSize: 24 })
    expect(byId.unread.map((one) => one.number)).toEqual([number])
    expect(byId.items.filter((one) => one.number !== number)).toEqual(expect.arrayContaining(others))
  })

  it('the list: of what is nested too, and nothing of what is null by its nature', async () => {
    const { data, repository } = few()
    const { client, emulator } = await start(data)
    const [open, merged] = repository.pullRequests
    Object.assign(open!, { state: 'OPEN', mergedAt: null, closedAt: null, mergeCommit: null })
    Object.assign(merged!, { state: 'MERGED' })
    merged!.reviews = {
      nodes: [{ author: null, state: 'COMMENTED', submittedAt: '2026-01-01T00:00:00Z' }],
    } as never
    const change = withError(
      merged!.number,
      (node) => Object.assign(node, { mergedAt: null }),
      () => ['node'],
    )
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      respond: { kind: 'change', change: change as never },
    })
    const { items } = await client.pullRequests(requestOf(repository))
    const incompleteOf = (number: number) => items.find((one) => one.number === number)?.incomplete
    expect([incompleteOf(open!.number), incompleteOf(merged!.number)]).toEqual([[], ['mergedAt', 'reviews']])
  })

  it('what nothing is made of leaves all as it is', async () => {
    const { data, repository } = few()
    const { client, emulator } = await start(data)
    const whole = await client.pullRequests(requestOf(repository))
    const change = (answer: Answer) => ({ ...answer, errors: [{ message, path: ['rateLimit'] }] })
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      respond: { kind: 'change', change: change as never },
    })
    expect(await client.pullRequests(requestOf(repository))).toMatchObject({ items: whole.items, unread: [] })
    const known = whole.items.map(({ id, number }) => ({ id, number }))
    const byId = await client.pullRequestsById(requestOf(repository).repositoryId, known, { pageSize: 24 })
    expect(byId).toMatchObject({ unread: [], items: expect.arrayContaining([...whole.items]) })
  })
})

describe('a number of which GitHub gives nothing', () => {
  it.each([
    ['says that there is none', { type: 'NOT_FOUND', path: ['node', 'n2'] }, { kind: 'gone' }],
    ['may not be said', { type: 'FORBIDDEN', path: ['node', 'n2'] }, { kind: 'failed', reason: message }],
    ['is told of elsewhere', { path: ['node'] }, { kind: 'failed', reason: message }],
    ['is told of another', { type: 'NOT_FOUND', path: ['node', 'n3'] }, { kind: 'failed', reason: message }],
    ['has no reason', null, { kind: 'failed', reason: 'GitHub left it out without a reason' }],
  ])('%s', async (_, error, expected) => {
    const { data, repository } = few()
    const { client, emulator } = await start(data)
    const change = ({ data }: { data: object }) => ({
      data: { ...data, node: { __typename: 'Repository', n2: null } },
      ...(error === null ? {} : { errors: [{ message, ...error }] }),
    })
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      respond: { kind: 'change', change: change as never },
    })
    expect(await client.lookUp(requestOf(repository).repositoryId, [2])).toEqual([{ number: 2, ...expected }])
  })
})
