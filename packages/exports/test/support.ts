/** Folders and organizations with real data, removed after the test. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Dataset, type Emulator, loadSample, startEmulator } from '@upflow/github-emulator'
import { type OrganizationId, parseOrganizationId } from '@upflow/model'
import { openPipeline, type Pipeline, parseConfig } from '@upflow/pipeline'
import Database from 'better-sqlite3'
import { afterEach } from 'vitest'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
export const atEnd = (close: () => unknown): void => void closing.push(close)

/** As built: threads run JavaScript. */
export const worker = new URL('../dist/worker.js', import.meta.url)
export const acme: OrganizationId = parseOrganizationId('acme')
export const token = 'ghp_canary0123456789canary0123456789canary'

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-exports-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const small = (count = 120): Dataset => loadSample(['bitcoin-core'], count)

export async function newEmulator(data: Dataset = small()): Promise<Emulator> {
  const emulator = await startEmulator({ data, tokens: { [token]: { login: 'dev' } }, pointsPerHour: null })
  atEnd(() => emulator.close())
  return emulator
}

export async function open(dataDir: string, concurrency = 2): Promise<Pipeline> {
  const pipeline = await openPipeline({ config: parseConfig({ UPFLOW_DATA_DIR: dataDir }), concurrency })
  atEnd(() => pipeline.close({ graceMs: 2_000 }))
  return pipeline
}

/** Organization `acme` with the emulator's repositories and a stored token. */
export async function createAcme({ organizations }: Pipeline, emulator: Emulator): Promise<void> {
  await organizations.create({
    id: acme,
    integration: { kind: 'github', apiUrl: emulator.url, sealedToken: null },
    releaseRule: { kind: 'branch', key: 'master' },
  })
  await organizations.storeToken(acme, token)
  for (const { owner, name } of emulator.data.repositories)
    await organizations.addRepository(acme, `${owner}/${name}`)
  emulator.journal.length = 0
}

/** A data folder in which `acme` was read, closed. */
export async function readAcme(dataDir: string, data: Dataset = small()): Promise<void> {
  const emulator = await newEmulator(data)
  const pipeline = await open(dataDir)
  await createAcme(pipeline, emulator)
  await backfill(pipeline)
  await pipeline.close()
}

export const backfill = (pipeline: Pipeline) =>
  pipeline.engine.jobs.backfill.triggerAndWait({
    organizationId: acme,
    repositories: null,
    files: false,
    missing: false,
    since: null,
    recalculate: true,
  })

/** Every row of every table of a SQLite file, by table. */
export function allRows(path: string, without: readonly string[] = []): Record<string, unknown[]> {
  const file = new Database(path, { readonly: true })
  try {
    const tables = file
      .prepare<[], string>(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1`,
      )
      .pluck()
      .all()
    return Object.fromEntries(
      tables
        .filter((table) => !without.includes(table))
        .map((table) => [
          table,
          file
            .prepare(`SELECT * FROM "${table}"`)
            .raw()
            .all()
            .map((row) => JSON.stringify(row))
            .sort(),
        ]),
    )
  } finally {
    file.close()
  }
}

export async function until(condition: () => unknown): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5))
}
