/** Read again before one's eyes; and the webhook, whose secret is shown once and proves a delivery. */
import { createHmac } from 'node:crypto'
import { openPipeline } from '@upflow/pipeline'
import { expect, it } from 'vitest'
import { audit, auditBoth } from './browser/audit.ts'
import { wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, settled, skipReason, textOf } from './browser/open-browser.ts'
import { open } from './browser/serve-sample.ts'
import { freePort, startWebProcess } from './browser/web-process.ts'
import { atEnd, backfillOf, configOf, createAcme, newFolder, small, startGithub } from './support.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`refresh.browser.e2e.test.ts: ${skipReason}`)

/** A server of an organization whose GitHub is there and changes. @param concurrency with 0 it executes nothing */
async function serveLive({ concurrency = 1 } = {}) {
  const dataDir = newFolder()
  const github = await startGithub(small(5))
  atEnd(() => github.close())
  const pipeline = await createAcme(dataDir, github, 2)
  await (await backfillOf(pipeline)).wait()
  await pipeline.close()
  const server = await startWebProcess({ dataDir, port: await freePort(), concurrency })
  atEnd(() => server.kill())
  const [repository] = github.data.repositories
  return { dataDir, github, repository: repository!, url: server.url }
}

test(
  'a pull request is read again from its page, by the keyboard, and what has changed is said and shown',
  async () => {
    const { repository, url } = await serveLive()
    const [one] = repository.pullRequests
    const { page, complaints } = await open(
      `${url}/o/acme/pulls/${repository.owner}/${repository.name}/${one!.number}`,
    )
    const button = page.getByRole('button', { name: 'Read again from GitHub' })
    const said = page.getByRole('status').filter({ hasText: /Read again/ })
    await button.focus()
    await page.keyboard.press('Enter')
    await said.waitFor()
    expect(await textOf(said)).toContain('Read again: nothing has changed.')
    Object.assign(one!, { title: 'Called otherwise by now', updatedAt: '2029-01-01T00:00:00Z' })
    await button.click()
    await page.getByText('Read again. Changed: title.').waitFor()
    await page.getByRole('heading', { level: 1 }).filter({ hasText: 'Called otherwise by now' }).waitFor()
    await settled(page)
    await auditBoth(page)
    expect(complaints).toEqual([])
  },
  wholeTimeoutMs,
)

test(
  'who waits for a process is told so, and of what came of it once there is one',
  async () => {
    const { dataDir, repository, url } = await serveLive({ concurrency: 0 })
    const { page, complaints } = await open(
      `${url}/o/acme/pulls/${repository.owner}/${repository.name}/${repository.pullRequests[0]!.number}`,
    )
    await page.getByRole('button', { name: 'Read again from GitHub' }).click()
    await page.getByText(/Waits for a process to take it|Nobody has taken it yet/).waitFor()
    const executing = await openPipeline({ config: configOf(dataDir), concurrency: 1 })
    atEnd(() => executing.close())
    await page.getByText('Read again: nothing has changed.').waitFor()
    expect(complaints).toEqual([])
  },
  wholeTimeoutMs,
)

test(
  'a secret is made, shown once, and proves a delivery; what is wrong with another stands beside its field',
  async () => {
    const { repository, url } = await serveLive()
    const { page, complaints } = await open(`${url}/o/acme/settings/connection`)
    const address = await textOf(page.locator('dd code').first())
    expect(address).toBe(`${url}/webhooks/github/acme`)
    await page.getByText('none yet: nothing is taken').waitFor()
    await page.getByRole('button', { name: 'Make a new secret' }).click()
    const shown = page.getByRole('status').locator('code')
    await shown.waitFor()
    const secret = await textOf(shown)
    expect(await audit(page)).toEqual([])

    const body = JSON.stringify({
      repository: { node_id: repository.id, full_name: 'x/y' },
      pull_request: { number: repository.pullRequests[0]!.number },
    })
    const answer = await fetch(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'pull_request',
        'x-github-delivery': 'one',
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      },
      body,
    })
    expect(answer.status).toBe(202)

    await page.reload()
    await settled(page)
    expect(await page.content()).not.toContain(secret)
    const field = page.getByLabel('Secret of the webhook')
    await field.fill('short')
    await page.getByRole('button', { name: 'Save the secret' }).click()
    await page.getByText('has fewer than 16 characters').waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    await field.fill('given-by-an-app-0123456789')
    await page.getByRole('button', { name: 'Save the secret' }).click()
    await page.getByText('is taken too, until you end that').waitFor()
    await expect.poll(() => field.inputValue()).toBe('')
    await page.getByRole('button', { name: 'Take the earlier one no more' }).click()
    await page.getByRole('button', { name: 'Take the earlier one no more' }).waitFor({ state: 'detached' })
    expect(await audit(page)).toEqual([])
    // One refusal is what was asked for.
    expect(complaints.filter((one) => !one.includes('400'))).toEqual([])
  },
  wholeTimeoutMs,
)
