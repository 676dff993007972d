/** A page is settled with the last of what it asked for, one thing after another, and whatever its streams do. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { newPage } from './browser/new-page.ts'
import { browserPath, settled, skipReason } from './browser/open-browser.ts'
import { atEnd } from './support.ts'
import { until } from './until.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`settled.browser.e2e.test.ts: ${skipReason}`)

const pageOf = (script: string) =>
  `<!doctype html><link rel="icon" href="data:,"><title>begun</title><h1>A page</h1><p></p><script>
    const ask = (path) => fetch(path).then((answer) => answer.json())
    const paragraph = document.querySelector('p')
    ${script}
  </script>`
const pages: Readonly<Record<string, string>> = {
  '/chained': pageOf(`
    new EventSource('/stream')
    ask('/at-once').then(() => ask('/later')).then(() => { document.title = 'whole' })`),
  '/loading': pageOf(`paragraph.className = 'loading'`),
  '/stale': pageOf('paragraph.dataset.stale = true'),
  '/left': pageOf(`ask('/never')`),
  '/plain': pageOf(''),
}

/** Pages, and what they ask for: `/later` is answered when it may be, `/never` never. */
async function serve() {
  const held = new Map<string, ServerResponse>()
  const server = createServer(({ url = '' }, response) => {
    if (pages[url]) response.setHeader('content-type', 'text/html').end(pages[url])
    else if (url === '/at-once') response.end('{}')
    else {
      held.set(url, response)
      if (url === '/stream') response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  return { held, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Whether it is settled by now; in a while in which a page that is, is known to be. */
function watch(page: Page) {
  let isSettled = false
  const whenSettled = settled(page).then(() => {
    isSettled = true
  })
  const look = async () => {
    for (let round = 0; round < 20; round++)
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))')
    return isSettled
  }
  return { look, whenSettled }
}

test('what an answer leads to is waited for as well, and a stream is not', async () => {
  const { held, url } = await serve()
  const { page } = await newPage()
  await page.goto(`${url}/chained`)
  const { look, whenSettled } = watch(page)
  const later = await until(() => held.get('/later'))
  await until(() => held.get('/stream'))
  expect(await look()).toBe(false)
  later.end('{}')
  await whenSettled
  expect(await page.title()).toBe('whole')
})

test.each(['loading', 'stale'])('what is %s is waited for', async (mark) => {
  const { url } = await serve()
  const { page } = await newPage()
  await page.goto(`${url}/${mark}`)
  const { look, whenSettled } = watch(page)
  expect(await look()).toBe(false)
  await page.evaluate('paragraph.remove()')
  await whenSettled
})

test('what the page before it asked for is not waited for', async () => {
  const { held, url } = await serve()
  const { page } = await newPage()
  await page.goto(`${url}/left`)
  await until(() => held.get('/never'))
  await page.goto(`${url}/plain`)
  await settled(page)
  expect(await page.title()).toBe('begun')
})
