/** What GitHub withholds is never taken for what there is not, and one pull request never hides the others. */
import { type RawPullRequest, toRepositoryId } from '@upflow/model'
import { describe, expect, it } from 'vitest'
import type { GithubClient, PageRequest, Unread } from '../src/index.ts'
import { few, requestOf, start } from './support.ts'

/** Page by page, as a pass does. */
async function readAll(client: GithubClient, request: PageRequest) {
  const items: RawPullRequest[] = []
  const unread: Unread[] = []
  for (let next: PageRequest = request; ; ) {
    const page = await client.pullRequests(next)
    items.push(...page.items)
    unread.push(...page.unread)
    if (page.nextCursor === null) return { items, unread }
    next = { ...request, cursor: page.nextCursor, pageSize: page.pageSize }
  }
}
const forbidden = 'Resource not accessible by personal access token'

describe('a field with an error', () => {
  it.each([
    ['PullRequest.author', 'author'],
    ['PullRequest.mergeCommit', 'mergeCommit'],
    ['PullRequest.mergedAt', 'mergedAt'],
    ['PullRequest.reviews', 'reviews'],
    ['PullRequestReview.author', 'reviews'],
    ['IssueComment.author', 'comments'],
    ['PullRequestReviewThreadConnection.nodes', 'comments'],
    ['PullRequestReviewComment.author', 'comments'],
    ['PullRequestTimelineItemsConnection.nodes', 'events'],
    ['PullRequestCommitConnection.nodes', 'commits'],
    ['PullRequest.files', 'files'],
  ])('%s makes %s incomplete, with the reason, and nothing else', async (field, part) => {
    const { data, repository } = few(60)
    const { client, emulator } = await start(data)
    const whole = await client.pullRequests(requestOf(repository))
    emulator.denials.push({ field, message: forbidden })
    const page = await client.pullRequests(requestOf(repository))
    const touched = page.items.filter(({ incomplete }) => incomplete.length > 0)
    expect(touched.length).toBeGreaterThan(0)
    for (const { incomplete } of touched) expect(incomplete).toEqual([part])
    expect(page.unread.map(({ number }) => number)).toEqual(touched.map(({ number }) => number))
    for (const { reason } of page.unread)
      expect(reason).toBe(`not all of its ${part} could be read: ${forbidden}`)
    const untouched = page.items.filter(({ incomplete }) => incomplete.length === 0)
    expect(whole.items).toEqual(expect.arrayContaining(untouched))
  })

  it('a null without one is what it says', async () => {
    const { data, repository } = few()
    for (const one of repository.pullRequests) Object.assign(one, { author: null, mergeCommit: null })
    const { client } = await start(data)
    const { items, unread } = await client.pullRequests(requestOf(repository))
    expect([unread, items.map(({ author, incomplete }) => [author.kind, incomplete])]).toEqual([
      [],
      items.map(() => ['ghost', []]),
    ])
  })

  it('in what overflows is told of that pull request alone', async () => {
    const { data, repository } = few()
    for (const one of repository.pullRequests.slice(0, 2))
      one.comments.nodes = Array.from({ length: 130 }, (_, index) => ({
        author: { __typename: 'User', login: `u${index}` },
        createdAt: '2026-01-01T00:00:00Z',
      }))
    const { client, emulator } = await start(data)
    const [first, second] = repository.pullRequests
    emulator.denials.push({
      field: 'IssueComment.author',
      message: forbidden,
      when: ({ id }) =>
        Buffer.from(String(id).slice(3), 'base64url').toString().endsWith(`:${first!.number}:77`),
    })
    const { items, unread } = await client.pullRequests(requestOf(repository))
    expect(unread.map(({ number }) => number)).toEqual([first!.number])
    expect(items.find(({ number }) => number === second!.number)).toMatchObject({ incomplete: [] })
    expect(items.every(({ number, incomplete }) => incomplete.length === 0 || number === first!.number)).toBe(
      true,
    )
  })

  it('on everything for want of a permission is the credential, not the pull requests', async () => {
    const { data, repository } = few()
    const { client, emulator } = await start(data)
    emulator.denials.push({ field: 'PullRequest.additions', message: forbidden })
    await expect(client.pullRequests(requestOf(repository))).rejects.toMatchObject({
      code: 'github/access-denied',
      message: expect.stringContaining(forbidden),
    })
  })

  it('of tags is said, and what could be read comes', async () => {
    const { data, repository } = few()
    repository.tags = Array.from({ length: 3 }, (_, index) => ({
      name: `v${index}`,
      oid: `c${index}`,
      committedDate: `2026-01-0${index + 1}T00:00:00Z`,
      annotated: false,
    }))
    const { client, emulator } = await start(data)
    emulator.denials.push({ field: 'Ref.target', message: forbidden, when: ({ name }) => name === 'v1' })
    const { tags, missing } = await client.tags(toRepositoryId(repository.id))
    expect([tags.map(({ name }) => name).sort(), missing]).toEqual([['v0', 'v2'], forbidden])
  })
})

