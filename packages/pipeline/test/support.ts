/** A pipeline over a real data folder against an emulator; everything is closed and removed after the test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Dataset,
  type Emulator,
  type EmulatorOptions,
  loadSample,
  startEmulator,
} from '@upflow/github-emulator'
import { type OrganizationId, parseOrganizationId, type ReleaseRule } from '@upflow/model'
import Database from 'better-sqlite3'
import { afterEach } from 'vitest'
import { openPipeline, type Pipeline, type PipelineOptions, parseConfig } from '../src/index.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

export const token = 'ghp_canary0123456789canary0123456789canary'
export const acme: OrganizationId = parseOrganizationId('acme')
/** As built: worker threads run JavaScript. */
const worker = new URL('../dist/worker.js', import.meta.url)

export function newDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-pipeline-'))
  closing.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function newEmulator(
  data: Dataset = small(),
  options: Pick<EmulatorOptions, 'pointsPerHour'> = {},
): Promise<Emulator> {
  const emulator = await startEmulator({ ...options, data, tokens: { [token]: { login: 'dev' } } })
  closing.push(() => emulator.close())
  return emulator
}

/** Two real repositories, cut to their last pull requests so that a pass is a few pages. */
export const small = (count = 90): Dataset => loadSample(['bitcoin-core'], count)

export interface DatabasePlace {
  readonly databaseUrl?: string
  /** Where runs are kept, of what lies in a database (default: a file). */
  readonly jobs?: 'file' | 'database'
}

export async function open(
  dataDir: string,
  githubTiming: NonNullable<PipelineOptions['githubTiming']> = {},
  concurrency = 2,
  {
    databaseUrl,
    jobs = 'file',
    ...options
  }: Pick<PipelineOptions, 'autoStart' | 'busyTimeoutMs' | 'delivering' | 'onTrouble' | 'outageMs'> &
    DatabasePlace = {},
): Promise<Pipeline> {
  const config = parseConfig({
    UPFLOW_DATA_DIR: dataDir,
    ...(databaseUrl === undefined
      ? {}
      : {
          UPFLOW_DATABASE_URL: databaseUrl,
          UPFLOW_SECRET: 'a secret of some length',
          UPFLOW_JOBS: jobs,
        }),
  })
  const pipeline = await openPipeline({ ...options, config, concurrency, worker, githubTiming })
  closing.push(() => pipeline.close({ graceMs: 2_000 }))
  return pipeline
}

/** A pipeline with organization `acme` and the emulator's repositories. */
export async function setup({
  data = small(),
  releaseRule = { kind: 'branch', key: 'master' } as ReleaseRule,
  options = {} as Pick<PipelineOptions, 'busyTimeoutMs'>,
} = {}) {
  const dataDir = newDataDir()
  const emulator = await newEmulator(data)
  const pipeline = await open(dataDir, {}, 2, options)
  await createAcme(pipeline, emulator, releaseRule)
  return { dataDir, emulator, pipeline, tenant: await pipeline.tenants.openToRead(acme) }
}

export async function createAcme(
  pipeline: Pipeline,
  emulator: Emulator,
  releaseRule: ReleaseRule = { kind: 'branch', key: 'master' },
): Promise<void> {
  const { organizations } = pipeline
  await organizations.create({
    id: acme,
    integration: { kind: 'github', apiUrl: emulator.url, sealedToken: null },
    releaseRule,
  })
  await organizations.storeToken(acme, token)
  for (const { owner, name } of emulator.data.repositories)
    await organizations.addRepository(acme, `${owner}/${name}`)
  emulator.journal.length = 0
}

const tables = [
  'repositories',
  'raw_pull_requests',
  'tags',
  'deployments',
  'analyzed_pull_requests',
  'analysis_details',
  'segments',
  'review_requests',
  'responses',
  'retry_queue',
]

/** Every row of what people see, in order; not how far a pass has come. */
export function dump(dataDir: string): Record<string, unknown[]> {
  const file = new Database(join(dataDir, 'tenants', `${acme}.db`), { readonly: true })
  try {
    return rowsOf(file)
  } finally {
    file.close()
  }
}

/** As `dump`, wherever the data lies. */
export const dumpOf = async ({ tenants }: Pick<Pipeline, 'tenants'>): Promise<Record<string, unknown[]>> =>
  rowsOf((await tenants.openToRead(acme)).sqlite)

const rowsOf = (file: Database.Database): Record<string, unknown[]> =>
  Object.fromEntries(
    tables.map((table) => [table, file.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all()]),
  )

/** The pages of whole pull requests that were asked for, with their cursors. */
export const pages = (emulator: Emulator): string[] =>
  emulator.journal
    .filter(({ operation }) => operation === 'PullRequests')
    .map(({ variables }) => `${variables.repository} after ${variables.after}`)

export async function until(condition: () => unknown): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5))
}
