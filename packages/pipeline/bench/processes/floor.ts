/**
 * The least that recalculating could take with this schema: one thread scans payloads as JSON, parses them, and
 * inserts the rows that were stored of them, a thousand pull requests to a commit.
 */
import { attachTenant, createTenants, fromPayload } from '@upflow/db'
import { parseOrganizationId } from '@upflow/model'
import Database from 'better-sqlite3'
import { organizationId } from '../load-organization.ts'
import { createMeter } from './meter.ts'

const { dataDir, path, most } = JSON.parse(process.argv[2]!) as {
  dataDir: string
  path: string
  most: number
}
const [parent, ...children] = [
  'analyzed_pull_requests',
  'analysis_details',
  'review_requests',
  'responses',
] as const
type Row = [key: string | number, ...unknown[]]

const file = createTenants({ dataDir }).pathOf(parseOrganizationId(organizationId))
const { sqlite: from } = attachTenant(file, parseOrganizationId(organizationId), { readOnly: true })
const to = new Database(path)
to.pragma('journal_mode = WAL')
to.pragma('synchronous = NORMAL')
to.exec('CREATE TABLE payloads (number INTEGER PRIMARY KEY, payload TEXT)')
const named = `('${[parent, ...children].join("', '")}')`
for (const { sql } of from
  .prepare<[], { sql: string }>(
    `SELECT sql FROM sqlite_schema WHERE tbl_name IN ${named} AND type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type DESC`,
  )
  .all())
  to.exec(sql)
to.pragma('foreign_keys = OFF')

const analyzed = from.prepare(`SELECT * FROM ${parent} LIMIT ?`).raw().all(most) as Row[]
const childrenOf = (table: string) => {
  const byKey = new Map<Row[0], Row[]>(analyzed.map(([key]) => [key, []]))
  for (const row of from.prepare(`SELECT * FROM ${table}`).raw().iterate() as IterableIterator<Row>)
    byKey.get(row[0])?.push(row)
  return byKey
}
const store = to.prepare('INSERT INTO payloads (payload) VALUES (?)')
to.transaction(() => {
  for (const { payload } of from
    .prepare<[number], { payload: string }>('SELECT payload FROM raw_pull_requests LIMIT ?')
    .all(analyzed.length))
    store.run(JSON.stringify(fromPayload(payload)))
})()

const prepareInsert = (table: string) => {
  const columns = to.pragma(`table_info(${table})`) as unknown[]
  return to.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`)
}
const insert = prepareInsert(parent)
const ofChildren = children.map((table) => ({ rows: childrenOf(table), insert: prepareInsert(table) }))
const scan = to.prepare<[number], { payload: string }>(
  'SELECT payload FROM payloads WHERE number > ? LIMIT 1000',
)
const write = to.transaction((start: number) => {
  let title = 0
  for (const { payload } of scan.all(start)) title += JSON.parse(payload).title.length
  for (const row of analyzed.slice(start, start + 1_000)) {
    insert.run(row)
    for (const child of ofChildren) for (const one of child.rows.get(row[0])!) child.insert.run(one)
  }
  return title
})
const meter = createMeter()
for (let start = 0; start < analyzed.length; start += 1_000) write(start)
process.send!({ ...meter(), pullRequests: analyzed.length })
process.disconnect()
