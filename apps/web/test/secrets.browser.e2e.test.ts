/**
 * Canaries in the browser: secrets are typed where they belong, a run is made with them that GitHub refuses in words
 * that repeat them, and then they are looked for in every page, in what the browser keeps, in the events of the run,
 * in all files and in the log.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newPage, wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, settled, skipReason, textOf } from './browser/open-browser.ts'
import { freePort, startWebProcess } from './browser/web-process.ts'
import { follow } from './events-client.ts'
import { ask, password, setUpLinkOf } from './people.ts'
import { atEnd, createAcme, token as githubToken, newFolder, small, startGithub } from './support.ts'
import { until } from './until.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`secrets.browser.e2e.test.ts: ${skipReason}`)

const channelSecret = 'canary-channel-secret-0123456789'
const wrongToken = 'ghp_wrongcanary0123456789wrongcanary012345'

const pages = [
  '',
  '/now',
  '/runs',
  '/health',
  ...[
    'general',
    'connection',
    'github-app',
    'repositories',
    'notifications',
    'export',
    'audit',
    'members',
    'tokens',
  ].map((name) => `/settings/${name}`),
  '/settings/audit?list=members',
  '/settings/audit?list=accounts',
]

test(
  'no secret that was typed or told is in a page, in what the browser keeps, in an event, a file or the log',
  async () => {
    const github = await startGithub(small(3))
    atEnd(() => github.close())
    const dataDir = newFolder()
    await (await createAcme(dataDir, github)).close()
    const server = await startWebProcess({ dataDir, port: await freePort(), concurrency: 1, isOpen: false })
    atEnd(() => server.kill())
    const { url } = server
    const { page } = await newPage({ reducedMotion: 'reduce' })
    const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()

    const link = await until(() => setUpLinkOf(server.lines))
    await page.goto(`${url}/set-up#${link}`)
    await page.getByLabel('Your name').fill('Ann')
    await page.getByLabel('Your address').fill('ann@example.com')
    await page.getByLabel('A password').fill(password)
    await press('Begin')
    await page.waitForURL('**/o/acme')

    await page.goto(`${url}/o/acme/settings/connection`)
    await page.getByLabel('Token').fill(wrongToken)
    await press('Check')
    await page.locator('.finding-bad').waitFor()
    await page.goto(`${url}/o/acme/settings/notifications`)
    await press('Add a channel')
    await page.getByLabel('Name of the channel').fill('hook')
    await page.getByLabel('How').selectOption('webhook')
    await page.getByLabel('Address', { exact: true }).fill('https://hooks.example.com')
    await page.getByLabel('Signing secret').fill(channelSecret)
    await press('Save the channel')
    await page.getByText('It hears of').waitFor()
    await page.goto(`${url}/o/acme/settings/tokens`)
    await page.getByLabel('What is it for?').fill('dashboard')
    await press('Make it')
    const apiToken = await textOf(page.locator('.account-once code'))
    await page.goto(`${url}/o/acme/settings/members`)
    await page.getByLabel('Whom do you invite?').fill('Ben')
    await press('Make the link')
    const invitation = new URL(await textOf(page.locator('.account-once code'))).hash.slice(1)

    // What GitHub says of it is what everybody would read.
    github.faults.push({
      times: Number.POSITIVE_INFINITY,
      respond: { kind: 'errors', errors: [{ message: `The token ${githubToken} may not do this.` }] },
    })
    await page.goto(`${url}/o/acme/runs`)
    await press('Crawl')
    await page.waitForURL('**/o/acme/runs/run_*')
    await page.getByText('Failed').first().waitFor()
    const run = new URL(page.url()).pathname.split('/').at(-1)!

    const cookies = await page.context().cookies()
    const session = cookies.find(({ name }) => name.endsWith('session_token'))!
    const held = decodeURIComponent(session.value)
    const secrets: Record<string, string> = {
      password,
      link,
      invitation,
      apiToken,
      channelSecret,
      wrongToken,
      githubToken,
      session: held.split('.')[0]!,
    }
    const found: string[] = []
    const look = (where: string, text: string | Buffer) => {
      for (const [name, secret] of Object.entries(secrets))
        if (text.includes(secret)) found.push(`${name} in ${where}`)
    }
    for (const path of [...pages, `/runs/${run}`, '/me'].map((one) =>
      one === '/me' ? one : `/o/acme${one}`,
    )) {
      await page.goto(url + path)
      await settled(page)
      look(path, await page.content())
      look(
        `the fields of ${path}`,
        JSON.stringify(
          await page
            .locator('input')
            .evaluateAll((all) => all.map((one) => (one as unknown as { value: string }).value)),
        ),
      )
    }
    look(
      'what the browser keeps',
      String(
        await page.evaluate(
          `(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, await caches.keys(), (await indexedDB.databases()).map(({ name }) => name)]))()`,
        ),
      ),
    )
    const cookie = `${session.name}=${session.value}`
    const events = await follow(`${url}/api/v1/runs/${run}/events`, { headers: { cookie } })
    let count = 0
    for await (const { data } of events.messages()) {
      count++
      look('an event', data)
    }
    expect(count).toBeGreaterThan(0)
    for (const path of ['', '/steps', '/log', '/actions'])
      look(`runs${path}`, (await ask(url, `/api/v1/runs/${run}${path}`, { cookie })).text)
    for (const name of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
      const path = join(dataDir, name)
      if (statSync(path).isFile()) look(name, readFileSync(path))
    }
    for (const line of server.lines) if (!line.includes('/set-up#')) look('the log', line)
    expect(found).toEqual([])
  },
  wholeTimeoutMs,
)
