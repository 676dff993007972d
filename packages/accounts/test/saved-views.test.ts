/** Views are one's own, each of one name, and what is wrong with one is said before anything is written. */
import { expect, it } from 'vitest'
import { listSavedViews, readAccountChanges, removePerson, removeView, saveView } from '../src/index.ts'
import { openTestAccounts } from './support.ts'

async function open() {
  const accounts = await openTestAccounts()
  await accounts.registry.write((sqlite) => {
    const add = sqlite.prepare(
      `INSERT INTO "user" (id, name, email, emailVerified, createdAt, updatedAt) VALUES (?, ?, ?, 1, 0, 0)`,
    )
    for (const name of ['ann', 'ben']) add.run(name, name, `${name}@example.com`)
  })
  const of = (userId: string | null, organization = 'acme') => ({ organization, userId })
  const save = (userId: string | null, more: object = {}) =>
    saveView(accounts.file, {
      ...of(userId),
      name: 'Slow',
      page: 'pulls',
      query: 'sort=total',
      by: String(userId),
      ...more,
    })
  const names = async (userId: string | null, organization?: string) =>
    (await listSavedViews(accounts.file, of(userId, organization))).map(({ name }) => name)
  return { ...accounts, of, save, names }
}

it('each sees and removes those that are their own, in their organization', async () => {
  const { file, of, save, names } = await open()
  const { id } = await save('ann')
  await save('ben', { name: 'Old' })
  await save(null, { name: 'Nobody’s' })
  await save('ann', { organization: 'beta', name: 'Of beta' })
  expect([await names('ann'), await names('ben'), await names(null), await names('ann', 'beta')]).toEqual([
    ['Slow'],
    ['Old'],
    ['Nobody’s'],
    ['Of beta'],
  ])
  for (const other of [of('ben'), of(null), of('ann', 'beta')])
    await expect(removeView(file, { ...other, id, by: 'ben' })).rejects.toMatchObject({
      code: 'accounts/unknown-view',
    })
  await removeView(file, { ...of('ann'), id, by: 'ann' })
  expect(await names('ann')).toEqual([])
})

it('one of a name becomes another, also where nobody signs in', async () => {
  const { file, of, save } = await open()
  for (const owner of ['ann', null]) {
    const first = await save(owner)
    const second = await save(owner, { page: 'reviews', query: '?team=core' })
    expect(second).toEqual({ ...first, page: 'reviews', query: 'team=core' })
    expect(await listSavedViews(file, of(owner))).toEqual([second])
  }
})

it('each change is a line of the audit, which says nothing of what the view is', async () => {
  const { file, of, save } = await open()
  const { id } = await save('ann')
  await save('ann', { page: 'reviews', query: 'team=core' })
  await removeView(file, { ...of('ann'), id, by: 'ann' })
  const changes = await readAccountChanges(file, { organization: 'acme' })
  const line = {
    id: expect.any(Number),
    changedAt: expect.any(Number),
    changedBy: 'ann',
    organizationId: 'acme',
  }
  const said = { ...line, subject: id, before: null, after: null }
  expect(changes).toEqual([
    { ...said, what: 'view.removed' },
    { ...said, what: 'view.saved' },
    { ...said, what: 'view.saved' },
  ])
})

it.each([
  [{ name: ' ' }, 'name'],
  [{ query: 'x'.repeat(4_001) }, 'query'],
  [{ query: 'a=1#there' }, 'query'],
])('%j is refused, and nothing is written', async (more, field) => {
  const { save, names } = await open()
  await expect(save('ann', more)).rejects.toMatchObject({ code: 'accounts/invalid', facts: { field } })
  expect(await names('ann')).toEqual([])
})

it('a hundred can be kept, and one of them be another then', async () => {
  const { save, names } = await open()
  for (let count = 0; count < 100; count++) await save('ann', { name: `View ${count}` })
  await expect(save('ann', { name: 'One more' })).rejects.toMatchObject({ facts: { field: 'name' } })
  await save('ann', { name: 'View 7', page: 'flow' })
  await save('ben')
  expect([(await names('ann')).length, await names('ben')]).toEqual([100, ['Slow']])
})

it('go with the person, and with the organization', async () => {
  const { file, registry, save, names } = await open()
  await save('ann')
  await save('ben')
  await removePerson(file, { email: 'ann@example.com', by: 'ben' })
  expect([await names('ann'), await names('ben')]).toEqual([[], ['Slow']])
  await registry.remove((await registry.get('acme')).id)
  expect(await names('ben')).toEqual([])
})
