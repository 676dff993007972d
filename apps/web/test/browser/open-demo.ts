/** The demo as whoever tries Upflow has it: a server of its own that has read the sample, and a browser. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { copySample } from '../samples/copy-sample.ts'
import { openBrowser } from './open-browser.ts'
import { freePort, startWebProcess, type WebProcess } from './web-process.ts'

export interface OpenDemo {
  readonly server: WebProcess
  readonly browser: Browser
  close(): Promise<void>
}

export async function openDemo(): Promise<OpenDemo> {
  const dataDir = mkdtempSync(join(tmpdir(), 'upflow-browser-'))
  await copySample('demo', dataDir)
  const server = await startWebProcess({ dataDir, port: await freePort(), demo: true })
  const browser = await openBrowser()
  return {
    server,
    browser,
    async close() {
      await browser.close()
      await server.kill('SIGTERM')
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** How long reading the sample may take where everything takes long. */
export const demoTimeoutMs = 240_000
