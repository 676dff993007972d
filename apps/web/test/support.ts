/** Real servers over real data folders, on which nobody signs in; everything is closed and removed in the end. */
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quickHashing } from '@upflow/tooling/quick-hashing'
import { afterAll, afterEach, beforeEach } from 'vitest'
import { type ServerOptions, startServer, type WebServer } from '../src/start-server.ts'
import { configOf } from './acme.ts'
import { copySample } from './samples/copy-sample.ts'

export { backfillOf, configOf, createAcme, small, startGithub, token } from './acme.ts'
export { until } from './until.ts'

const ofFile: (() => unknown)[] = []
const ofTest: (() => unknown)[] = []
let closing = ofFile
const closeAll = async (all: (() => unknown)[]) => {
  for (const close of all.splice(0).reverse()) await close()
}
beforeEach(() => {
  closing = ofTest
})
afterEach(async () => {
  await closeAll(ofTest)
  closing = ofFile
})
afterAll(() => closeAll(ofFile))

/** After the test; or after the last one, of what is opened for all of them, by `beforeAll`. */
export const atEnd = (close: () => unknown): void => void closing.push(close)

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-web-'))
  atEnd(() => {
    for (const end of ['', '-backups']) rmSync(folder + end, { recursive: true, force: true })
  })
  return folder
}

/** A data folder in which `acme` is read and analyzed, of a GitHub that answers. */
export async function readSample(): Promise<string> {
  const folder = newFolder()
  await copySample('acme', folder)
  return folder
}

export interface StartOptions extends ServerOptions {
  readonly dataDir?: string
  readonly environment?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: never
}

export async function start({ dataDir = newFolder(), environment = {}, ...options }: StartOptions = {}) {
  const lines: string[] = []
  const server: WebServer = await startServer(configOf(dataDir, environment), {
    to: { write: (line) => void lines.push(line) },
    // A GitHub that is gone is not there a moment later either.
    githubTiming: { retryDelayMs: 1 },
    hashing: quickHashing,
    ...options,
  })
  atEnd(() => server.close())
  const get = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => {
    const response = await fetch(server.url + path, { headers })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: (isJson && text !== '' ? JSON.parse(text) : null) as never,
    }
  }
  return { dataDir, get, lines, server }
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
}

/** What `fetch` would not send: a path as it stands, another host, another method. */
export function send(
  url: string,
  options: {
    readonly path?: string
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: Buffer
  } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: hostname,
        port,
        path: options.path ?? '/',
        method: options.method ?? 'GET',
        headers: options.headers ?? {},
        agent: false,
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.once('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }))
        response.once('error', reject)
      },
    )
    // The answer may come, and the connection end, before all of a body is sent.
    sent.on('error', (error) => setImmediate(() => reject(error)))
    sent.end(options.body)
  })
}
