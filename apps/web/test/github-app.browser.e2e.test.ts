/** From no credential to what an app reads, by the pages alone; what its account does to it is seen. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { piecesOf, startAppGithub } from './app-github.ts'
import { audit } from './browser/audit.ts'
import { newPage, wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, settled, skipReason } from './browser/open-browser.ts'
import { freePort, startWebProcess } from './browser/web-process.ts'
import { ask } from './people.ts'
import { atEnd, createAcme, newFolder } from './support.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`github-app.browser.e2e.test.ts: ${skipReason}`)

async function begin() {
  const { github, privateKey } = await startAppGithub()
  const dataDir = newFolder()
  await (await createAcme(dataDir, github)).close()
  const server = await startWebProcess({ dataDir, port: await freePort(), concurrency: 1 })
  atEnd(() => server.kill())
  const { page, complaints } = await newPage({ reducedMotion: 'reduce' })
  const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()
  return { github, privateKey, server, page, complaints, press, at: `${server.url}/o/acme` }
}

test(
  'an app is made at GitHub, installed, chosen and checked; a suspended one is said on all pages that it concerns',
  async () => {
    const { github, page, complaints, press, at, server } = await begin()
    await page.goto(`${at}/settings/connection`)
    await page.getByRole('link', { name: 'Make or take an app' }).click()
    await page.getByLabel('Organization at GitHub').fill('not a login')
    await press('Look at what it asks for')
    await page.locator('.field-problem').waitFor()
    await page.getByLabel('Organization at GitHub').fill('bitcoin-core')
    await press('Look at what it asks for')
    await page.getByText('teams that are asked to review or mirrored').waitFor()
    expect(await audit(page)).toEqual([])
    await press('Make it at GitHub')
    await page.getByText('The app is made, and its key is stored').waitFor()
    // What it came back with is in no history.
    await page.waitForURL(`${at}/settings/github-app`)
    await page.getByText('installed nowhere yet').waitFor()

    const made = github.apps.at(-1)!
    made.installations.push({ id: 5, account: 'bitcoin-core', repositories: 'all', suspendedAt: null })
    await page.reload()
    await press('Let it read')
    await page.getByRole('cell', { name: 'reads', exact: true }).waitFor()
    expect(await audit(page)).toEqual([])
    await page.goto(`${at}/settings/connection`)
    await page.getByText('An installation of a GitHub App reads.').waitFor()
    await press('Check')
    await page.getByText('The app speaks as').waitFor()

    await github.mutate({ kind: 'suspend', installationId: 5 })
    await press('Check')
    await page.locator('.finding-bad').waitFor()
    await page.goto(`${at}/runs`)
    await press('Crawl')
    await page.waitForURL('**/o/acme/runs/run_*')
    await page.getByText('github/installation-suspended').first().waitFor()
    await page.goto(`${at}/health`)
    await page.getByText('The installation of the GitHub App is suspended').waitFor()
    await page.goto(`${at}/settings/github-app`)
    await page.getByText('is suspended, and nothing is read').waitFor()
    await press('Forget the app')
    await page.getByText('A new app', { exact: true }).waitFor()
    expect(complaints.filter((one) => !one.includes('status of'))).toEqual([])
    expect(server.lines.join('\n')).not.toContain('PRIVATE KEY')
  },
  wholeTimeoutMs,
)

test(
  'an app is taken by the file of its key, which is in no page, no field and nothing that the browser keeps',
  async () => {
    const { privateKey, page, press, at, server } = await begin()
    const file = join(newFolder(), 'upflow.pem')
    writeFileSync(file, privateKey)
    await page.goto(`${at}/settings/github-app`)
    const save = async (id: string) => {
      await page.getByLabel('Id of the app').fill(id)
      await page.getByLabel('Private key').setInputFiles(file)
      await press('Save the app')
    }
    await save('8')
    await page.getByText('GitHub does not believe the app').waitFor()
    await save('7')
    await press('Let it read')
    await page.getByRole('cell', { name: 'reads', exact: true }).waitFor()
    const pieces = piecesOf(privateKey)
    const found: string[] = []
    const look = (where: string, text: string) => {
      if (pieces.some((piece) => text.includes(piece))) found.push(where)
    }
    for (const path of ['/settings/github-app', '/settings/connection', '/settings/audit', '/health']) {
      await page.goto(at + path)
      await settled(page)
      look(path, await page.content())
    }
    look(
      'what the browser keeps',
      String(
        await page.evaluate(
          'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state])',
        ),
      ),
    )
    for (const path of ['connection', 'connection/app/installations', 'settings', 'audit'])
      look(path, (await ask(server.url, `/api/v1/organizations/acme/${path}`)).text)
    look('the log', server.lines.join('\n'))
    expect(found).toEqual([])
  },
  wholeTimeoutMs,
)
