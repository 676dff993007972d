/** A flat table as CSV, written row by row. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { toIso } from '@upflow/model'
import type { Database } from 'better-sqlite3'
import { csvLine } from '../csv.ts'
import type { Column } from './column.ts'
import type { FlatTable } from './flat-tables.ts'

const pieceLength = 65_536

/** @returns how many rows were written, the heading aside */
export function writeCsv(copy: Database, { columns, sql }: FlatTable, path: string): number {
  const file = openSync(path, 'wx', 0o600)
  try {
    let text = csvLine(columns.map(({ name }) => name))
    let rows = 0
    for (const row of copy.prepare<[], unknown[]>(sql).raw().iterate()) {
      text += csvLine(row.map((value, index) => toCell(columns[index]!, value)))
      rows++
      if (text.length < pieceLength) continue
      writeSync(file, text)
      text = ''
    }
    writeSync(file, text)
    return rows
  } finally {
    closeSync(file)
  }
}

function toCell({ unit }: Column, value: unknown): unknown {
  if (value === null) return null
  if (unit === 'Unix seconds (UTC)') return toIso(value as number)
  return unit === '0 or 1' ? value === 1 : value
}
