/** Who comes, goes and is made more or less, and what of theirs goes with it. */
import { expect, it } from 'vitest'
import {
  changeMember,
  createApiToken,
  createInvitation,
  createTokenUses,
  listInvitations,
  listMembers,
  presentApiToken,
  type Role,
  readAccountChanges,
  removePerson,
  setAdministrator,
  setMembership,
} from '../src/index.ts'
import { ann, atEnd, from, setUpAnn } from './support.ts'

/** Ann administers and owns all; whoever joins comes by an invitation of hers. */
async function setup() {
  const accounts = await setUpAnn()
  const { file, signIn } = accounts
  const invite = async (by: string, role: Role, organization = 'acme') =>
    (await createInvitation(file, { organization, role, note: `for ${role}`, days: 30, by })).text
  const join = async (name: string, role: Role, organization = 'acme') => {
    const newcomer = { ...ann, name, email: `${name}@example.com` }
    const text = await invite(ann.email, role, organization)
    const { cookies } = await signIn.acceptAsNewcomer(text, newcomer, from())
    return (await signIn.sessionOf(from(cookies)))!.person
  }
  return { ...accounts, invite, join }
}

it.each<[string, (accounts: Awaited<ReturnType<typeof setup>>, id: string) => Promise<void>]>([
  [
    'no longer a member',
    ({ file }, userId) => changeMember(file, { organization: 'acme', userId, role: null, by: 'ann' }),
  ],
  [
    'no longer an owner',
    ({ file }, userId) => changeMember(file, { organization: 'acme', userId, role: 'admin', by: 'ann' }),
  ],
  ['removed', ({ file }) => removePerson(file, { email: 'ben@example.com', by: 'ann' })],
])('the invitations of an owner who is %s bring nobody in', async (_, end) => {
  const accounts = await setup()
  const { file, signIn, invite, join } = accounts
  const ben = await join('ben', 'owner')
  const open = await invite(ben.email, 'owner')
  const ofAnn = await invite(ann.email, 'viewer')
  await end(accounts, ben.id)
  const again = { ...ann, email: 'ben@elsewhere.example' }
  await expect(signIn.acceptAsNewcomer(open, again, from())).rejects.toMatchObject({
    code: 'accounts/unusable-link',
  })
  expect(await listInvitations(file, 'acme')).toMatchObject([{ createdBy: ann.email }])
  expect(await readAccountChanges(file, { organization: 'acme' })).toContainEqual(
    expect.objectContaining({ what: 'invitation.revoked', subject: 'for owner', changedBy: 'ann' }),
  )
  await signIn.acceptAsNewcomer(ofAnn, again, from())
})

it.each(['session', 'token'])(
  'a %s gives no right to an organization that was removed and made again elsewhere, from the first request on',
  async (kind) => {
    const { file, signIn, newOther, invite } = await setup()
    const uses = createTokenUses(file, { onTrouble: console.error })
    atEnd(uses.settled)
    const newcomer = { ...ann, email: 'ben@example.com' }
    const { cookies } = await signIn.acceptAsNewcomer(await invite(ann.email, 'owner'), newcomer, from())
    const { person } = (await signIn.sessionOf(from(cookies)))!
    const { text } = await createApiToken(file, {
      organization: 'acme',
      userId: person.id,
      name: 'ci',
      scopes: ['read'],
      days: 9,
      by: 'ben',
    })
    const rights = async () =>
      kind === 'session'
        ? (await signIn.sessionOf(from(cookies)))!.person.roles.get('acme')
        : (await presentApiToken(file, { text, uses }))?.role
    expect(await rights()).toBe('owner')
    const { registry: elsewhere } = await newOther()
    const { id } = await elsewhere.get('acme')
    await elsewhere.remove(id)
    await elsewhere.create({ id, name: 'Acme' })
    expect(await rights()).toBeUndefined()
  },
)

it('who administers no more keeps the invitations to what is still theirs', async () => {
  const { file, invite, join } = await setup()
  const ben = await join('ben', 'owner')
  await setAdministrator(file, { email: ben.email, isAdministrator: true, by: 'ann' })
  await invite(ben.email, 'viewer', 'acme')
  await invite(ben.email, 'viewer', 'beta')
  await setMembership(file, { organization: 'acme', userId: ben.id, role: 'admin', by: 'ann' })
  // An administrator owns what there is, whatever else he is there.
  expect(await listInvitations(file, 'acme')).toHaveLength(1)
  await setMembership(file, { organization: 'acme', userId: ben.id, role: 'owner', by: 'ann' })
  await setAdministrator(file, { email: ben.email, isAdministrator: false, by: 'ann' })
  expect(await listInvitations(file, 'acme')).toHaveLength(1)
  expect(await listInvitations(file, 'beta')).toEqual([])
})

it('an invitation takes no role away, and is left for whom it is meant', async () => {
  const { file, signIn, invite, join } = await setup()
  const ben = await join('ben', 'admin')
  const roles = async () =>
    (await listMembers(file, 'acme')).map(({ email, role }) => `${email.split('@')[0]} ${role}`)
  const forViewer = await invite(ann.email, 'viewer')
  await signIn.acceptAs(ben, forViewer)
  await signIn.acceptAs(ben, await invite(ann.email, 'admin'))
  expect(await roles()).toEqual(['ann owner', 'ben admin'])
  expect(
    (await readAccountChanges(file, { organization: 'acme', limit: 3 })).map(({ what }) => what),
  ).toEqual(['invitation.created', 'invitation.created', 'member.set'])
  await signIn.acceptAsNewcomer(forViewer, { ...ann, email: 'cid@example.com' }, from())
  await signIn.acceptAs(ben, await invite(ann.email, 'owner'))
  expect(await roles()).toEqual(['ann owner', 'ben owner', 'cid viewer'])
  expect(await readAccountChanges(file, { organization: 'acme', limit: 1 })).toMatchObject([
    { what: 'member.set', subject: ben.email, changedBy: ann.email, before: 'admin', after: 'owner' },
  ])
})

it('the last owner of an organization is not removed, and who is removed is so in the changes of each', async () => {
  const { file, join } = await setup()
  const ben = await join('ben', 'owner')
  await join('ben-of-beta', 'viewer', 'beta')
  await setMembership(file, { organization: 'beta', userId: ben.id, role: 'viewer', by: 'ann' })
  const remove = (email: string) => removePerson(file, { email, by: 'cli' })
  await setAdministrator(file, { email: ben.email, isAdministrator: true, by: 'ann' })
  await expect(remove(ann.email)).rejects.toMatchObject({
    code: 'accounts/last-owner',
    facts: { organization: 'beta' },
  })
  // Refused, nothing is done.
  expect(await listMembers(file, 'acme')).toHaveLength(2)
  await remove(ben.email)
  for (const [organization, before] of [
    ['acme', 'owner'],
    ['beta', 'viewer'],
  ] as const)
    expect(await readAccountChanges(file, { organization, limit: 1 })).toMatchObject([
      { what: 'member.set', subject: ben.email, changedBy: 'cli', before, after: null },
    ])
})
