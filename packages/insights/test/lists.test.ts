/** What lists refuse, and what waits. */
import type { Tenant } from '@upflow/db'
import { changeSettings } from '@upflow/settings'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  countOtherKinds,
  countUnreadOpen,
  listPullRequests,
  listWaiting,
  readReport,
  readStory,
} from '../src/index.ts'
import { acme, addAnalyzed, addRepository, newTenants } from './support.ts'

let tenant: Tenant
beforeEach(async () => {
  tenant = await newTenants().create(acme)
})

describe('a place that is no page of this list is refused:', () => {
  it.each([
    ['no JSON', 'nonsense'],
    ['of another shape', '[1, 2]'],
    ['of values that are none', '["-created_at", "x", 1]'],
    ['of another column', '["-number", 1, 1]'],
    ['of the other direction', '["+created_at", 1, 1]'],
  ])('%s', async (_, after) => {
    await expect(listPullRequests(tenant, { limit: 1, after })).rejects.toMatchObject({
      code: 'insights/bad-cursor',
      facts: { cursor: after },
    })
  })
})

it('the place of a page is of its direction alone', async () => {
  const repository_id = addRepository(tenant, 'acme/web')
  addAnalyzed(tenant, [
    { repository_id, number: 1 },
    { repository_id, number: 2 },
  ])
  const { next } = await listPullRequests(tenant, { limit: 1 })
  expect((await listPullRequests(tenant, { limit: 1, after: next })).pullRequests).toHaveLength(1)
  await expect(listPullRequests(tenant, { limit: 1, after: next, descending: false })).rejects.toMatchObject({
    code: 'insights/bad-cursor',
  })
})

describe('a name that several repositories have', () => {
  beforeEach(() => {
    for (const name of ['acme/web', 'other/Web', 'acme/api']) addRepository(tenant, name)
  })
  const repositories = ['web']
  it.each([
    ['a list', () => listPullRequests(tenant, { filter: { repositories }, limit: 1 })],
    ['a report', () => readReport(tenant, { filter: { repositories }, now: 1 })],
    ['a story', () => readStory(tenant, { repository: 'web', number: 1 })],
    ['what waits', () => listWaiting(tenant, { repositories }, 1)],
  ])('is refused by %s, which names them', async (_, ask) => {
    const asked = ask()
    await expect(asked).rejects.toMatchObject({ code: 'insights/ambiguous-repository' })
    await expect(asked).rejects.toThrow(/acme\/web, other\/Web/)
  })

  it('and their owner too is told apart by nothing but its id', async () => {
    for (const name of ['acme/old', 'acme/twin']) addRepository(tenant, name)
    tenant.sqlite.exec(`UPDATE repositories SET name = 'twin' WHERE name = 'old'`)
    const twins = listPullRequests(tenant, { filter: { repositories: ['acme/twin'] }, limit: 1 })
    await expect(twins).rejects.toThrow(
      /acme\/twin \(R_acme\/old\), acme\/twin \(R_acme\/twin\)\. Give the id of one\.$/,
    )
  })

  it('is no trouble with its owner', async () => {
    expect(
      (await readReport(tenant, { filter: { repositories: ['OTHER/web'] }, now: 1 })).repositories,
    ).toMatchObject([{ name: 'other/Web' }])
  })
})

it('a repository or a team that there is not is said, not left out', async () => {
  addRepository(tenant, 'acme/web')
  await expect(
    listPullRequests(tenant, { filter: { repositories: ['wbe'] }, limit: 1 }),
  ).rejects.toMatchObject({
    code: 'insights/unknown-repository',
    facts: { repository: 'wbe' },
  })
  await expect(readReport(tenant, { filter: { teams: ['core'] }, now: 1 })).rejects.toMatchObject({
    code: 'insights/unknown-team',
    facts: { team: 'core' },
  })
})

it('a team that answers for no repository that there is, is said, not left out', async () => {
  for (const name of ['acme/web', 'acme/api']) addRepository(tenant, name)
  const ask = async (repositories: string[], named: string[] | null = null) => {
    await changeSettings(
      tenant,
      [{ key: 'teams', value: [{ slug: 'core', members: ['ann'], repositories }] }],
      {
        by: 'ann',
      },
    )
    return readReport(tenant, {
      filter: { teams: ['core'], teamAs: 'repository', repositories: named },
      now: 1,
    })
  }
  for (const [repositories, message] of [
    [[], /has no repositories to choose by/],
    [['acme/wbe', 'acme/gone'], /none of .* acme\/wbe, acme\/gone: there are acme\/api, acme\/web\./],
  ] as const) {
    const asked = ask([...repositories])
    await expect(asked).rejects.toMatchObject({
      code: 'insights/team-without-repositories',
      facts: { team: 'core' },
    })
    await expect(asked).rejects.toThrow(message)
  }
  const names = (await ask(['Acme/WEB', 'acme/gone'])).repositories.map(({ name }) => name)
  expect(names).toEqual(['acme/web'])
  // What is asked for besides it may leave none.
  expect((await ask(['acme/web'], ['api'])).repositories).toEqual([])
})

