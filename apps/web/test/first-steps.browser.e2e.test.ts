/** An organization of which nothing is read: what is to do until there are figures, and figures as soon as there are. */
import { expect, it } from 'vitest'
import { auditBoth } from './browser/audit.ts'
import { newPage, wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, settled, skipReason, textOf } from './browser/open-browser.ts'
import { servePeople } from './browser/serve-people.ts'
import { freePort, startWebProcess } from './browser/web-process.ts'
import { holdPages } from './hold-pages.ts'
import { atEnd, createAcme, newFolder, small, startGithub } from './support.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`first-steps.browser.e2e.test.ts: ${skipReason}`)

test(
  'the first reading is begun on the overview, and its figures come without asking for them',
  async () => {
    const dataDir = newFolder()
    const github = await startGithub(small())
    atEnd(() => github.close())
    await (await createAcme(dataDir, github)).close()
    const goOn = holdPages(github)
    const server = await startWebProcess({ dataDir, port: await freePort(), concurrency: 1 })
    atEnd(() => server.kill())
    const { page, complaints } = await newPage({ reducedMotion: 'reduce' })
    await page.goto(`${server.url}/o/acme?period=all`)
    await settled(page)
    const steps = page.locator('.first-steps li h3')
    expect(await steps.allTextContents()).toEqual([
      'Connection, done',
      'Repositories, done',
      'Release rule, done',
      'First reading, to do',
    ])
    await auditBoth(page)
    await page.getByRole('button', { name: 'Read all history' }).click()
    await page.getByText('Running.').waitFor()
    await page.locator('progress').first().waitFor()
    await auditBoth(page)
    expect(await page.locator('.figure').count()).toBe(0)
    goOn()
    await page.locator('.figure-value').first().waitFor()
    expect(Number(await textOf(page.locator('.figure-value').first()))).toBeGreaterThan(0)
    expect(complaints).toEqual([])
  },
  wholeTimeoutMs,
)

test(
  'who administers is led to each step, and who does not is told who does',
  async () => {
    const { administrator, join, openAs } = await servePeople()
    const { page } = await openAs(administrator, '/o/beta')
    await page.getByRole('link', { name: 'Connect it to GitHub' }).click()
    await page.getByRole('heading', { level: 1, name: 'GitHub connection' }).waitFor()
    await page.goBack()
    await page.getByRole('link', { name: 'Choose what is read' }).click()
    await page.getByRole('heading', { level: 1, name: 'Repositories' }).waitFor()
    await page.goBack()
    await page.getByText('Once there is something to read.').waitFor()
    await page.getByRole('link', { name: 'Say when' }).click()
    await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor()
    for (const path of ['now', 'flow', 'pulls', 'releases', 'reviews', 'cycle-time']) {
      await page.goto(new URL(`/o/beta/${path}`, page.url()).href)
      await page.getByRole('link', { name: 'Connect it to GitHub' }).waitFor()
      await auditBoth(page)
    }
    const admin = await openAs(await join('Ada', 'beta', 'admin'), '/o/beta')
    await admin.page.getByRole('link', { name: 'An owner connects it' }).waitFor()
    const other = await openAs(await join('Vera', 'beta', 'viewer'), '/o/beta')
    await other.page.getByText('An owner of the organization connects it to GitHub').waitFor()
    expect(await other.page.getByRole('button', { name: 'Read all history' }).count()).toBe(0)
    await auditBoth(other.page)
  },
  wholeTimeoutMs,
)
