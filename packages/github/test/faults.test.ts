/** What goes wrong on the wire, and what must come of it. */
import { loadSample } from '@upflow/github-emulator'
import { toRepositoryId } from '@upflow/model'
import { appKey } from '@upflow/tooling/app-keys'
import { describe, expect, it } from 'vitest'
import { createGithubClient, GithubError, type Wait } from '../src/index.ts'
import { newApp, start } from './support.ts'

const gui = (data = loadSample(['bitcoin-core'])) => data.repositories.find(({ name }) => name === 'gui')!
const request = {
  repositoryId: toRepositoryId(gui().id),
  order: 'created',
  cursor: null,
  pageSize: 24,
} as const

describe('what passes', () => {
  it.each([
    ['a reset connection', { kind: 'reset' }],
    ['an answer cut off', { kind: 'truncate' }],
    ['no answer in time', { kind: 'hang' }],
    [
      'a captive page',
      { kind: 'status', status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' },
    ],
    ['an empty body', { kind: 'status', status: 200, body: '' }],
    ['neither data nor errors', { kind: 'status', status: 200, body: '{}' }],
    ['500', { kind: 'status', status: 500 }],
  ] as const)('%s: it is tried again, and read whole', async (_, respond) => {
    // Long enough for an answer that comes.
    const timing = { retryDelayMs: 1, ...(respond.kind === 'hang' && { attemptTimeoutMs: 5_000 }) }
    const { client, emulator } = await start(undefined, { timing })
    emulator.faults.push({ respond })
    const page = await client.pullRequests(request)
    expect([page.items.length, page.pageSize, emulator.journal.length]).toEqual([24, 24, expect.any(Number)])
    expect(emulator.journal.filter(({ operation }) => operation === 'PullRequests')).toHaveLength(2)
  })

  it.each([
    ['502', { kind: 'status', status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['504', { kind: 'status', status: 504 }],
    [
      'Something went wrong',
      { kind: 'errors', errors: [{ message: 'Something went wrong while executing your query.' }] },
    ],
    [
      'RESOURCE_LIMITS_EXCEEDED',
      {
        kind: 'errors',
        errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', message: 'Resource limits for this query exceeded.' }],
      },
    ],
  ] as const)('%s: the page is halved at the same cursor', async (_, respond) => {
    const { client, emulator } = await start()
    emulator.faults.push({ respond, times: 2, when: ({ operation }) => operation === 'PullRequests' })
    const page = await client.pullRequests(request)
    expect([page.items.length, page.pageSize]).toEqual([6, 6])
    expect(
      emulator.journal
        .filter(({ operation }) => operation === 'PullRequests')
        .map(({ variables }) => [variables.first, variables.after]),
    ).toEqual([
      [24, null],
      [12, null],
      [6, null],
    ])
  })

  it('too heavy even alone: scalars and each child set apart', async () => {
    const { client, emulator } = await start()
    emulator.faults.push({
      respond: { kind: 'status', status: 502 },
      times: Number.POSITIVE_INFINITY,
      when: ({ operation }) => operation === 'PullRequests',
    })
    const apart = await client.pullRequests(request)
    emulator.faults.length = 0
    const whole = await client.pullRequests({ ...request, pageSize: 1 })
    // They were not answered in the same second.
    expect({ ...apart, answeredAt: whole.answeredAt }).toEqual(whole)
    expect(apart.items[0]!.incomplete).toEqual([])
  })

  it('a node that is null is read by itself; a child connection that is null is said to be incomplete', async () => {
    const { client, emulator } = await start()
    const whole = await client.pullRequests({ ...request, pageSize: 3 })
    const withNull = (data: { data: { node: { pullRequests: { nodes: unknown[] } } } }) => {
      data.data.node.pullRequests.nodes[1] = null
      return {
        ...data,
        errors: [
          { message: 'timed out on one', type: 'INTERNAL', path: ['node', 'pullRequests', 'nodes', 1] },
        ],
      }
    }
    emulator.faults.push({ respond: { kind: 'change', change: withNull as never } })
    const read = await client.pullRequests({ ...request, pageSize: 3 })
    expect([...read.items].sort((a, b) => b.number - a.number)).toEqual(whole.items)
    emulator.faults.push({
      respond: {
        kind: 'change',
        change: ((data: { data: { node: { pullRequests: { nodes: { reviews: unknown }[] } } } }) => {
          data.data.node.pullRequests.nodes[0]!.reviews = null
          return data
        }) as never,
      },
    })
    const half = await client.pullRequests({ ...request, pageSize: 3 })
    expect(half.items.map(({ incomplete }) => incomplete)).toEqual([['reviews'], [], []])
  })

  it.each([
    ['without a cursor', { endCursor: null }, undefined],
    ['with the cursor that it was asked with', { endCursor: 'same' }, undefined],
    ['that is empty', {}, []],
  ])('a page %s that says there are more does not go on without end', async (_, pageInfo, nodes) => {
    const { client, emulator } = await start()
    const { nextCursor } = await client.pullRequests({ ...request, pageSize: 3 })
    type Answer = { data: { node: { pullRequests: { nodes: unknown; pageInfo: object } } } }
    const change = (answer: Answer) => {
      const { pullRequests } = answer.data.node
      const cursor =
        'endCursor' in pageInfo && pageInfo.endCursor === 'same' ? { endCursor: nextCursor } : pageInfo
      Object.assign(pullRequests.pageInfo, { hasNextPage: true }, cursor)
      if (nodes) pullRequests.nodes = nodes
      return answer
    }
    emulator.faults.push({ respond: { kind: 'change', change: change as never } })
    const asked = emulator.journal.length
    await expect(client.pullRequests({ ...request, cursor: nextCursor })).rejects.toMatchObject({
      code: 'github/stuck-paging',
    })
    expect(emulator.journal).toHaveLength(asked + 1)
  })

  it('one pull request by id that is gone is reported, the others come', async () => {
    const { client } = await start()
    const { items } = await client.pullRequests({ ...request, pageSize: 3 })
    const wanted = [
      ...items.map(({ id, number }) => ({ id, number })),
      { id: 'PR_bm9uZTo5OTk' as never, number: 999 },
    ]
    const read = await client.pullRequestsById(request.repositoryId, wanted, { pageSize: 24 })
    expect([read.items.map(({ number }) => number), read.unread]).toEqual([
      items.map(({ number }) => number),
      [
        {
          number: 999,
          reason: "Could not resolve to a node with the global id of 'PR_bm9uZTo5OTk'",
          isRefused: true,
        },
      ],
    ])
  })
})

describe('limits', () => {
  it.each([
    [
      'secondary, 403 with Retry-After',
      {
        kind: 'status',
        status: 403,
        headers: { 'retry-after': '1' },
        body: '{"message":"You have exceeded a secondary rate limit"}',
      },
      'secondary rate limit',
    ],
    [
      'secondary, 429',
      { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
      'secondary rate limit',
    ],
    [
      'secondary, sent as 200',
      {
        kind: 'errors',
        errors: [{ message: 'You have exceeded a secondary rate limit.' }],
        headers: { 'retry-after': '1' },
      },
      'secondary rate limit',
    ],
    [
      'secondary, Retry-After as a date',
      {
        kind: 'status',
        status: 429,
        headers: { date: 'Wed, 01 Jan 2020 00:00:00 GMT', 'retry-after': 'Wed, 01 Jan 2020 00:00:01 GMT' },
      },
      'secondary rate limit',
    ],
    [
      'primary, 200',
      {
        kind: 'errors',
        errors: [{ type: 'RATE_LIMIT', message: 'API rate limit exceeded' }],
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': '1000',
          date: 'Thu, 01 Jan 1970 00:16:39 GMT',
        },
      },
      'rate limit',
    ],
    [
      'primary, the reset in the past',
      { kind: 'status', status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5' } },
      'rate limit',
    ],
  ] as const)('%s: waits about a second, says so, and goes on', async (_, respond, why) => {
    const waits: Wait[] = []
    const { client, emulator } = await start(undefined, {
      onWait: (wait) => waits.push(wait),
      random: () => 0,
    })
    emulator.faults.push({ respond })
    const { items, pageSize } = await client.pullRequests({ ...request, pageSize: 2 })
    // A limit is no sign that a page is too large.
    expect([items.length, pageSize]).toEqual([2, 2])
    expect(waits.map((wait) => [wait.why, wait.ms])).toEqual([[why, 1_000]])
  })

  it.each([
    ['longer and longer', { 'retry-after': '1' }, 2, [1_000, 2_000]],
    ['a minute when it is not said how long', {}, 1, [60_000]],
    ['no longer than 65 minutes', { 'retry-after': '99999' }, 1, [65 * 60_000]],
  ])('secondary ones are waited for %s', async (_, headers, times, expected) => {
    const waits: number[] = []
    const controller = new AbortController()
    const { client, emulator } = await start(undefined, {
      onWait: ({ ms }) => {
        waits.push(ms)
        // Who waits that long in a test has seen enough.
        if (ms > 2_000) controller.abort(new Error('enough'))
      },
      random: () => 0,
    })
    emulator.faults.push({ respond: { kind: 'status', status: 429, headers }, times })
    const read = client.list({ ...request, signal: controller.signal })
    await read.catch((error: Error) => expect(error.message).toBe('enough'))
    expect(waits).toEqual(expected)
  })

  it('of the REST API is waited for, and keeps nobody from asking GraphQL', async () => {
    const { publicKey, privateKey } = appKey()
    const credential = { kind: 'installation', appId: 7, installationId: 70, privateKey } as const
    const waits: Wait['why'][] = []
    const controller = new AbortController()
    const { client, emulator } = await start(
      undefined,
      { credential, onWait: ({ why }) => waits.push(why) },
      { apps: [newApp(publicKey)] },
    )
    await client.viewer()
    emulator.faults.push({
      respond: {
        kind: 'status',
        status: 403,
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Math.floor(Date.now() / 1_000) + 3_000),
        },
      },
    })
    const seen = client.visible(null, controller.signal)
    const outcome = expect(seen).rejects.toThrow('enough')
    while (waits.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect([(await client.list(request)).items.length, waits]).toEqual([24, ['rate limit']])
    controller.abort(new Error('enough'))
    await outcome
  })

  it('nothing is sent with that credential meanwhile, and a cancelled wait ends at once', async () => {
    const { client, emulator } = await start()
    emulator.faults.push({ respond: { kind: 'status', status: 429, headers: { 'retry-after': '3600' } } })
    const controller = new AbortController()
    const both = Promise.allSettled([
      client.list({ ...request, signal: controller.signal }),
      client.list({ ...request, signal: controller.signal }),
    ])
    while (emulator.journal.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(emulator.journal).toHaveLength(1)
    controller.abort(new Error('enough'))
    expect((await both).map((result) => result.status === 'rejected' && result.reason.message)).toEqual([
      'enough',
      'enough',
    ])
  })

  it('no limit headers mean unlimited', async () => {
    const { client } = await start(undefined, { pointsPerHour: null })
    expect((await client.list(request)).items).toHaveLength(24)
  })
})

describe('what does not pass says what to do', () => {
  it.each([
    [
      '401',
      { kind: 'status', status: 401, body: '{"message":"Bad credentials"}' },
      'github/authentication-failed',
      /store a new one/,
    ],
    [
      '403',
      { kind: 'status', status: 403, body: '{"message":"Forbidden"}' },
      'github/access-denied',
      /permissions/,
    ],
    [
      'single sign-on',
      {
        kind: 'errors',
        errors: [{ type: 'FORBIDDEN', message: 'Resource protected by organization SAML enforcement.' }],
      },
      'github/access-denied',
      /single sign-on/,
    ],
    ['404', { kind: 'status', status: 404 }, 'github/misconfigured', /API address/],
    [
      'a page without a reason',
      { kind: 'status', status: 418, body: '<html>' },
      'github/misconfigured',
      /418 .*: it does not say why\. Check the API address/,
    ],
    [
      'an unknown field',
      { kind: 'errors', errors: [{ message: "Field 'fullDatabaseId' doesn't exist on type 'PullRequest'" }] },
      'github/schema-mismatch',
      /Update/,
    ],
  ] as const)('%s', async (_, respond, code, message) => {
    const { client, emulator } = await start()
    emulator.faults.push({ respond })
    const error = await client.pullRequests(request).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(GithubError)
    expect(error).toMatchObject({ code, retryable: false, message: expect.stringMatching(message) })
    expect(emulator.journal).toHaveLength(1)
  })

  it('a wrong token, a repository that is not there, and a cursor that is none', async () => {
    const { client, emulator } = await start()
    const wrong = createGithubClient({
      apiUrl: emulator.url,
      credential: { kind: 'token', token: 'ghp_wrong' },
    })
    await expect(wrong.viewer()).rejects.toMatchObject({ code: 'github/authentication-failed' })
    await wrong.close()
    await expect(client.repository('bitcoin-core', 'none')).rejects.toMatchObject({
      code: 'github/not-found',
    })
    await expect(client.pullRequests({ ...request, cursor: 'bm9uZQ' })).rejects.toMatchObject({
      code: 'github/stuck-paging',
    })
    expect(await client.repository('Bitcoin-Core', 'GUI')).toMatchObject({
      name: 'gui',
      owner: 'bitcoin-core',
    })
    expect(await client.viewer()).toEqual({ login: 'dev', tokenExpiresAt: null })
  })
})
