/** What a server of the demo has read, the whole sample. */
import { untilRead } from '../browser/until-read.ts'
import { freePort, startWebProcess } from '../browser/web-process.ts'
import type { Sample } from './sample.ts'

export async function makeDemo(folder: string): Promise<Sample> {
  const server = await startWebProcess({ dataDir: folder, port: await freePort(), demo: true })
  try {
    await untilRead(server.url)
  } finally {
    await server.kill('SIGTERM')
  }
  return { folder, close: async () => {} }
}
