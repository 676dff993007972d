/** What leaves, in the browser: channels of notifications, exports and backups; and what is not one's own is not offered. */
import { readFile } from 'node:fs/promises'
import { openPipeline } from '@upflow/pipeline'
import { expect, it } from 'vitest'
import { auditBoth } from './browser/audit.ts'
import { browserPath, settled, skipReason, textOf } from './browser/open-browser.ts'
import { servePeople } from './browser/serve-people.ts'
import { ask } from './people.ts'
import { newReceiver } from './receiver.ts'
import { configOf } from './support.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`data-out.browser.e2e.test.ts: ${skipReason}`)

const canary = 'canary-of-the-webhook'
const serve = () => servePeople({ environment: { UPFLOW_NOTIFY_NETWORKS: '127.0.0.1' } })

test('a channel is added, told what is wrong with it, tried, changed and removed; its secret is not shown', async () => {
  const receiver = await newReceiver()
  const { administrator, openAs } = await serve()
  const { page, complaints } = await openAs(administrator, '/o/acme/settings/notifications')
  await page.getByText('Nobody is told of anything yet.').waitFor()
  await page.getByRole('button', { name: 'Add a channel' }).click()
  await auditBoth(page)

  // What is wrong stands at its field, and nothing is saved.
  await page.getByLabel('Name of the channel').fill('hook')
  await page.getByLabel('How').selectOption('webhook')
  await page.getByLabel('Address', { exact: true }).fill('nothing')
  await page.getByLabel('Signing secret').fill(canary)
  await page.getByRole('button', { name: 'Save the channel' }).click()
  const address = page.getByLabel('Address', { exact: true })
  await page.locator('.field-problem').waitFor()
  expect(await address.getAttribute('aria-invalid')).toBe('true')
  await address.fill(receiver.url)
  await page.getByRole('button', { name: 'Save the channel' }).click()

  // Another of its name would take its place unseen.
  await page.getByRole('button', { name: 'Add a channel' }).click()
  await page.getByLabel('Name of the channel').fill('hook')
  await page.getByText("There is a channel 'hook' already").waitFor()
  expect(await page.getByRole('button', { name: 'Save the channel' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Leave it' }).click()

  await page.getByRole('button', { name: 'Test hook' }).click()
  await page.getByText('The message was taken.').waitFor()
  expect(receiver.received).toHaveLength(1)
  await auditBoth(page)
  await page.getByRole('button', { name: 'Change hook' }).click()
  expect(await page.getByLabel('Signing secret').inputValue()).toBe('')
  await page.getByLabel('the weekly digest').uncheck()
  await page.getByRole('button', { name: 'Save the channel' }).click()
  await page.getByText('It hears of what waits too long').waitFor()
  await page.reload()
  await settled(page)
  expect(await page.content()).not.toContain(canary)
  await page.getByRole('button', { name: 'Remove hook' }).click()
  await page.getByRole('button', { name: 'Remove hook with its secret' }).click()
  await page.getByText('Nobody is told of anything yet.').waitFor()

  await page.getByLabel('What waits longer is told of, in working hours').fill('0')
  await page.getByRole('button', { name: 'Save when something is due' }).click()
  await page.getByText('must be at least 1 working hour').waitFor()
  await page.getByLabel('What waits longer is told of, in working hours').fill('24')
  await page.getByRole('button', { name: 'Save when something is due' }).click()
  await page.getByText('Saved.').waitFor()
  await page.reload()
  await settled(page)
  expect(await page.getByLabel('What waits longer is told of, in working hours').inputValue()).toBe('24')
  expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([])
})

test('each delivery is shown with its tries, what was answered and what was sent', async () => {
  const receiver = await newReceiver()
  const { administrator, dataDir, openAs, url } = await serve()
  const { page, complaints } = await openAs(administrator, '/o/acme/settings/notifications')
  await page.getByText('Nothing was due yet.').waitFor()
  await ask(url, '/api/v1/organizations/acme/notifications/channels/hook', {
    method: 'PUT',
    cookie: administrator,
    body: { channel: { kind: 'webhook', topics: ['runs'], url: receiver.url }, secret: canary },
  })
  const pipeline = await openPipeline({
    config: configOf(dataDir, { UPFLOW_NOTIFY_NETWORKS: '127.0.0.1' }),
    concurrency: 1,
  })
  const labels = { organization: 'acme' }
  const input = { organizationId: 'acme' as never, repositories: ['no/ne'], recalculate: true }
  const bad = await pipeline.engine.jobs.crawl.trigger(input, { labels })
  await pipeline.engine.runs.wait(bad.runId)
  const told = await pipeline.engine.jobs.notify.trigger({ organizationId: 'acme' as never }, { labels })
  await pipeline.engine.runs.wait(told.runId)
  await pipeline.close()
  await page.reload()
  await settled(page)
  const row = page.getByRole('region', { name: 'Deliveries' }).getByRole('row').nth(1)
  expect((await row.getByRole('cell').allTextContents()).slice(1, 5)).toEqual([
    'runs that failed or ended in part',
    'sent',
    '1',
    '200 OK',
  ])
  await row.getByText('Acme: a crawl failed').click()
  await row.locator('pre', { hasText: 'no/ne' }).waitFor()
  expect(await textOf(row.locator('pre'))).toBe(JSON.parse(receiver.received[0]!.body).text.trim())
  await auditBoth(page)
  expect(await page.content()).not.toContain(canary)
  await row.getByRole('link').click()
  await page.waitForURL(`**/runs/${told.runId}`)
  expect(complaints).toEqual([])
})

test('the data are downloaded, a backup is taken and listed, and the audit says who took the data', async () => {
  const { administrator, openAs, url } = await serve()
  const { page, complaints } = await openAs(administrator, '/o/acme/settings/export')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV of Pull requests' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('acme-pull-requests.csv')
  expect(await readFile(await download.path(), 'utf8')).toMatch(/^repository,number,/)
  await page.getByRole('button', { name: 'Take a backup' }).click()
  await page.getByText('It is whole, and on the disk.').waitFor()
  await page.getByRole('row', { name: /root@example\.com acme, beta/ }).waitFor()
  await auditBoth(page)
  await page.goto(`${url}/o/acme/settings/audit`)
  await settled(page)
  const line = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'export' }) })
  expect(await textOf(line)).toContain('root@example.com')
  expect(complaints).toEqual([])
})

test('an admin is offered exports and no backups, a viewer neither', async () => {
  const { join, openAs } = await serve()
  const admin = await openAs(await join('admin', 'acme', 'admin'), '/o/acme/settings/export')
  await admin.page.getByRole('link', { name: 'SQLite of everything' }).waitFor()
  expect(await admin.page.getByText('Backups of the whole installation').count()).toBe(0)
  const viewer = await openAs(await join('viewer', 'acme', 'viewer'), '/o/acme')
  for (const name of ['Notifications', 'Export and backup'])
    expect(await viewer.page.getByRole('link', { name }).count(), name).toBe(0)
})
