/** Deployments as the sync asks for them: every status, the newest first or by id, and what is withheld of one of them. */
import { type DeploymentData, loadSample } from '@upflow/github-emulator'
import { parseInstant, toRepositoryId } from '@upflow/model'
import { describe, expect, it } from 'vitest'
import { start } from './support.ts'

const at = (minute: number) => new Date(Date.UTC(2030, 0, 1, 0, minute)).toISOString().replace('.000Z', 'Z')
const instant = (minute: number) => parseInstant(at(minute))

/** The one of `index`, created in that minute. */
const deployment = (index: number, changes: Partial<DeploymentData> = {}): DeploymentData => ({
  id: `DE_${index}`,
  environment: 'production',
  commitOid: `c${index}`,
  committedDate: at(index),
  creator: { __typename: 'User', login: 'Ann' },
  createdAt: at(index),
  statuses: [{ state: 'SUCCESS', createdAt: at(index + 1) }],
  ...changes,
})
const range = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index))

async function startWith(deployments: DeploymentData[]) {
  const data = loadSample(['bitcoin-core'])
  const repository = data.repositories[0]!
  data.repositories.length = 1
  repository.pullRequests.length = 0
  repository.deployments = deployments
  const { client, emulator } = await start(data)
  return {
    client,
    emulator,
    repositoryId: toRepositoryId(repository.id),
    operations: () => emulator.journal.map(({ operation }) => operation),
  }
}

/** So many of these states from the oldest to the newest. */
const states = (...runs: readonly (readonly [state: string, count: number])[]) =>
  runs
    .flatMap(([state, count]) => range(count, () => state))
    .map((state, index) => ({ state, createdAt: at(index) }))