describe('one pull request', () => {
  it.each([
    ['that GitHub cannot load', 'broken', 'Could not load'],
    ['that GitHub cannot answer for', 'heavy', 'GitHub could not answer in time'],
  ] as const)('%s is named, and the others come', async (_, kind, reason) => {
    const { data, repository } = few()
    const { client, emulator } = await start(data)
    const { items: all } = await client.pullRequests(requestOf(repository))
    const victim = repository.pullRequests[3]!
    if (kind === 'broken')
      // Its number can still be read, by what asks for nothing else.
      emulator.denials.push({
        field: 'PullRequest.title',
        message: reason,
        type: 'INTERNAL',
        when: ({ number }) => number === victim.number,
      })
    else
      emulator.denials.push({
        field: 'PullRequest.isDraft',
        message: 'Something went wrong while executing your query.',
        when: ({ number }) => number === victim.number,
      })
    const { items: read, unread } = await readAll(client, requestOf(repository))
    expect(read).toEqual(all.filter(({ number }) => number !== victim.number))
    expect(unread).toEqual([
      { number: victim.number, reason: expect.stringContaining(reason), isRefused: true },
    ])
  })

  it('that is null for ever, by its number too, is counted with its reason', async () => {
    const { data, repository } = few()
    const { client } = await start(data)
    repository.pullRequests[3]!.broken = 'Could not load'
    const page = await client.pullRequests(requestOf(repository))
    expect([page.items.length, page.unread, page.unnamed]).toEqual([7, [], ['Could not load']])
  })

  it('whose additions GitHub cannot compute is read without them', async () => {
    const { data, repository } = few()
    const { client, emulator } = await start(data)
    const victim = repository.pullRequests[3]!
    emulator.denials.push({
      field: 'PullRequest.additions',
      message: 'Could not compute the diff',
      type: 'INTERNAL',
      when: ({ number }) => number === victim.number,
    })
    const { items, unread } = await client.pullRequests(requestOf(repository))
    expect(items).toHaveLength(8)
    expect(items.find(({ number }) => number === victim.number)).toMatchObject({
      incomplete: ['size'],
      reviews: expect.any(Array),
    })
    expect(unread).toMatchObject([
      { number: victim.number, reason: expect.stringContaining('compute the diff') },
    ])
  })

  it('with a date that is none is incomplete with the reason; a far one is a date', async () => {
    const { data, repository } = few()
    const [far, none] = repository.pullRequests
    far!.commits.nodes[0]!.commit.authoredDate = '10000-01-01T00:00:00Z'
    none!.commits.nodes[0]!.commit.authoredDate = 'soon'
    const { client } = await start(data)
    const { items, unread } = await client.pullRequests(requestOf(repository))
    expect(items).toHaveLength(8)
    expect(items.find(({ number }) => number === far!.number)).toMatchObject({
      incomplete: [],
      commits: expect.arrayContaining([expect.objectContaining({ authoredAt: 253_402_300_800 })]),
    })
    expect(items.find(({ number }) => number === none!.number)).toMatchObject({ incomplete: ['commits'] })
    expect(unread).toEqual([
      {
        number: none!.number,
        reason: expect.stringContaining("'soon' is not an ISO 8601"),
        isRefused: false,
      },
    ])
  })

  it.each([
    ['without a place', { message: 'boom' }],
    ['in the middle of it', { message: 'boom', path: ['node', 'pullRequests', 'nodes', 0, 'additions'] }],
    [
      'for want of a permission',
      { type: 'FORBIDDEN', message: 'boom', path: ['node', 'pullRequests', 'nodes', 0, 'author'] },
    ],
  ])('that fails its whole page, %s, is named, and the others come', async (_, error) => {
    const { data, repository } = few()
    const { client, emulator } = await start(data)
    const victim = repository.pullRequests[3]!
    type Answer = { data?: { node?: { pullRequests?: { nodes: ({ number: number } | null)[] } } } }
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation }) => operation === 'PullRequests' || operation === 'PullRequestScalars',
      respond: {
        kind: 'change',
        change: ((answer: Answer) =>
          answer.data?.node?.pullRequests?.nodes.some((node) => node?.number === victim.number)
            ? { data: null, errors: [error] }
            : answer) as never,
      },
    })
    const read = await readAll(client, requestOf(repository))
    expect(read.items).toHaveLength(7)
    expect(read.unread).toEqual([
      { number: victim.number, reason: expect.stringContaining('boom'), isRefused: true },
    ])
  })

  it.each([
    ['title', { title: null }, ['title']],
    ['number', { number: null }, ['number']],
    ['createdAt', { createdAt: null }, ['createdAt']],
  ])('whose %s is null with an error is not taken for whole', async (field, change, path) => {
    const { data, repository } = few()
    const { client, emulator } = await start(data)
    type Answer = { data: { node: { pullRequests: { nodes: object[] } } } }
    emulator.faults.push({
      when: ({ operation }) => operation === 'PullRequests',
      respond: {
        kind: 'change',
        change: ((answer: Answer) => {
          Object.assign(answer.data.node.pullRequests.nodes[3]!, change)
          const error = {
            type: 'FORBIDDEN',
            message: forbidden,
            path: ['node', 'pullRequests', 'nodes', 3, ...path],
          }
          return { ...answer, errors: [error] }
        }) as never,
      },
    })
    const { items, unread } = await client.pullRequests(requestOf(repository))
    // A number that is null is read apart; else the reason goes with the number.
    expect([items.length, unread.length]).toEqual(field === 'number' ? [8, 0] : [7, 1])
    for (const { reason } of unread) expect(reason).toContain(forbidden)
  })

  it('whose errors lead elsewhere in an answer by id is not taken for whole', async () => {
    const { data, repository } = few()
    const { client, emulator } = await start(data)
    const { items } = await client.pullRequests(requestOf(repository))
    const wanted = items.map(({ id, number }) => ({ id, number }))
    type Answer = { data: { nodes: ({ number: number; author: unknown } | null)[] } }
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation }) => operation === 'PullRequestsById',
      respond: {
        kind: 'change',
        change: ((answer: Answer) => {
          const node = answer.data.nodes.find((one) => one?.number === wanted[2]!.number)
          if (!node) return answer
          node.author = null
          const path = ['node', 'pullRequests', 'nodes', 0, 'author']
          return { ...answer, errors: [{ type: 'FORBIDDEN', message: forbidden, path }] }
        }) as never,
      },
    })
    const read = await client.pullRequestsById(toRepositoryId(repository.id), wanted, { pageSize: 24 })
    expect(
      read.items.flatMap(({ number, incomplete }) => (incomplete.length > 0 ? [[number, incomplete]] : [])),
    ).toEqual([[wanted[2]!.number, ['author']]])
    expect(read.items).toHaveLength(8)
  })

  it('that changes while it is read is read again, of one version', async () => {
    const { data, repository } = few()
    const victim = repository.pullRequests[3]!
    const comment = (index: number) => ({
      author: { __typename: 'User', login: `u${index}` },
      createdAt: '2026-01-01T00:00:00Z',
    })
    victim.comments.nodes = Array.from({ length: 120 }, (_, index) => comment(index))
    const { client, emulator } = await start(data)
    emulator.faults.push({
      when: ({ operation }) => {
        if (operation !== 'MoreChildren') return false
        victim.title = 'another'
        victim.updatedAt = '2030-01-01T00:00:00Z'
        victim.comments.nodes.splice(0, 60)
        return true
      },
      respond: { kind: 'hold', until: Promise.resolve() },
    })
    const { items, unread } = await client.pullRequests(requestOf(repository))
    const read = items.find(({ number }) => number === victim.number)!
    expect([unread, read.title, read.comments.filter(({ kind }) => kind === 'issue').length]).toEqual([
      [],
      'another',
      60,
    ])
  })
})

