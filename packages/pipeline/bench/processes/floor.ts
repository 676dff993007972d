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
const tables = ['analyzed_pull_requests', 'segments', 'review_requests'] as const
type Row = [key: string | number, ...unknown[]]

const file = createTenants({ dataDir }).pathOf(parseOrganizationId(organizationId))
const { sqlite: from } = attachTenant(file, parseOrganizationId(organizationId), { readOnly: true })
const to = new Database(path)
to.pragma('journal_mode = WAL')
to.pragma('synchronous = NORMAL')
to.exec('CREATE TABLE payloads (number INTEGER PRIMARY KEY, payload TEXT)')
const named = `('${tables.join("', '")}')`
for (const { sql } of from
  .prepare<[], { sql: string }>(
    `SELECT sql FROM sqlite_schema WHERE tbl_name IN ${named} AND type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type DESC`,
  )
  .all())
  to.exec(sql)
to.pragma('foreign_keys = OFF')

const analyzed = from.prepare(`SELECT * FROM ${tables[0]} LIMIT ?`).raw().all(most) as Row[]
const childrenOf = (table: string) => {
  const byKey = new Map<Row[0], Row[]>(analyzed.map(([key]) => [key, []]))
  for (const row of from.prepare(`SELECT * FROM ${table}`).raw().iterate() as IterableIterator<Row>)
    byKey.get(row[0])?.push(row)
  return byKey
}
const [segments, requests] = [childrenOf(tables[1]), childrenOf(tables[2])]
const store = to.prepare('INSERT INTO payloads (payload) VALUES (?)')
to.transaction(() => {
  for (const { payload } of from
    .prepare<[number], { payload: string }>('SELECT payload FROM raw_pull_requests LIMIT ?')
    .all(analyzed.length))
    store.run(JSON.stringify(fromPayload(payload)))
})()

const [insert, insertSegment, insertRequest] = tables.map((table) => {
  const columns = to.pragma(`table_info(${table})`) as unknown[]
  return to.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`)
})
const scan = to.prepare<[number], { payload: string }>(
  'SELECT payload FROM payloads WHERE number > ? LIMIT 1000',
)
const write = to.transaction((start: number) => {
  let title = 0
  for (const { payload } of scan.all(start)) title += JSON.parse(payload).title.length
  for (const row of analyzed.slice(start, start + 1_000)) {
    insert!.run(row)
    for (const segment of segments.get(row[0])!) insertSegment!.run(segment)
    for (const request of requests.get(row[0])!) insertRequest!.run(request)
  }
  return title
})
const meter = createMeter()
for (let start = 0; start < analyzed.length; start += 1_000) write(start)
process.send!({ ...meter(), pullRequests: analyzed.length })
process.disconnect()
