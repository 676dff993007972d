/** Lists that are read page by page. */
import type { Page, PageRequest } from '@upflow/insights'
import type { Words } from './command-line.ts'
import { parseLimit } from './parse-number.ts'
import { lineLength, shorten } from './printable.ts'
import type { Terminal } from './terminal.ts'

/** Of a name, however long what stands behind it is. */
const leastName = 32

/** @throws UsageError */
export const pageIn = (words: Words): PageRequest => ({
  limit: parseLimit(words.valueOf('limit'), 20),
  after: words.valueOf('after') ?? null,
})

/** Of each row when, of which pull request, and what: as much of the middle as there is room for. */
export function printPage<Row>(
  terminal: Terminal,
  { count, next, rows }: Page<Row>,
  partsOf: (row: Row) => readonly [begin: string, name: string, end: string],
): void {
  for (const row of rows) {
    const [begin, name, end] = partsOf(row)
    const room = lineLength - [...begin].length - [...end].length - 4
    terminal.print(
      shorten(`${begin}  ${shorten(name, Math.max(leastName, room))}  ${end}`.trimEnd(), lineLength),
    )
  }
  terminal.note(rows.length === 0 ? 'There is none.' : `${rows.length} of ${count}`)
  noteNext(terminal, next)
}

export function noteNext(terminal: Terminal, next: string | null): void {
  if (next !== null) terminal.note(`There are more: --after '${next}'`)
}
