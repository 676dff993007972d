/** The routes beside GraphQL, and what owners have. */
import { expect, it } from 'vitest'
import { databaseIdOf } from '../src/index.ts'
import { graphql, rest, start } from './support.ts'

it('says who asks, with the scopes of a classic token, and what is left', async () => {
  const emulator = await start({
    tokens: { good: { login: 'ann', scopes: ['repo'] }, fine: { login: 'bob' } },
  })
  const user = await rest(emulator, '/user', { token: 'good' })
  expect([user.body.login, user.headers.get('x-oauth-scopes')]).toEqual(['ann', 'repo'])
  expect((await rest(emulator, '/user', { token: 'fine' })).headers.has('x-oauth-scopes')).toBe(false)
  await graphql(emulator, 'query Q { viewer { login } }')
  const { resources } = (await rest(emulator, '/rate_limit', { token: 'good' })).body
  expect([resources.core.remaining, resources.graphql.remaining]).toEqual([4_999, 4_999])
  expect((await rest(emulator, '/user')).status).toBe(401)
  expect((await rest(emulator, '/nothing', { token: 'good' })).status).toBe(404)
})

it('an Enterprise Server has its own paths and version, and may count nothing', async () => {
  const emulator = await start({ enterpriseVersion: '3.17.2', pointsPerHour: null })
  const meta = await rest(emulator, '/api/v3/meta')
  expect([meta.body.installed_version, meta.headers.get('x-github-enterprise-version')]).toEqual([
    '3.17.2',
    '3.17.2',
  ])
  const limit = await rest(emulator, '/api/v3/rate_limit', { token: 'good' })
  expect([limit.status, limit.body.message]).toEqual([404, 'Rate limiting is not enabled.'])
  expect((await rest(emulator, '/meta')).body).not.toHaveProperty('hooks')
})

it('what has not changed is not sent again and costs nothing; a former name leads to where it is now', async () => {
  const emulator = await start()
  const { id, owner, name } = emulator.data.repositories[0]!
  const ask = (path: string, headers = {}) => rest(emulator, path, { token: 'good', headers })
  const first = await ask(`/repos/${owner}/${name}`)
  const again = await ask(`/repos/${owner}/${name}`, { 'if-none-match': first.headers.get('etag') })
  expect([again.status, again.body, again.headers.get('x-ratelimit-used')]).toEqual([304, null, '1'])
  await emulator.mutate({ kind: 'rename', repositoryId: id, name: 'renamed' })
  const moved = await ask(`/repos/${owner}/${name}`)
  expect([moved.status, moved.headers.get('location')]).toEqual([
    301,
    `${emulator.url}/repositories/${databaseIdOf(id)}`,
  ])
  const there = await ask(moved.headers.get('location')!.slice(emulator.url.length))
  expect([there.body.node_id, there.body.name]).toEqual([id, 'renamed'])
  // Whoever takes the name is who it leads to.
  emulator.data.repositories[1]!.name = name
  expect((await ask(`/repos/${owner}/${name}`)).body.node_id).toBe(emulator.data.repositories[1]!.id)
})

it('an organization has repositories, in the order and of the kind that is asked for, and teams', async () => {
  const emulator = await start()
  const [one, two] = emulator.data.repositories
  Object.assign(one!, { topics: ['go'], isFork: true, pushedAt: '2026-02-01T00:00:00Z' })
  Object.assign(two!, { refusal: { type: 'FORBIDDEN', message: 'SAML enforcement', samlFailure: true } })
  ;(emulator.data as { teams?: unknown }).teams = [
    { owner: 'generated', slug: 'core', name: 'Core', members: ['ann', 'bob'] },
  ]
  const { body } = await graphql(
    emulator,
    `query Org($ids: [ID!]!) {
      organization(login: "Generated") {
        teams(first: 5) { nodes { slug members(first: 5) { nodes { login } } } }
        repositories(first: 5, orderBy: { field: PUSHED_AT, direction: DESC }) {
          totalCount nodes { name isFork repositoryTopics(first: 5) { nodes { topic { name } } } }
        }
      }
      repositoryOwner(login: "generated") { repositories(first: 5, isFork: false) { nodes { name } } }
      nodes(ids: $ids) { id }
    }`,
    'good',
    { ids: [two!.id] },
  )
  expect(body.data).toEqual({
    organization: {
      teams: { nodes: [{ slug: 'core', members: { nodes: [{ login: 'ann' }, { login: 'bob' }] } }] },
      repositories: {
        totalCount: 2,
        nodes: [
          { name: one!.name, isFork: true, repositoryTopics: { nodes: [{ topic: { name: 'go' } }] } },
          { name: 'service-0003', isFork: false, repositoryTopics: { nodes: [] } },
        ],
      },
    },
    repositoryOwner: { repositories: { nodes: [{ name: 'service-0003' }] } },
    nodes: [null],
  })
  expect(body.errors).toMatchObject([
    { type: 'FORBIDDEN', path: ['nodes', 0], extensions: { saml_failure: true } },
  ])
})

it('a team has those who are in it themselves, those of its child teams, or both, each once', async () => {
  const emulator = await start()
  ;(emulator.data as { teams?: unknown }).teams = [
    { owner: 'generated', slug: 'core', name: 'Core', members: ['ann', 'bob'] },
    { owner: 'generated', slug: 'web', name: 'Web', parent: 'core', members: ['bob', 'cid'] },
    { owner: 'generated', slug: 'forms', name: 'Forms', parent: 'web', members: ['dan'] },
  ]
  const membersOf = async (slug: string, membership: string) => {
    const { body } = await graphql(
      emulator,
      `query Team($slug: String!) {
        organization(login: "generated") {
          team(slug: $slug) { slug members(first: 9${membership && `, membership: ${membership}`}) { nodes { login } } }
        }
      }`,
      'good',
      { slug },
    )
    return body.data.organization.team?.members.nodes.map(({ login }: { login: string }) => login) ?? null
  }
  expect(await membersOf('core', '')).toEqual(['ann', 'bob', 'cid', 'dan'])
  expect(await membersOf('core', 'ALL')).toEqual(['ann', 'bob', 'cid', 'dan'])
  expect(await membersOf('core', 'IMMEDIATE')).toEqual(['ann', 'bob'])
  expect(await membersOf('core', 'CHILD_TEAM')).toEqual(['bob', 'cid', 'dan'])
  expect(await membersOf('none', 'ALL')).toBeNull()
})
