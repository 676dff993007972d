/**
 * Global setup: data folders that many tests begin with, each made once for all of them, when the first asks for it
 * (`GET /NAME`). They are not changed: tests copy them.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sample, SampleName } from './sample.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    readonly samplesUrl: string
  }
}

/** What vitest gives to a global setup. */
interface Providing {
  provide(name: 'samplesUrl', url: string): void
}

/** Not imported before what they are made by is built. */
const makers: Readonly<Record<SampleName, (folder: string) => Promise<Sample>>> = {
  acme: async (folder) => (await import('./make-acme.ts')).makeAcme(folder),
  demo: async (folder) => (await import('./make-demo.ts')).makeDemo(folder),
}

export default async function serveSamples(project: Providing): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-web-samples-'))
  const made = new Map<SampleName, Promise<Sample>>()
  const sampleOf = (name: SampleName): Promise<Sample> => {
    const sample = made.get(name) ?? makers[name](join(folder, name))
    made.set(name, sample)
    return sample
  }
  const server = createServer(({ url = '/' }, response) => {
    response.setHeader('connection', 'close')
    sampleOf(url.slice(1) as SampleName).then(
      (sample) => response.end(sample.folder),
      (error: Error) => response.writeHead(500).end(error.stack),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  project.provide('samplesUrl', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return async () => {
    server.closeAllConnections()
    server.close()
    for (const sample of await Promise.allSettled(made.values()))
      if (sample.status === 'fulfilled') await sample.value.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