describe('deployments', () => {
  it('come with what there is of each', async () => {
    const { client, repositoryId } = await startWith([
      deployment(1),
      deployment(2, {
        environment: 'staging',
        creator: { __typename: 'Bot', login: 'deployer' },
        statuses: [{ state: 'PENDING', createdAt: at(3) }],
      }),
    ])
    expect(await client.deployments(repositoryId)).toEqual({
      deployments: [
        {
          id: 'DE_2',
          environment: 'staging',
          sha: 'c2',
          committedAt: instant(2),
          creator: expect.objectContaining({ kind: 'bot', login: 'deployer' }),
          createdAt: instant(2),
          succeededAt: null,
        },
        {
          id: 'DE_1',
          environment: 'production',
          sha: 'c1',
          committedAt: instant(1),
          creator: expect.objectContaining({ kind: 'user', login: 'ann' }),
          createdAt: instant(1),
          succeededAt: instant(2),
        },
      ],
      missing: null,
      totalCount: 2,
      isWhole: true,
    })
  })

  it.each([
    ['none', states(), null, 0],
    ['none that succeeded', states(['PENDING', 1], ['FAILURE', 2]), null, 0],
    [
      'the first of several successes',
      states(['PENDING', 2], ['SUCCESS', 1], ['INACTIVE', 1], ['SUCCESS', 3]),
      2,
      0,
    ],
    ['a hundred, the first a success', states(['SUCCESS', 1], ['INACTIVE', 99]), 0, 0],
    ['150, the second a success', states(['PENDING', 1], ['SUCCESS', 1], ['IN_PROGRESS', 148]), 1, 1],
    ['150, the newest a success', states(['IN_PROGRESS', 149], ['SUCCESS', 1]), 149, 1],
    ['350, a success in each page', states(['SUCCESS', 350]), 0, 3],
    ['250 without any', states(['IN_PROGRESS', 250]), null, 2],
  ])('of statuses: %s', async (_, statuses, succeeded, further) => {
    const { client, repositoryId, operations } = await startWith([deployment(1, { statuses }), deployment(2)])
    const { deployments, missing } = await client.deployments(repositoryId)
    expect([missing, deployments.map(({ id, succeededAt }) => [id, succeededAt])]).toEqual([
      null,
      [
        ['DE_2', instant(3)],
        ['DE_1', succeeded === null ? null : instant(succeeded)],
      ],
    ])
    expect(operations()).toEqual(['Deployments', ...range(further, () => 'DeploymentStatuses')])
  })

  it('of a commit that is gone are dated before everything', async () => {
    const { client, repositoryId } = await startWith([deployment(1, { committedDate: null })])
    const { deployments, missing } = await client.deployments(repositoryId)
    expect([missing, deployments]).toMatchObject([
      null,
      [{ sha: 'c1', committedAt: 0, createdAt: instant(1) }],
    ])
  })

  it.each([
    ['all', null, 130, 3, true],
    ['the newest', instant(125), 50, 1, false],
    ['those of a page and of one of the next', instant(80), 100, 2, false],
    ['those that begin a page', instant(79), 100, 2, false],
    ['up to the very first', instant(0), 130, 3, true],
  ])('are read page by page, %s', async (_, since, count, requests, isWhole) => {
    const { client, repositoryId, emulator } = await startWith(range(130, (index) => deployment(index)))
    const read = await client.deployments(repositoryId, { since })
    expect(read).toMatchObject({ missing: null, totalCount: 130, isWhole })
    expect(read.deployments.map(({ id }) => id)).toEqual(range(count, (index) => `DE_${129 - index}`))
    expect([emulator.journal.length, emulator.journal.reduce((sum, { cost }) => sum + cost, 0)]).toEqual([
      requests,
      requests,
    ])
  })

  it('are read in smaller pages where GitHub cannot answer for large ones', async () => {
    const { client, repositoryId, emulator } = await startWith(range(30, (index) => deployment(index)))
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation, variables }) => operation === 'Deployments' && Number(variables.first) > 12,
      respond: { kind: 'status', status: 502 },
    })
    const { deployments, missing } = await client.deployments(repositoryId)
    expect([deployments.length, missing]).toEqual([30, null])
  })

  it('are read by their ids, but for those that are gone', async () => {
    const { client, repositoryId, emulator, operations } = await startWith(
      range(70, (index) => deployment(index)),
    )
    const { deployments: all } = await client.deployments(repositoryId)
    emulator.journal.length = 0
    const ids = all.map(({ id }) => id)
    const { deployments, gone, missing } = await client.deploymentsById(['DE_none', ...ids])
    expect([deployments, gone, missing]).toEqual([all, ['DE_none'], null])
    expect(operations()).toEqual(['DeploymentsById', 'DeploymentsById'])
    expect(await client.deploymentsById([])).toEqual({ deployments: [], gone: [], missing: null })
  })
})

const forbidden = 'Resource not accessible by personal access token'
const asked = ['by page', 'by id'] as const
const three = () => range(3, (index) => deployment(index))

