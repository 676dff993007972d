/** Real servers over real data folders, on which nobody signs in; everything is closed and removed after the test. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Dataset, type Emulator, loadSample, startEmulator } from '@upflow/github-emulator'
import { openPipeline, type Pipeline, parseConfig } from '@upflow/pipeline'
import { afterEach } from 'vitest'
import { type ServerOptions, startServer, type WebServer } from '../src/start-server.ts'

const closing: (() => unknown)[] = []
export const atEnd = (close: () => unknown): void => void closing.push(close)
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

export const token = 'ghp_canary0123456789canary0123456789canary'

export function newFolder(from?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-web-'))
  atEnd(() => {
    for (const end of ['', '-backups']) rmSync(folder + end, { recursive: true, force: true })
  })
  if (from) cpSync(from, folder, { recursive: true })
  return folder
}

export function small(count = 60): Dataset {
  const data = loadSample(['bitcoin-core'])
  for (const repository of data.repositories) repository.pullRequests = repository.pullRequests.slice(-count)
  return data
}

export const configOf = (dataDir: string, environment: Readonly<Record<string, string>> = {}) =>
  parseConfig({
    UPFLOW_DATA_DIR: dataDir,
    UPFLOW_WEB_PORT: '0',
    UPFLOW_WEB_OPEN: '1',
    // What is executed is what a test has executed.
    UPFLOW_WEB_CONCURRENCY: '0',
    // Beside it, so that it goes with it.
    UPFLOW_BACKUP_DIR: `${dataDir}-backups`,
    ...environment,
  })

/** Organization `acme`, which reads the emulator's repositories, none of them read yet. */
export async function createAcme(dataDir: string, emulator: Emulator, concurrency = 0): Promise<Pipeline> {
  const pipeline = await openPipeline({ config: configOf(dataDir), concurrency })
  await pipeline.organizations.create({
    id: 'acme',
    name: 'Acme',
    integration: { kind: 'github', apiUrl: emulator.url, sealedToken: null },
    releaseRule: { kind: 'branch', key: 'master' },
    token,
  })
  for (const { owner, name } of emulator.data.repositories)
    await pipeline.organizations.addRepository('acme' as never, `${owner}/${name}`)
  return pipeline
}

export const startGithub = (data: Dataset): Promise<Emulator> =>
  startEmulator({ data, tokens: { [token]: { login: 'dev' } }, pointsPerHour: null })

export const backfillOf = (pipeline: Pipeline) =>
  pipeline.engine.jobs.backfill.trigger(
    {
      organizationId: 'acme' as never,
      repositories: null,
      files: false,
      missing: false,
      since: null,
      recalculate: true,
    },
    { labels: { organization: 'acme' } },
  )

let sample: Promise<string> | null = null
/**
 * A data folder in which `acme` is read and analyzed: made once, and copied for each test.
 * @param isKept until the process ends, for several tests
 */
export async function readSample({ isKept = false } = {}): Promise<string> {
  sample ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'upflow-web-sample-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    const emulator = await startGithub(small())
    const pipeline = await createAcme(folder, emulator, 2)
    await (await backfillOf(pipeline)).wait()
    await pipeline.close()
    await emulator.close()
    return folder
  })()
  return isKept ? await sample : newFolder(await sample)
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

export async function until<T>(look: () => T): Promise<NonNullable<Awaited<T>>> {
  for (;;) {
    const found = await look()
    if (found) return found as NonNullable<Awaited<T>>
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
