/** A run that another process executes, watched in a browser to its end, while the server is killed and comes back. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { childModule } from '@upflow/tooling/child-module'
import { describe, expect, it } from 'vitest'
import { newPage } from './browser/new-page.ts'
import { browserPath, skipReason } from './browser/open-browser.ts'
import { freePort, startWebProcess } from './browser/web-process.ts'
import { holdPages } from './hold-pages.ts'
import { atEnd, backfillOf, createAcme, newFolder, small, startGithub, until } from './support.ts'

const suite = browserPath === null ? describe.skip : describe
if (browserPath === null) console.warn(`run.browser.e2e.test.ts: ${skipReason}`)

async function startExecutor(dataDir: string): Promise<ChildProcess> {
  const child = fork(childModule(join(import.meta.dirname, 'run-child.ts')), [dataDir], { execArgv: [] })
  atEnd(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  })
  await once(child, 'message')
  return child
}

suite('a run in the browser', () => {
  it('is seen to its end, although the server is killed and restarted in between', async () => {
    const dataDir = newFolder()
    const github = await startGithub(small(160))
    atEnd(() => github.close())
    const pipeline = await createAcme(dataDir, github)
    atEnd(() => pipeline.close())
    const port = await freePort()
    const first = await startWebProcess({ dataDir, port })
    atEnd(() => first.kill())

    // Some pages are answered, the next ones only when they may be.
    const goOn = holdPages(github, 5)
    const pages = () => github.journal.filter(({ operation }) => operation === 'PullRequests').length

    const { runId } = await backfillOf(pipeline)
    const { page } = await newPage()
    await page.goto(`${first.url}/o/acme/runs`)
    await page.getByRole('link', { name: 'backfill' }).click()
    await page.waitForURL(`**/runs/${runId}`)
    await page.getByText('Waits for a process to take it.').waitFor()

    await startExecutor(dataDir)
    await until(() => pages() >= 5)
    await page.getByText('Running.', { exact: true }).waitFor()
    await page.locator('progress').first().waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    const seen = await page.locator('.log li').count()

    await first.kill()
    await page.getByText('The server does not answer').waitFor()
    const second = await startWebProcess({ dataDir, port })
    atEnd(() => second.kill())
    await page.getByText('Live', { exact: true }).waitFor()
    goOn()
    await page.getByText('Succeeded.', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true)

    await page.getByLabel('Level').selectOption('debug')
    await page.locator('.log li', { hasText: 'ended: succeeded' }).waitFor()
    const lines = await page.locator('.log li').allInnerTexts()
    expect(lines.length).toBeGreaterThan(seen)
    const events = (await pipeline.engine.runs.events(runId, { limit: 1_000 })).filter(
      ({ type }) => type !== 'progress',
    )
    // Nothing is missing, and nothing is there twice.
    expect(lines).toHaveLength(events.length)
    expect(await page.locator('progress').count()).toBe(4)
  })

  it('that failed is retried on its page, and seen live again to its end', async () => {
    const dataDir = newFolder()
    const github = await startGithub(small(20))
    atEnd(() => github.close())
    const pipeline = await createAcme(dataDir, github)
    github.faults.push({ times: Number.POSITIVE_INFINITY, respond: { kind: 'status', status: 401 } })
    const { runId } = await backfillOf(pipeline)
    await pipeline.close()
    const server = await startWebProcess({ dataDir, port: await freePort(), concurrency: 1 })
    atEnd(() => server.kill())
    const { page } = await newPage()
    await page.goto(`${server.url}/o/acme/runs/${runId}`)
    await page.getByText('Failed.', { exact: true }).waitFor()
    await page.getByText('Live', { exact: true }).waitFor({ state: 'detached' })

    github.faults.length = 0
    const goOn = holdPages(github)
    await page.getByRole('button', { name: 'Retry what failed' }).click()
    await page.getByText('Running.', { exact: true }).waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    goOn()
    await page.getByText('Succeeded.', { exact: true }).waitFor()
    await page.getByLabel('Level').selectOption('debug')
    await page.locator('.log li', { hasText: 'ended: succeeded' }).waitFor()
    expect(await page.locator('.log li', { has: page.getByText('triggered', { exact: true }) }).count()).toBe(
      1,
    )
    expect(await page.locator('.log li', { hasText: 'ended: failed' }).count()).toBe(1)
  })

  it('that is cancelled by the keyboard says so, says nothing of its next step any more, and keeps the focus', async () => {
    const dataDir = newFolder()
    const github = await startGithub(small(20))
    atEnd(() => github.close())
    await (await createAcme(dataDir, github)).close()
    const goOn = holdPages(github)
    const server = await startWebProcess({ dataDir, port: await freePort(), concurrency: 1 })
    atEnd(() => server.kill())
    const response = await fetch(`${server.url}/api/v1/organizations/acme/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"job":"backfill"}',
    })
    const { run } = (await response.json()) as { run: { id: string } }
    const { page } = await newPage()
    await page.goto(`${server.url}/o/acme/runs/${run.id}`)
    await page.getByText('Running.', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).press('Enter')
    const hasFocus = () => page.evaluate<boolean>('document.activeElement !== document.body')
    await until(hasFocus)
    goOn()
    await page.getByText('Cancelled before its end').waitFor()
    // What it answered to the button may be shown for a moment longer.
    await page.getByText('It ends at its next step.').waitFor({ state: 'detached' })
    expect(await hasFocus()).toBe(true)
  })
})
