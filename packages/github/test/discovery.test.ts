/** What a credential sees, page by page, and whether anything of it has changed, over real HTTP. */
import { type Dataset, type Emulator, loadSample } from '@upflow/github-emulator'
import { parseInstant, toRepositoryId } from '@upflow/model'
import { appKey } from '@upflow/tooling/app-keys'
import { describe, expect, it } from 'vitest'
import type { GithubClient, VisibleRepository } from '../src/index.ts'
import { newApp, start } from './support.ts'

/** The sample's first repository, and so many without pull requests. */
function many(count: number): Dataset {
  const data = loadSample(['bitcoin-core'])
  const [one] = data.repositories
  data.repositories.length = 1
  for (let index = 0; index < count; index++)
    data.repositories.push({ ...one!, id: `R_${index}`, name: `copy-${index}`, pullRequests: [], tags: [] })
  return data
}

async function readAll(
  read: (cursor: string | null) => ReturnType<GithubClient['visible']>,
): Promise<VisibleRepository[]> {
  const all: VisibleRepository[] = []
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof read>> = await read(cursor)
    all.push(...page.repositories)
    if (page.nextCursor === null) return all
    cursor = page.nextCursor
  }
}

const costOf = ({ journal }: Emulator) => ({
  requests: journal.length,
  points: journal.reduce((sum, { cost }) => sum + cost, 0),
})
const names = (repositories: readonly { readonly name: string }[]) =>
  repositories.map(({ name }) => name).sort()

describe('what is seen', () => {
  it('is each repository once, with what a pattern and an estimate need, and what is left of the points', async () => {
    const data = many(120)
    Object.assign(data.repositories[0]!, { topics: ['go', 'cli'], isFork: true, isArchived: true })
    data.repositories.push({ ...data.repositories[1]!, id: 'R_hidden', name: 'hidden', isVisible: false })
    const { client, emulator } = await start(data)
    expect(await client.visible(null)).toMatchObject({ login: 'dev', total: 121 })
    emulator.journal.length = 0
    const seen = await readAll((cursor) => client.visible(cursor))
    expect(names(seen)).toEqual(names(data.repositories.filter(({ isVisible }) => isVisible)))
    expect(seen.find(({ topics }) => topics.length > 0)).toEqual({
      id: data.repositories[0]!.id,
      owner: 'bitcoin-core',
      name: 'gui',
      isArchived: true,
      isFork: true,
      isPrivate: false,
      topics: ['go', 'cli'],
      defaultBranch: 'master',
      pushedAt: parseInstant(data.repositories[0]!.pullRequests.at(-1)!.updatedAt),
      pullRequests: data.repositories[0]!.pullRequests.length,
    })
    expect(costOf(emulator)).toEqual({ requests: 2, points: 2 })
    const points = (await client.visible(null)).points!
    expect(points.remaining).toBeLessThan(points.limit)
  })

  it('is an owner’s alone when one is named, and none is an error', async () => {
    const data = many(3)
    data.repositories[1]!.owner = 'acme'
    const { client } = await start(data)
    expect(names(await readAll((cursor) => client.owned('Acme', cursor)))).toEqual(['copy-0'])
    await expect(client.owned('nobody', null)).rejects.toMatchObject({ code: 'github/not-found' })
  })

  it('by an installation is what was selected for it, page by page', async () => {
    const { publicKey, privateKey } = appKey()
    const credential = { kind: 'installation', appId: 7, installationId: 70, privateKey } as const
    const app = newApp(publicKey)
    const data = many(230)
    app.installations[0]!.repositories = data.repositories.slice(0, 205).map(({ id }) => id)
    const { client } = await start(data, { credential }, { apps: [app] })
    const seen = await readAll((cursor) => client.visible(cursor))
    expect(names(seen)).toEqual(names(data.repositories.slice(0, 205)))
    expect(seen.find(({ name }) => name === 'gui')).toMatchObject({
      defaultBranch: 'master',
      pullRequests: data.repositories[0]!.pullRequests.length,
    })
    expect(await client.visible(null)).toMatchObject({ login: 'upflow[bot]', total: 205 })
    expect(names(await readAll((cursor) => client.owned('bitcoin-core', cursor)))).toHaveLength(205)
    expect(await readAll((cursor) => client.owned('acme', cursor))).toEqual([])
  })
})

it('how many pull requests there are is told of those that can be seen', async () => {
  const data = many(1)
  data.repositories.push({ ...data.repositories[1]!, id: 'R_hidden', isVisible: false })
  const { client } = await start(data)
  const [one] = data.repositories
  const totals = await client.totals([one!.id, 'R_0', 'R_hidden'].map(toRepositoryId))
  expect([...totals]).toEqual([
    [one!.id, one!.pullRequests.length],
    ['R_0', 0],
  ])
})

