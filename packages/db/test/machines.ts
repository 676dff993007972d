/** Machines that share the accounts of a database, each with a data folder of its own, and rows of accounts to compare. */
import type { Pool } from 'pg'
import { afterEach } from 'vitest'
import {
  openPostgres,
  openPostgresRegistry,
  openRegistry,
  type Registry,
  type Sqlite,
  type TakenAccounts,
} from '../src/index.ts'
import type { Patience } from '../src/postgres/account-rows.ts'
import { accountTables } from '../src/registry/shared-tables.ts'
import { newFolder } from './support.ts'

const closing: (() => unknown)[] = []
export const atEnd = (close: () => unknown): void => void closing.push(close)
/** What was opened so far. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close()
}
afterEach(closeAll)

export interface Machine {
  readonly dataDir: string
  readonly registry: Registry
  readonly taken: readonly TakenAccounts[]
}

interface HowPatient {
  readonly patience?: Patience
  readonly idleInTransactionMs?: number
}

/** @param dataDir of one that was there before */
export async function newMachine(
  url: string,
  dataDir = newFolder(),
  { idleInTransactionMs, ...options }: HowPatient = {},
): Promise<Machine> {
  const postgres = await openPostgres(url, idleInTransactionMs === undefined ? {} : { idleInTransactionMs })
  atEnd(postgres.close)
  const local = await openRegistry({ dataDir })
  atEnd(local.close)
  const taken: TakenAccounts[] = []
  const registry = await openPostgresRegistry(postgres, local, {
    ...options,
    onTaken: (one) => taken.push(one),
  })
  return { dataDir, registry, taken }
}

/** With accounts in its file. */
export async function newFileRegistry(dataDir = newFolder()) {
  const registry = await openRegistry({ dataDir })
  atEnd(registry.close)
  return { dataDir, registry }
}

/** A file with accounts of its own. @returns its folder */
export async function newFileWith(...names: string[]): Promise<string> {
  const { dataDir, registry } = await newFileRegistry()
  await registry.write((sqlite) => {
    for (const name of names) addPerson(sqlite, name)
    addLine(sqlite, names.join())
  })
  await registry.close()
  return dataDir
}

/** Of the database itself, to look behind it. */
export async function poolOf(url: string): Promise<Pool> {
  const postgres = await openPostgres(url)
  atEnd(postgres.close)
  return postgres.pool
}

type Rows = Readonly<Record<string, readonly object[]>>

/** All of accounts, in the order of their keys. */
export const rowsIn = (sqlite: Sqlite): Rows =>
  Object.fromEntries(
    accountTables.map((table) => [
      table,
      (sqlite.prepare(`SELECT * FROM "${table}"`).all() as object[])
        .map((row) => JSON.stringify(row))
        .sort()
        .map((row) => JSON.parse(row) as object),
    ]),
  )

export const accountsOf = ({ read }: Pick<Registry, 'read'>): Promise<Rows> => read(rowsIn)

export const addPerson = (sqlite: Sqlite, name: string): void =>
  void sqlite
    .prepare(
      `INSERT INTO "user" (id, name, email, emailVerified, createdAt, updatedAt) VALUES (?, ?, ?, 0, 0, 0)`,
    )
    .run(name, name, `${name}@example.com`)

/** A line of the audit. @returns its id, which grows with each write */
export const addLine = (sqlite: Sqlite, subject: string): number =>
  Number(
    sqlite
      .prepare(
        `INSERT INTO account_changes (changed_at, changed_by, what, subject) VALUES (1, 'test', 'person.created', ?)`,
      )
      .run(subject).lastInsertRowid,
  )

export const peopleOf = ({ read }: Pick<Registry, 'read'>): Promise<string[]> =>
  read((sqlite) => sqlite.prepare<[], string>('SELECT name FROM "user" ORDER BY name').pluck().all())

/** Of the audit. */
export const linesOf = ({
  registry,
}: {
  readonly registry: Pick<Registry, 'read'>
}): Promise<[id: number, subject: string][]> =>
  registry.read((sqlite) =>
    sqlite.prepare<[], [number, string]>('SELECT id, subject FROM account_changes ORDER BY id').raw().all(),
  )
