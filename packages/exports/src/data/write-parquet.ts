/** A flat table as Parquet: columns with their types, in groups of rows, so that it may be of any length. */
import type { Database } from 'better-sqlite3'
import {
  type BasicType,
  type ColumnSource,
  fileWriter,
  ParquetWriter,
  schemaFromColumnData,
} from 'hyparquet-writer'
import type { Column } from './column.ts'
import type { FlatTable } from './flat-tables.ts'

const rowsOfGroup = 20_000

/** @returns how many rows were written */
export function writeParquet(copy: Database, { columns, sql }: FlatTable, path: string): number {
  const sources = (rows: readonly unknown[][]): ColumnSource[] =>
    columns.map((column, index) => ({
      name: column.name,
      type: typeOf(column),
      nullable: true,
      data: rows.map((row) => toValue(column, row[index])),
    }))
  const parquet = new ParquetWriter({
    writer: fileWriter(path),
    schema: schemaFromColumnData({ columnData: sources([]) }),
    createdBy: 'upflow',
  })
  let count = 0
  let group: unknown[][] = []
  const writeGroup = () => {
    if (group.length > 0) parquet.write({ columnData: sources(group), rowGroupSize: rowsOfGroup })
    count += group.length
    group = []
  }
  for (const row of copy.prepare<[], unknown[]>(sql).raw().iterate())
    if (group.push(row) === rowsOfGroup) writeGroup()
  writeGroup()
  parquet.finish()
  return count
}

function typeOf({ unit }: Column): BasicType {
  if (unit === 'Unix seconds (UTC)') return 'TIMESTAMP'
  if (unit === '0 or 1') return 'BOOLEAN'
  return isNumber(unit) ? 'INT64' : 'STRING'
}

const isNumber = (unit: Column['unit']) =>
  unit === 'count' || unit === 'seconds' || unit === 'working seconds'

function toValue({ unit }: Column, value: unknown): unknown {
  if (value === null) return null
  if (unit === 'Unix seconds (UTC)') return new Date((value as number) * 1_000)
  if (unit === '0 or 1') return value === 1
  return isNumber(unit) ? BigInt(value as number) : value
}
