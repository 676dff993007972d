/** A list as CSV or NDJSON: written row by row while it is read, so that it may be of any length. */
import type { HttpBindings } from '@hono/node-server'
import { csvLine } from '@upflow/exports/csv'
import type { Context } from 'hono'
import { mayStill } from '../guard/may-still.ts'
import type { ApiContext } from './api-context.ts'
import type { AnyRead, Asked } from './read.ts'
import { columnsOf } from './table-columns.ts'
import { toTextStream } from './text-stream.ts'

export const formats = ['json', 'csv', 'ndjson'] as const
export type Format = (typeof formats)[number]

export const tableTypes = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const

export interface TableRequest {
  readonly read: AnyRead
  readonly asked: Asked
  readonly context: ApiContext
  readonly format: 'csv' | 'ndjson'
  readonly tag: string | null
}

export async function toTable(request: Context, { read, asked, context, format, tag }: TableRequest) {
  const headers = {
    'content-type': `${tableTypes[format]}; charset=utf-8`,
    'content-disposition': `attachment; filename="${read.id}.${format}"`,
    'cache-control': 'private, no-cache',
    ...(tag === null ? {} : { etag: tag }),
  }
  const { row, rows } = read.table!
  if (request.req.method === 'HEAD') {
    // It is refused what is refused of a table.
    const looked = rows(asked, context)[Symbol.asyncIterator]()
    await looked.next().finally(() => looked.return?.())
    return request.body(null, 200, headers)
  }
  const stream = context.streams.start()
  try {
    const batches = rows({ ...asked, signal: stream.signal }, context)[Symbol.asyncIterator]()
    // What is wrong with the question is answered as an error, not as a file.
    const first = await batches.next()
    const pieces = (format === 'csv' ? csvPieces(row, first, batches) : jsonPieces(first, batches))[
      Symbol.asyncIterator
    ]()
    const { outgoing } = request.env as HttpBindings
    const body = toTextStream(pieces, {
      mayGoOn: () => mayStill(request, read.id, context),
      stream,
      onBroken: context.onBroken,
      cut: () => outgoing.destroy(),
    })
    return request.body(body, 200, headers)
  } catch (error) {
    stream.done()
    throw error
  }
}

type Batches = AsyncIterator<readonly unknown[]>
type Batch = IteratorResult<readonly unknown[]>

async function* csvPieces(row: NonNullable<AnyRead['table']>['row'], first: Batch, batches: Batches) {
  const columns = columnsOf(row)
  yield csvLine(columns.map(({ name }) => name))
  for await (const batch of from(first, batches))
    yield batch.map((one) => csvLine(columns.map((column) => column.valueOf(one)))).join('')
}

async function* jsonPieces(first: Batch, batches: Batches) {
  for await (const batch of from(first, batches))
    yield batch.map((one) => `${JSON.stringify(one)}\n`).join('')
}

async function* from(first: Batch, batches: Batches) {
  try {
    for (let next = first; !next.done; next = await batches.next())
      if (next.value.length > 0) yield next.value
  } finally {
    await batches.return?.()
  }
}
