/** The read sample behind a server of its own that executes runs, and how it looks. */
import { openPipeline, type Pipeline } from '@upflow/pipeline'
import { changeSettings } from '@upflow/settings'
import { atEnd, configOf, readSample } from '../support.ts'
import { newPage } from './new-page.ts'
import { settled } from './open-browser.ts'
import { freePort, startWebProcess } from './web-process.ts'

type Tenant = Awaited<ReturnType<Pipeline['tenants']['openToRead']>>

/**
 * A server that executes runs, of a sample that nothing reads again by itself.
 * @param change what is otherwise in its file
 */
export async function serve(
  change: (tenant: Tenant) => Promise<void> | void = () => {},
): Promise<{ url: string; dataDir: string }> {
  const dataDir = await readSample()
  const pipeline = await openPipeline({ config: configOf(dataDir), concurrency: 0 })
  const tenant = await pipeline.tenants.openToRead('acme' as never)
  await changeSettings(tenant, [{ key: 'schedules', value: { crawl: null, reconcile: null } }], { by: 'ann' })
  await change(tenant)
  await pipeline.close()
  const server = await startWebProcess({ dataDir, port: await freePort(), concurrency: 1 })
  atEnd(() => server.kill())
  return { url: server.url, dataDir }
}

/** A page as it is drawn with all that it asked for. */
export async function open(url: string) {
  const opened = await newPage()
  await opened.page.goto(url)
  await settled(opened.page)
  return opened
}
