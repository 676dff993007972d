import { afterEach, describe, expect, it } from 'vitest'
import { type Emulator, loadSample, startEmulator } from '../src/index.ts'

let emulator: Emulator
afterEach(() => emulator.close())

async function start(options: { pointsPerHour?: number | null } = {}) {
  emulator = await startEmulator({
    data: loadSample(['bitcoin-core']),
    tokens: { good: { login: 'dev' } },
    ...options,
  })
}

async function ask(query: string, variables: object = {}, token = 'good') {
  const response = await fetch(`${emulator.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as { data?: never; errors?: { type?: string; message: string }[] },
  }
}

const page = `query Page($first: Int!, $after: String) {
  repository(owner: "bitcoin-core", name: "gui") { pullRequests(first: $first, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount pageInfo { endCursor hasNextPage } nodes { number updatedAt } } }
  rateLimit { cost remaining }
}`

describe('the emulator', () => {
  it('answers from the sample, charges points and keeps a journal without tokens', async () => {
    await start()
    const { body, headers } = await ask(page, { first: 3, after: null })
    expect(body).toMatchObject({
      data: {
        repository: { pullRequests: { totalCount: 537, nodes: [{}, {}, {}] } },
        rateLimit: { cost: 1, remaining: 4999 },
      },
    })
    expect(headers.get('x-ratelimit-remaining')).toBe('4999')
    expect(emulator.journal).toMatchObject([
      { operation: 'Page', viewer: 'dev', status: 200, cost: 1, variables: { first: 3, after: null } },
    ])
    expect(JSON.stringify(emulator.journal)).not.toContain('good')
  })

  it('cursors name a pull request: what moves to the front meanwhile shifts nothing', async () => {
    await start()
    const first = (await ask(page, { first: 5 })).body.data as unknown as {
      repository: { pullRequests: { pageInfo: { endCursor: string } } }
    }
    const after = first.repository.pullRequests.pageInfo.endCursor
    const before = (await ask(page, { first: 5, after })).body
    emulator.data.repositories[0]!.pullRequests[100]!.updatedAt = '2030-01-01T00:00:00Z'
    expect((await ask(page, { first: 5, after })).body.data).toMatchObject({
      repository: (before.data as never as { repository: object }).repository,
    })
  })

  it.each([
    ['a wrong token', () => ask(page, { first: 1 }, 'bad'), 401, undefined],
    ['a page over 100', () => ask(page, { first: 101 }), 200, 'EXCESSIVE_PAGINATION'],
    [
      'too many nodes',
      () =>
        ask(
          'query Big { repository(owner: "bitcoin-core", name: "gui") { pullRequests(first: 100) { nodes { comments(first: 100) { nodes { reactions(first: 60) { nodes { id } } } } } } } }',
        ),
      200,
      'MAX_NODE_LIMIT_EXCEEDED',
    ],
    [
      'an unknown repository',
      () => ask('query R { repository(owner: "a", name: "b") { id } }'),
      200,
      'NOT_FOUND',
    ],
    ['a cursor that is none', () => ask(page, { first: 1, after: 'x' }), 200, 'INVALID_CURSOR_ARGUMENTS'],
  ])('refuses %s as GitHub does', async (_, send, status, type) => {
    await start()
    const answer = await send()
    expect([answer.status, answer.body.errors?.[0]?.type]).toEqual([status, type])
  })

  it('refuses a field that is not in the published schema, and says so', async () => {
    await start()
    expect((await ask('query Q { viewer { favouriteColour } }')).body.errors?.[0]?.message).toContain(
      'favouriteColour',
    )
  })

  it('has a primary limit, or none and no headers', async () => {
    await start({ pointsPerHour: 1 })
    await ask(page, { first: 1 })
    expect((await ask(page, { first: 1 })).body.errors?.[0]?.type).toBe('RATE_LIMIT')
    await emulator.close()
    await start({ pointsPerHour: null })
    expect((await ask(page, { first: 1 })).headers.has('x-ratelimit-remaining')).toBe(false)
  })

  it('serves deployments the newest first, by id too, their statuses from the newest on', async () => {
    await start()
    const deployment = (id: string, createdAt: string) => ({
      id,
      environment: 'production',
      commitOid: `commit of ${id}`,
      committedDate: id === 'DE_1' ? null : createdAt,
      creator: { __typename: 'User', login: 'ann' },
      createdAt,
      statuses: ['PENDING', 'SUCCESS'].map((state) => ({ state, createdAt })),
    })
    emulator.data.repositories[0]!.deployments = [
      deployment('DE_1', '2026-01-01T00:00:00Z'),
      deployment('DE_2', '2026-01-02T00:00:00Z'),
      { ...deployment('DE_3', '2026-01-03T00:00:00Z'), broken: 'Could not load' },
    ]
    const facts = '... on Deployment { id commit { committedDate } statuses(first: 1) { nodes { state } } }'
    const page = `deployments(first: 2, orderBy: {field: CREATED_AT, direction: DESC}) { totalCount nodes { ${facts} } }`
    const { body } = await ask(
      `query($ids: [ID!]!) { repository(owner: "bitcoin-core", name: "gui") { ${page} } nodes(ids: $ids) { ${facts} } }`,
      { ids: ['DE_1', 'DE_none'] },
    )
    const statuses = { nodes: [{ state: 'SUCCESS' }] }
    expect(body.data).toEqual({
      repository: {
        deployments: {
          totalCount: 3,
          nodes: [null, { id: 'DE_2', commit: { committedDate: '2026-01-02T00:00:00Z' }, statuses }],
        },
      },
      nodes: [{ id: 'DE_1', commit: null, statuses }, null],
    })
    expect(body.errors?.map(({ type, message }) => [type, message])).toEqual([
      [undefined, 'Could not load'],
      ['NOT_FOUND', expect.stringContaining('DE_none')],
    ])
  })

  it('lets faults happen as scripted, then goes on', async () => {
    await start()
    emulator.faults.push(
      { respond: { kind: 'status', status: 502 }, times: 2, when: ({ operation }) => operation === 'Page' },
      { respond: { kind: 'reset' } },
    )
    expect((await ask(page, { first: 1 })).status).toBe(502)
    await expect(ask('query Other { viewer { login } }')).rejects.toThrow()
    expect((await ask(page, { first: 1 })).status).toBe(502)
    expect((await ask(page, { first: 1 })).status).toBe(200)
  })
})
