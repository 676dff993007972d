/** Writes an export's files into an empty folder, all of one moment. Runs in a thread of its own. */
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OrganizationId } from '@upflow/model'
import Database from 'better-sqlite3'
import { copyTables } from './copy-tables.ts'
import { dictionaryText } from './dictionary-text.ts'
import { flatTables } from './flat-tables.ts'
import { writeCsv } from './write-csv.ts'
import { writeParquet } from './write-parquet.ts'

export const exportFormats = ['sqlite', 'csv', 'parquet'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface WriteTask {
  readonly path: string
  readonly organizationId: OrganizationId
  readonly folder: string
  readonly formats: readonly ExportFormat[]
}

export interface WrittenFile {
  readonly name: string
  readonly bytes: number
  /** Of the table, or of the organization's pull requests. */
  readonly rows: number | null
}

export const dictionaryFile = 'data-dictionary.md'
export const databaseFile = (organizationId: OrganizationId) => `${organizationId}.db`

export async function writeData({
  path,
  organizationId,
  folder,
  formats,
}: WriteTask): Promise<WrittenFile[]> {
  const target = join(folder, databaseFile(organizationId))
  const { exportedAt, rows } = await copyTables({ path, organizationId, target })
  const written: { name: string; rows: number | null }[] = []
  // The others are made of it, so that they are of the same moment.
  const copy = new Database(target, { readonly: true })
  try {
    for (const table of flatTables) {
      if (formats.includes('csv')) {
        const name = `${table.name}.csv`
        written.push({ name, rows: writeCsv(copy, table, join(folder, name)) })
      }
      if (formats.includes('parquet')) {
        const name = `${table.name}.parquet`
        written.push({ name, rows: writeParquet(copy, table, join(folder, name)) })
      }
    }
  } finally {
    copy.close()
  }
  if (formats.includes('sqlite'))
    written.unshift({ name: databaseFile(organizationId), rows: rows.raw_pull_requests ?? 0 })
  else rmSync(target)
  writeFileSync(
    join(folder, dictionaryFile),
    dictionaryText({ organization: organizationId, exportedAt, formats }),
    {
      mode: 0o600,
    },
  )
  written.push({ name: dictionaryFile, rows: null })
  return written.map((one) => ({ ...one, bytes: statSync(join(folder, one.name)).size }))
}
