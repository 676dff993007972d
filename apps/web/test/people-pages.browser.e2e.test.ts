/** Pages of people and teams in the browser: what is theirs, for whom it is, and nothing of it offered to whom it is not. */
import { openData } from '@upflow/pipeline'
import { changeSettings } from '@upflow/settings'
import { expect, it } from 'vitest'
import { auditBoth } from './browser/audit.ts'
import { newPage, wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, settled, skipReason, textOf } from './browser/open-browser.ts'
import { pagesFolder } from './browser/serve-people.ts'
import { ask, startWithOwner } from './people.ts'
import { configOf } from './support.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`people-pages.browser.e2e.test.ts: ${skipReason}`)

async function begin() {
  const web = await startWithOwner({ pagesFolder })
  const { json } = await ask(web.url, '/api/v1/organizations/acme/figures?by=author', {
    cookie: web.administrator,
  })
  const [ann, ben, cid] = (json.groups as { name: string; merged: number }[])
    .sort((a, b) => b.merged - a.merged)
    .map(({ name }) => name)
  const data = await openData({ config: configOf(web.dataDir) })
  const teams = [
    { slug: 'trio', name: 'The three', members: [ann, ben, cid] },
    { slug: 'duo', name: 'The two', members: [ann, ben] },
  ]
  await changeSettings(await data.tenants.open('acme' as never), [{ key: 'teams', value: teams }], {
    by: 'test',
  })
  await data.close()
  /** A browser in which somebody is signed in. */
  const as = async (cookie: string) => {
    const opened = await newPage({ reducedMotion: 'reduce' })
    const cookies = cookie.split('; ').map((one) => {
      const [name = '', value = ''] = [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]
      return { name, value, url: web.url }
    })
    await opened.page.context().addCookies(cookies)
    return opened
  }
  return { ...web, as, people: [ann!, ben!, cid!] as const }
}

test(
  'a person has their page with what is theirs, and others are told that there is none',
  async () => {
    const { url, as, join, administrator, people } = await begin()
    const [ann, ben] = people
    const year = '?period=all'

    // An administrator says who a member is, on the page of members.
    const member = await join('self', 'acme', 'member')
    const root = (await as(administrator)).page
    await root.goto(`${url}/o/acme/settings/members`)
    await root.getByRole('button', { name: 'Change who self is at GitHub' }).click()
    await root.getByLabel('Login of self at GitHub').fill('no login!')
    await root.getByRole('button', { name: 'Save the login of self' }).click()
    await root.getByText("'no login!' is no login").waitFor()
    await auditBoth(root)
    await root.getByLabel('Login of self at GitHub').fill(ann)
    await root.getByRole('button', { name: 'Save the login of self' }).click()
    await root.getByRole('link', { name: ann, exact: true }).click()
    await root.getByRole('heading', { name: ann, level: 1 }).waitFor()
    await root.getByText('How is it for them?').waitFor()

    const self = await as(member)
    await self.page.goto(`${url}/o/acme${year}`)
    await self.page.getByRole('link', { name: 'Your page' }).click()
    await self.page.getByRole('heading', { name: ann, level: 1 }).waitFor()
    await self.page.getByText('How is it for me?').waitFor()
    await self.page.getByRole('heading', { name: 'Waiting on you' }).waitFor()
    await self.page.getByRole('heading', { name: 'You wait for others' }).waitFor()
    await settled(self.page)
    const merged = self.page.locator('.figure', { hasText: 'Merged' }).first()
    const { json } = await ask(url, `/api/v1/organizations/acme/figures?author=${ann}`, { cookie: member })
    expect(await textOf(merged.locator('.figure-value'))).toBe(String(json.all.merged))
    await auditBoth(self.page)
    // Its numbers open lists of theirs alone, and so do the other pages.
    await self.page.getByRole('main').getByRole('link', { name: 'Cycle time' }).click()
    await self.page.waitForURL('**/cycle-time?*')
    expect(new URL(self.page.url()).searchParams.getAll('author')).toEqual([ann])
    await settled(self.page)
    expect(await self.page.getByText('This could not be shown').count()).toBe(0)

    // Of somebody else there is as little as of nobody.
    const texts: string[] = []
    for (const login of [ben, 'nobody-at-all']) {
      await self.page.goto(`${url}/o/acme/people/${login}`)
      await self.page.getByRole('heading', { name: 'This could not be shown' }).waitFor()
      texts.push((await textOf(self.page.getByRole('main'))).replaceAll(login, 'NAME'))
    }
    expect(texts[0]).toBe(texts[1])

    // Figures are filtered by nobody else, lists by whom one likes.
    await self.page.goto(`${url}/o/acme/pulls?author=${ben}`)
    await settled(self.page)
    await self.page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Reviews' }).click()
    await self.page.getByRole('heading', { name: 'Reviews', level: 1 }).waitFor()
    expect(new URL(self.page.url()).searchParams.getAll('author')).toEqual([])
    await self.page.goto(`${url}/o/acme/cycle-time${year}`)
    await settled(self.page)
    expect(await self.page.getByRole('group', { name: 'By' }).getByText('Author').count()).toBe(0)
  },
  wholeTimeoutMs,
)

test(
  'a team of three has its page, and one of two for administrators alone; without person pages there is none',
  async () => {
    const { url, as, join, administrator, people } = await begin()
    const viewer = (await as(await join('viewer', 'acme', 'viewer'))).page
    await viewer.goto(`${url}/o/acme/teams/trio?period=all`)
    await viewer.getByRole('heading', { name: 'The three', level: 1 }).waitFor()
    await viewer.getByText('How is it for us?').waitFor()
    await settled(viewer)
    for (const login of people)
      await viewer.getByRole('listitem').getByText(login, { exact: true }).first().waitFor()
    await auditBoth(viewer)
    expect(await viewer.getByRole('link', { name: 'Your page' }).count()).toBe(0)
    await viewer.goto(`${url}/o/acme/teams/duo`)
    await viewer.getByText("There is no team 'duo'. There are: trio.").waitFor()

    const root = (await as(administrator)).page
    await root.goto(`${url}/o/acme/teams/duo?period=all`)
    await root.getByRole('heading', { name: 'The two', level: 1 }).waitFor()
    await root.goto(`${url}/o/acme/settings/general`)
    await root.getByLabel('Person pages').uncheck()
    await root.getByRole('button', { name: 'Save Person pages' }).click()
    await root.getByText('Saved.').waitFor()
    await auditBoth(root)
    await root.goto(`${url}/o/acme/people/${people[0]}`)
    await root.getByText(`There is no person '${people[0]}'.`).waitFor()
  },
  wholeTimeoutMs,
)