describe.each(asked)('what is withheld of a deployment, %s', (way) => {
  const read = ({ client, repositoryId }: Awaited<ReturnType<typeof startWith>>) =>
    way === 'by page' ? client.deployments(repositoryId) : client.deploymentsById(['DE_2', 'DE_1', 'DE_0'])

  it.each([
    ['one', ({ login }: { login?: unknown }) => login === 'Ben', ['ann', 'ghost', 'ann']],
    ['all', () => true, ['ghost', 'ghost', 'ghost']],
  ])('its creator, of %s, makes a ghost of that', async (_, when, creators) => {
    const started = await startWith(
      three().map((one, index) =>
        index === 1 ? { ...one, creator: { __typename: 'User', login: 'Ben' } } : one,
      ),
    )
    const whole = await read(started)
    started.emulator.denials.push({
      field: 'Deployment.creator',
      message: forbidden,
      when: ({ creator }) => when((creator ?? {}) as { login?: unknown }),
    })
    const { deployments, missing } = await read(started)
    expect([missing, deployments.map(({ creator }) => creator.login)]).toEqual([null, creators])
    const without = (some: typeof deployments) => some.map(({ creator: _, ...rest }) => rest)
    expect(without(deployments)).toEqual(without(whole.deployments))
  })

  it.each(['Deployment.environment', 'Deployment.commit', 'Deployment.statuses', 'Deployment.commitOid'])(
    '%s names it, and the others come',
    async (field) => {
      const started = await startWith(three())
      started.emulator.denials.push({ field, message: forbidden, when: ({ id }) => id === 'DE_1' })
      const { deployments, missing } = await read(started)
      expect([deployments.map(({ id }) => id), missing]).toEqual([
        ['DE_2', 'DE_0'],
        // What is never null takes the whole of it along, with its id.
        field === 'Deployment.commitOid'
          ? expect.stringContaining(forbidden)
          : `deployment DE_1: ${forbidden}`,
      ])
    },
  )

  it('one of its statuses names it, and the others come', async () => {
    const started = await startWith(three())
    started.emulator.denials.push({
      field: 'DeploymentStatus.state',
      message: forbidden,
      when: ({ createdAt }) => createdAt === at(2),
    })
    const { deployments, missing } = await read(started)
    expect([deployments.map(({ id }) => id), missing]).toEqual([
      ['DE_2', 'DE_0'],
      `deployment DE_1: ${forbidden}`,
    ])
  })

  it('the rest of its statuses names it, and the others come', async () => {
    const [first, second, third] = three()
    const many = { ...second!, statuses: states(['SUCCESS', 1], ['INACTIVE', 120]) }
    const started = await startWith([first!, many, third!])
    started.emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation }) => operation === 'DeploymentStatuses',
      respond: { kind: 'errors', errors: [{ type: 'NOT_FOUND', message: 'Could not resolve' }] },
    })
    const { deployments, missing } = await read(started)
    expect([deployments.map(({ id }) => id), missing]).toEqual([
      ['DE_2', 'DE_0'],
      expect.stringMatching(/^deployment DE_1: Could not resolve/),
    ])
  })

  it('all of it is said, and the others come', async () => {
    const [first, second, third] = three()
    const started = await startWith([first!, { ...second!, broken: 'Could not load' }, third!])
    const { deployments, missing } = await read(started)
    expect([deployments.map(({ id }) => id), missing]).toEqual([
      ['DE_2', 'DE_0'],
      expect.stringContaining('Could not load'),
    ])
  })

  it('a date that is none names it, and the others come', async () => {
    const [first, second, third] = three()
    const started = await startWith([first!, { ...second!, committedDate: 'soon' }, third!])
    const { deployments, missing } = await read(started)
    expect([deployments.map(({ id }) => id), missing]).toEqual([
      ['DE_2', 'DE_0'],
      expect.stringMatching(/^deployment DE_1: .*'soon'/),
    ])
  })
})

it('deployments that may not be read at all are an error of access', async () => {
  const { client, repositoryId, emulator } = await startWith(three())
  emulator.denials.push({ field: 'Repository.deployments', message: forbidden })
  await expect(client.deployments(repositoryId)).rejects.toMatchObject({
    code: 'github/access-denied',
    message: expect.stringContaining(forbidden),
  })
})

it('pages of deployments that lead nowhere are an error, not the end', async () => {
  const { client, repositoryId, emulator } = await startWith(range(60, (index) => deployment(index)))
  type Answer = { data: { node: { deployments: { pageInfo: { endCursor: string | null } } } } }
  emulator.faults.push({
    times: Number.POSITIVE_INFINITY,
    respond: {
      kind: 'change',
      change: ((answer: Answer) => {
        answer.data.node.deployments.pageInfo.endCursor = null
        return answer
      }) as never,
    },
  })
  await expect(client.deployments(repositoryId)).rejects.toMatchObject({ code: 'github/stuck-paging' })
})