describe('numbers', () => {
  it('are listed without the one whose dates are none, which is named', async () => {
    const { data, repository } = few()
    repository.pullRequests[3]!.updatedAt = 'soon'
    const { client } = await start(data)
    const { items, unread } = await client.list(requestOf(repository))
    expect([items.length, unread]).toEqual([
      7,
      [
        {
          number: repository.pullRequests[3]!.number,
          reason: expect.stringContaining('soon'),
          isRefused: false,
        },
      ],
    ])
  })

  it('lead to ids, or are gone, or cannot be asked for: each by itself', async () => {
    const { data, repository } = few()
    const { client, emulator } = await start(data)
    const numbers = repository.pullRequests.map(({ number }) => number)
    repository.pullRequests[2]!.broken = 'Could not load'
    const found = await client.lookUp(toRepositoryId(repository.id), [...numbers, 9_999])
    expect(found.map(({ kind }) => kind)).toEqual([
      ...numbers.map((_, index) => (index === 2 ? 'failed' : 'found')),
      'gone',
    ])
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation }) => operation === 'PullRequestId',
      respond: { kind: 'errors', errors: [{ message: 'Something odd happened' }] },
    })
    expect(await client.lookUp(toRepositoryId(repository.id), [1, 2])).toEqual(
      [1, 2].map((number) => ({ kind: 'failed', number, reason: expect.stringContaining('odd') })),
    )
  })

  it('are gone only when GitHub cannot find them, and never with their repository', async () => {
    const { data, repository } = few()
    const { client, emulator } = await start(data)
    const { items } = await client.list(requestOf(repository))
    const ids = items.map(({ id }) => id)
    const [removed] = repository.pullRequests.splice(3, 1)
    emulator.data.repositories[0]!.pullRequests[0]!.broken = 'Could not load'
    const gone = await client.findGone(toRepositoryId(repository.id), ids)
    expect([...gone]).toEqual(items.filter(({ number }) => number === removed!.number).map(({ id }) => id))
    repository.isVisible = false
    await expect(client.findGone(toRepositoryId(repository.id), ids)).rejects.toMatchObject({
      code: 'github/not-found',
    })
  })
})

