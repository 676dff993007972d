/** Who is in a team: all of them over any number of pages, or why that cannot be said, and never a part of them. */
import { loadSample, type TeamData } from '@upflow/github-emulator'
import { expect, it } from 'vitest'
import { start } from './support.ts'

const owner = 'bitcoin-core'
const many = Array.from({ length: 230 }, (_, index) => `user-${index}`)
const team = (slug: string, members: string[], parent?: string): TeamData => ({
  owner,
  slug,
  name: slug,
  members,
  ...(parent === undefined ? {} : { parent }),
})

const begin = () =>
  start({
    ...loadSample(['bitcoin-core']),
    teams: [team('all', many), team('core', ['ann']), team('web', ['ben', 'ann'], 'core')],
  })
const of = (slug: string, organization = owner) => ({ organization, slug })

it('all of a large one, a page of a hundred after the other, and those of child teams', async () => {
  const { client, emulator } = await begin()
  expect(await client.teamMembers(of('all'))).toEqual(many)
  expect(emulator.journal.map(({ operation, cost }) => [operation, cost])).toEqual(
    Array.from({ length: 3 }, () => ['TeamMembers', 1]),
  )
  expect(await client.teamMembers(of('core'))).toEqual(['ann', 'ben'])
})

it('a team and an organization that are not there, or not seen, are said so', async () => {
  const { client } = await begin()
  for (const one of [of('none'), of('core', 'nobody-at-all')])
    await expect(client.teamMembers(one)).rejects.toMatchObject({ code: 'github/not-found' })
})

it.each([
  ['INSUFFICIENT_SCOPES', 'github/insufficient-scopes'],
  ['FORBIDDEN', 'github/access-denied'],
] as const)('a credential that may not read it: %s', async (type, code) => {
  const { client, emulator } = await begin()
  emulator.denials.push({ field: 'Team.members', type, message: 'needs read:org' })
  await expect(client.teamMembers(of('core'))).rejects.toMatchObject({
    code,
    message: expect.stringContaining('needs read:org'),
  })
  emulator.denials.splice(0, 1, { field: 'Organization.team', type, message: 'needs read:org' })
  await expect(client.teamMembers(of('core'))).rejects.toMatchObject({ code })
})

it('some of whom GitHub does not name are not all', async () => {
  const { client, emulator } = await begin()
  emulator.faults.push({
    respond: {
      kind: 'change',
      change: (body: never) => {
        const changed = structuredClone(body) as {
          data: { organization: { team: { members: { nodes: unknown[] } } } }
        }
        changed.data.organization.team.members.nodes[1] = null
        return changed as never
      },
    },
  })
  await expect(client.teamMembers(of('core'))).rejects.toMatchObject({ code: 'github/partial-result' })
})

it('a check says whether teams that are to be read can be', async () => {
  const { client, emulator } = await begin()
  const found = async () =>
    (await client.check({ repositories: [], teams: [of('core'), of('web')], now: 0 })).find(
      ({ what }) => what === 'teams',
    )
  expect(await found()).toMatchObject({ state: 'good', text: expect.stringContaining(`${owner}/core`) })
  emulator.denials.push({
    field: 'Organization.team',
    type: 'INSUFFICIENT_SCOPES',
    message: 'needs read:org',
  })
  expect(await found()).toMatchObject({ state: 'bad', remedy: expect.stringContaining('read:org') })
})