describe('signs of life', () => {
  it('of 5,000 idle repositories take 50 requests and 50 points', async () => {
    const data = many(4_999)
    const { client, emulator } = await start(data)
    const pulses = await client.pulses(data.repositories.map(({ id }) => toRepositoryId(id)))
    expect(pulses.size).toBe(5_000)
    expect(costOf(emulator)).toEqual({ requests: 50, points: 50 })
  })

  it('say when they were felt, by the clock of GitHub', async () => {
    const data = many(1)
    const { client } = await start(data, {}, { now: () => Date.UTC(2030, 0, 1) })
    const pulses = await client.pulses(data.repositories.map(({ id }) => toRepositoryId(id)))
    expect([...pulses.values()].map(({ answeredAt }) => answeredAt)).toEqual(
      data.repositories.map(() => Date.UTC(2030, 0, 1) / 1_000),
    )
  })

  it('change with whatever a sync would read, and with nothing else', async () => {
    const data = many(1)
    const { client, emulator } = await start(data, {}, { now: () => Date.UTC(2030, 0, 1) })
    const repositoryId = data.repositories[0]!.id
    const id = toRepositoryId(repositoryId)
    const take = async () => (await client.pulses([id])).get(id)!
    const { number } = data.repositories[0]!.pullRequests[0]!
    const by = { __typename: 'User', login: 'ann' }
    const before = await take()
    expect(await take()).toEqual(before)
    const last = await [
      { kind: 'comment', repositoryId, number, by },
      {
        kind: 'tag',
        repositoryId,
        tag: { name: 'v9', oid: 'c', committedDate: '2029-01-01T00:00:00Z', annotated: false },
      },
      {
        kind: 'deploy',
        repositoryId,
        deployment: {
          id: 'DE_1',
          environment: 'e',
          commitOid: 'c',
          committedDate: null,
          creator: by,
          createdAt: '2030-01-01T00:00:00Z',
          statuses: [],
        },
      },
      { kind: 'rename', repositoryId, name: 'other' },
      { kind: 'archive', repositoryId },
    ].reduce(async (earlier, mutation) => {
      const known = await earlier
      await emulator.mutate(mutation as never)
      const now = await take()
      expect(now, mutation.kind).not.toEqual(known)
      return now
    }, Promise.resolve(before))
    expect(last).toMatchObject({ updatedAt: Date.UTC(2030, 0, 1) / 1_000, name: 'other', isArchived: true })
  })

  it('of one that is hidden, refused or broken are none, and hide no other’s', async () => {
    const data = many(3)
    const [one, two, three, four] = data.repositories
    two!.isVisible = false
    three!.refusal = { type: 'FORBIDDEN', message: 'SAML enforcement', samlFailure: true }
    const { client, emulator } = await start(data)
    const ids = [one!, two!, three!, four!].map(({ id }) => toRepositoryId(id))
    expect([...(await client.pulses(ids)).keys()]).toEqual([one!.id, four!.id])
    // The newest may be the one that GitHub cannot load: nothing is known then.
    const newest = [...one!.pullRequests].sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))[0]!
    newest.broken = 'timed out'
    expect([...(await client.pulses(ids)).keys()]).toEqual([four!.id])
    newest.broken = undefined as never
    type Answer = { data: { nodes: ({ pullRequests: { nodes: unknown[] } } | null)[] } }
    const withhold = ({ data: { nodes } }: Answer) => {
      nodes[0]!.pullRequests.nodes = [null]
      return { data: { nodes } }
    }
    emulator.faults.push({ respond: { kind: 'change', change: withhold as never } })
    expect([...(await client.pulses(ids)).keys()]).toEqual([four!.id])
    emulator.faults.push({
      respond: { kind: 'status', status: 502 },
      times: Number.POSITIVE_INFINITY,
      when: ({ variables }) => (variables.ids as string[]).includes(four!.id),
    })
    expect([...(await client.pulses(ids)).keys()]).toEqual([one!.id])
  })

  it('of a GitHub that gives up whatever it is asked are none known: that all may have changed is not said', async () => {
    const data = many(3)
    const { client, emulator } = await start(data)
    const ids = data.repositories.map(({ id }) => toRepositoryId(id))
    emulator.faults.push({ respond: { kind: 'status', status: 502 }, times: Number.POSITIVE_INFINITY })
    await expect(client.pulses(ids)).rejects.toMatchObject({ code: 'github/query-too-heavy' })
  })

  it('what it says of that ends with one stop, as its own words do', async () => {
    const data = many(1)
    const { client, emulator } = await start(data)
    emulator.faults.push({
      respond: {
        kind: 'errors',
        errors: [{ message: 'Something went wrong while executing your query.' }],
      },
      times: Number.POSITIVE_INFINITY,
    })
    await expect(client.pulses(data.repositories.map(({ id }) => toRepositoryId(id)))).rejects.toMatchObject({
      message: expect.stringMatching(/executing your query\.$/),
    })
  })
})