it('equal names in another case are one repository, whose id is taken as it is', async () => {
  const id = addRepository(tenant, 'acme/Web')
  addAnalyzed(tenant, [{ repository_id: id, number: 1 }])
  expect(
    (await listPullRequests(tenant, { filter: { repositories: ['WEB'] }, limit: 1 })).pullRequests,
  ).toHaveLength(1)
})

describe('what waits now', () => {
  beforeEach(() => {
    const releasing = addRepository(tenant, 'acme/web', { kind: 'branch', key: 'main' })
    const other = addRepository(tenant, 'acme/api')
    const at = (now_state: string, number: number, now_since: number, more = {}) => ({
      repository_id: releasing,
      number,
      now_state,
      now_since,
      ...more,
    })
    addAnalyzed(tenant, [
      ...Array.from({ length: 300 }, (_, index) => at('awaiting-release', index + 100, index)),
      at('approved', 1, 5_000, { repository_id: other }),
      at('draft', 2, 9_000, { author_login: 'ben' }),
      at('in-review', 3, 7_000, { now_turn: 'author' }),
      at('in-review', 4, 6_000, { now_turn: 'reviewers' }),
      at('approved', 5, 8_000, { kind: 'bot' }),
      at('awaiting-release', 6, 1, { repository_id: other }),
    ])
    tenant.sqlite.exec(`INSERT INTO review_requests (pull_request_key, position, reviewer_login, reviewer_kind, requested_at)
      VALUES ((SELECT pull_request_key FROM analyzed_pull_requests WHERE number = 4), 0, 'cy', 'user', 1)`)
  })

  it('are the longest waits of all states but of those that await a release', async () => {
    const waiting = await listWaiting(tenant, {}, 3)
    expect(waiting.map(({ number, on }) => [number, on])).toEqual([
      [1, ['ann']],
      [4, ['cy']],
      [3, ['ann']],
    ])
  })

  it('is asked with a limit in SQL, however much awaits a release', async () => {
    let prepared = 0
    const { prepare } = tenant.sqlite
    tenant.sqlite.prepare = ((sql: string) => {
      prepared++
      return prepare.call(tenant.sqlite, sql)
    }) as typeof prepare
    await listWaiting(tenant, {}, 3)
    // Facts, the list, and those that are asked to review: not a page after the other.
    expect(prepared).toBeLessThan(12)
  })
})

it('a list says how many it leaves out by their kind alone', async () => {
  const repository_id = addRepository(tenant, 'acme/web')
  addAnalyzed(tenant, [
    { repository_id, number: 1 },
    { repository_id, number: 2, kind: 'bot' },
    { repository_id, number: 3, kind: 'release', state: 'merged' },
    { repository_id, number: 4, kind: 'bot', author_login: 'ben' },
  ])
  expect(await countOtherKinds(tenant, {})).toEqual({ bot: 2, release: 1 })
  expect(await countOtherKinds(tenant, { state: 'open', filter: { authors: ['ANN'] } })).toEqual({ bot: 1 })
  expect(await countOtherKinds(tenant, { filter: { kinds: ['bot', 'release'] } })).toEqual({ work: 1 })
  expect(await countOtherKinds(tenant, { filter: { kinds: null } })).toEqual({})
})

it('open ones that could not be read whole are counted beside what waits', async () => {
  const repository_id = addRepository(tenant, 'acme/web')
  addAnalyzed(tenant, [
    { repository_id, number: 1, incomplete: 'commits' },
    { repository_id, number: 2, incomplete: 'commits', author_login: 'ben' },
    { repository_id, number: 3, incomplete: 'commits', state: 'merged', merged_at: 1 },
    { repository_id, number: 4, now_state: 'approved', now_since: 1 },
  ])
  expect(await countUnreadOpen(tenant)).toBe(2)
  expect(await countUnreadOpen(tenant, { authors: ['ben'], since: 5 })).toBe(1)
})
