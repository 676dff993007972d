/** Lists that are behind a number: how many there are, a page of them, and all of them for tables. */
import { z } from '@hono/zod-openapi'
import type { Page, PageRequest } from '@upflow/insights'
import { fromCursor, toCursor } from './cursor.ts'
import { limitParameter } from './shapes/values.ts'

export const pageShape = {
  limit: limitParameter(50, 500),
  cursor: z.string().max(500).optional().describe('The `next` of the page before.'),
}

interface Asked {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** @param list by which its cursors are known @throws WebError `web/bad-cursor` */
export const toPageRequest = ({ limit, cursor }: Asked, list: string): PageRequest => ({
  limit,
  after: cursor === undefined ? null : fromCursor(cursor, list),
})

export const toNext = (next: string | null, list: string): string | null =>
  next === null ? null : toCursor(next, list)

/** Of each that a table is read by: what a batch is chosen from is looked through anew for each. */
const batchSize = 10_000
/** As many are written at once, so that others are answered in between. */
const pieceSize = 500

/** All rows of a list, piece by piece. */
export async function* allRows<Row>(
  read: (page: PageRequest) => Promise<Page<Row> | null>,
): AsyncGenerator<readonly Row[]> {
  for (let after: string | null = null; ; ) {
    const page = await read({ limit: batchSize, after, isCounted: false })
    if (page === null) return
    const { next, rows } = page
    for (let at = 0; at < rows.length; at += pieceSize) yield rows.slice(at, at + pieceSize)
    if (next === null) return
    after = next
  }
}
