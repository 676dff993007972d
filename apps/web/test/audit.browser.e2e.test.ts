/** The audit in the browser: found by list, kind and person; what is of the whole installation is for who administers it. */
import { expect, it } from 'vitest'
import { auditBoth } from './browser/audit.ts'
import { browserPath, settled, skipReason, textOf } from './browser/open-browser.ts'
import { servePeople } from './browser/serve-people.ts'
import { ask } from './people.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`audit.browser.e2e.test.ts: ${skipReason}`)

test('who administers all finds a refused sign-in, by list, kind and person; the address is the view', async () => {
  const { administrator, join, openAs, url } = await servePeople()
  await join('ben', 'acme', 'viewer')
  const wrong = { email: 'ben@example.com', password: 'not-the-password' }
  expect((await ask(url, '/api/v1/sign-in', { method: 'POST', body: wrong })).status).toBe(401)
  const { page, complaints } = await openAs(administrator, '/o/acme/settings/audit')
  await page.getByLabel('Of', { exact: true }).selectOption({ label: 'Sign-ins and accounts' })
  await page.getByRole('row', { name: /sign-in refused/ }).waitFor()
  await auditBoth(page)
  await page.getByLabel('What', { exact: true }).selectOption({ label: 'sign-in refused' })
  await page.getByRole('rowheader', { name: 'signed in' }).first().waitFor({ state: 'detached' })
  expect(await page.locator('tbody tr').count()).toBe(1)
  expect(await textOf(page.locator('thead th').first())).toBe('When, UTC')
  expect(await textOf(page.locator('tbody tr'))).toMatch(
    /nobody.*sign-in refused.*ben@example\.com.*password from 127\.0\.0\.1/,
  )
  await page.getByLabel('Who', { exact: true }).fill('nobody-of-the-name')
  await page.keyboard.press('Enter')
  await page.getByText('Nothing of the kind has been set or done').waitFor()
  await auditBoth(page)
  expect(new URL(page.url()).search).toBe('?list=accounts&what=sign-in.refused&who=nobody-of-the-name')
  await page.reload()
  await settled(page)
  expect(await page.getByLabel('Who', { exact: true }).inputValue()).toBe('nobody-of-the-name')
  await page.getByLabel('Who', { exact: true }).fill('ben@')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByRole('row', { name: /sign-in refused/ }).waitFor()

  // Another list is of other kinds.
  await page.getByLabel('Of', { exact: true }).selectOption({ label: 'Members and tokens' })
  await page.getByRole('row', { name: /role.*ben@example\.com.*viewer/ }).waitFor()
  expect(await page.getByLabel('What', { exact: true }).inputValue()).toBe('')

  // From a later page there is a way to the first.
  const { next } = (await ask(url, '/api/v1/account-changes?limit=1', { cookie: administrator })).json
  await page.goto(`${url}/o/acme/settings/audit?list=accounts&cursor=${encodeURIComponent(next)}`)
  await page.getByRole('link', { name: 'First page' }).click()
  await page.waitForURL('**/audit?list=accounts')
  expect(complaints).toEqual([])
})

test('an admin of the organization is not offered what is of all, and is told so who asks for it', async () => {
  const { join, openAs } = await servePeople()
  const { page } = await openAs(await join('admin', 'acme', 'admin'), '/o/acme/settings/audit')
  const offered = await page.getByLabel('Of', { exact: true }).locator('option').allInnerTexts()
  expect(offered).toEqual(['Settings and runs', 'Members and tokens'])
  await page.goto(page.url().replace(/\?.*|$/, '?list=accounts'))
  await page.getByText('This takes an administrator of the installation.').waitFor()
  await page.goto(page.url().replace('accounts', 'nothing'))
  await page.getByText('There is no list ‘nothing’').waitFor()
  await page.goto(page.url().replace('list=nothing', 'what=nothing'))
  await page.getByText("'key' takes one of").waitFor()
})

test('how a backup is restored stands with its folder, and when one was, with who did it', async () => {
  const { administrator, inRegistry, join, openAs } = await servePeople()
  const { page } = await openAs(administrator, '/o/acme/settings/export')
  await page.getByText('Nothing was restored here.').waitFor()
  await page.getByText('upflow backup restore FOLDER --replace').waitFor()
  await page.getByRole('button', { name: 'Take a backup' }).click()
  await page.getByText('It is whole, and on the disk.').waitFor()
  const folder = await textOf(page.locator('p code').first())
  const name = await textOf(page.locator('tbody th code').first())
  await page.getByText(`upflow backup restore ${folder}/${name} --replace`).waitFor()
  await inRegistry(
    `INSERT INTO account_changes (changed_at, changed_by, what, subject) VALUES (1700000000, 'cli:ops', 'backup.restored', '/backups/one')`,
  )
  await page.reload()
  await settled(page)
  await page.getByRole('row', { name: /\/backups\/one.*cli:ops/ }).waitFor()
  await auditBoth(page)
  const admin = await openAs(await join('admin', 'acme', 'admin'), '/o/acme/settings/export')
  expect(await admin.page.getByText('Restores').count()).toBe(0)
})