describe('a schema that does not know the query', () => {
  it.each([
    ["Field 'x' doesn't exist on type 'PullRequest'", { code: 'undefinedField' }],
    ['Feld unbekannt', { code: 'undefinedField' }],
    ['Something of its own', { code: 'argumentNotAccepted' }],
    ['Cannot query field "x" on type "PullRequest".', undefined],
    ['Validation failed', { code: 'GRAPHQL_VALIDATION_FAILED' }],
    ['Unknown argument "itemTypes" on field "PullRequest.timelineItems".', undefined],
    [
      "Argument 'itemTypes' on Field 'timelineItems' has an invalid value",
      { code: 'argumentLiteralsIncompatible' },
    ],
  ])('%s (%j)', async (message, extensions) => {
    const { client, emulator } = await start()
    const error = { message, ...(extensions ? { extensions } : {}) }
    emulator.faults.push({ respond: { kind: 'errors', errors: [error] } })
    await expect(client.viewer()).rejects.toMatchObject({
      code: 'github/schema-mismatch',
      message: expect.stringContaining('Update GitHub Enterprise Server or Upflow'),
    })
    expect(emulator.journal).toHaveLength(1)
  })
})

it('a probe says which scope the token lacks', async () => {
  const { data, repository } = few()
  const { client, emulator } = await start(data)
  await client.probe(toRepositoryId(repository.id))
  emulator.faults.push({
    respond: {
      kind: 'errors',
      errors: [{ type: 'INSUFFICIENT_SCOPES', message: "'slug' requires read:org" }],
    },
  })
  await expect(client.probe(toRepositoryId(repository.id))).rejects.toMatchObject({
    code: 'github/insufficient-scopes',
    message: expect.stringMatching(/read:org/),
  })
})
