/** `pnpm docs:write`: the main pages over the demo, as pictures in docs/. Needs the built server and a browser. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { browserPath, openBrowser, openPage, settled, skipReason } from '../test/browser/open-browser.ts'
import { untilRead } from '../test/browser/until-read.ts'
import { freePort, startWebProcess } from '../test/browser/web-process.ts'

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url))
const period = 'from=2026-01-01&to=2026-08-31'

const pictures = [
  { name: 'web-overview', view: `/o/demo?${period}`, scheme: 'light', height: 960 },
  {
    name: 'web-pull-request',
    view: '/o/demo/pulls/bitcoin-core/secp256k1/1313?fold=1',
    scheme: 'light',
    height: 860,
  },
  { name: 'web-cycle-time', view: `/o/demo/cycle-time?${period}`, scheme: 'dark', height: 960 },
  { name: 'web-now', view: '/o/demo/now?at=2026-05-01T00%3A00%3A00Z', scheme: 'dark', height: 700 },
  { name: 'web-reviews', view: `/o/demo/reviews?${period}`, scheme: 'light', height: 1060 },
  { name: 'web-flow', view: `/o/demo/flow?${period}`, scheme: 'light', height: 1160 },
  { name: 'web-releases', view: `/o/demo/releases?${period}`, scheme: 'dark', height: 900 },
] as const

if (browserPath === null) console.warn(`The pictures of the pages are ${skipReason}.`)
else await take()

async function take(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'upflow-pictures-'))
  const server = await startWebProcess({ dataDir, port: await freePort(), demo: true })
  const browser = await openBrowser()
  try {
    await untilRead(server.url)
    for (const { name, view, scheme, height } of pictures) {
      const { page } = await openPage(browser, { colorScheme: scheme, viewport: { width: 1280, height } })
      await page.goto(server.url + view)
      await settled(page)
      await page.screenshot({ path: join(docs, `${name}.png`) })
      await page.context().close()
    }
  } finally {
    await browser.close()
    await server.kill('SIGTERM')
    rmSync(dataDir, { recursive: true, force: true })
  }
}
