/** Whatever is done about accounts leaves the lines that it should, by whoever did it, where who administers all reads them. */
import { expect, it } from 'vitest'
import { accountActions, type Site } from './account-actions.ts'
import { ask, startWithOwner, twoOrganizations } from './people.ts'

it('every action about accounts leaves its lines, and no others', async () => {
  const web = await startWithOwner({ dataDir: await twoOrganizations({ isRead: false }) })
  const site: Site = { ...web, made: {} }
  const read = async (): Promise<{ id: number; what: string; changedBy: string }[]> =>
    (await ask(web.url, '/api/v1/account-changes?limit=500', { cookie: web.administrator })).json.changes
  for (const { id, act, before, leaves } of accountActions) {
    await before?.(site)
    const [last] = await read()
    const said = await act(site)
    expect(said.status, `${id}: ${said.text}`).toBe(200)
    const added = (await read()).filter((one) => one.id > last!.id)
    expect(added.map(({ what, changedBy }) => `${what}, ${changedBy}`).reverse(), id).toEqual(leaves)
  }
})
