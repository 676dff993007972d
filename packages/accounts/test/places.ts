/** Where accounts may lie: in a file, or in a database, of which a machine has a copy. Each test runs over both. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres, openPostgresRegistry, openRegistry, type Registry } from '@upflow/db'
import { startPostgres } from '@upflow/tooling/postgres'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeEach, inject } from 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    place: 'file' | 'postgres'
  }
}

export const place = inject('place')

const closing: (() => unknown)[] = []
export const atEnd = (close: () => unknown): void => void closing.push(close)
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

export interface Machine {
  readonly dataDir: string
  readonly registry: Registry
}

export interface Place {
  /** Empty. */
  readonly first: Machine
  /** Another process over the same file; or another machine over the same database. */
  newOther(): Promise<Machine>
  /** Whoever else changes accounts waits until what it gives is called. */
  holdTurn(): Promise<() => Promise<void>>
}

export async function newPlace(): Promise<Place> {
  if (server === null) {
    const dataDir = newFolder()
    const open = async () => ({ dataDir, registry: opened(await openRegistry({ dataDir })) })
    return { first: await open(), newOther: open, holdTurn: () => holdFile(join(dataDir, 'registry.db')) }
  }
  const url = await server.cloneDatabase()
  const open = async () => newMachine(url)
  return { first: await open(), newOther: open, holdTurn: () => holdRow(url) }
}

async function holdFile(path: string) {
  const other = new Database(path)
  other.exec('BEGIN IMMEDIATE')
  return async () => void other.close()
}

async function holdRow(url: string) {
  const { pool, close } = await openPostgres(url)
  const client = await pool.connect()
  await client.query('BEGIN; SELECT 1 FROM upflow.accounts FOR UPDATE')
  return async () => {
    await client.query('COMMIT')
    client.release()
    await close()
  }
}

async function newMachine(url: string): Promise<Machine> {
  const dataDir = newFolder()
  const postgres = await openPostgres(url)
  atEnd(() => postgres.close())
  const local = await openRegistry({ dataDir })
  return { dataDir, registry: opened(await openPostgresRegistry(postgres, local)) }
}

function opened(registry: Registry): Registry {
  atEnd(() => registry.close())
  return registry
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-accounts-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const server = place === 'postgres' ? await startPostgres() : null
if (place === 'postgres' && server === null) beforeEach(({ skip }) => skip('there is no PostgreSQL'))
afterAll(() => server?.stop())
