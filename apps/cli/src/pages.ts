/** Lists that are read page by page. */
import type { Page, PageRequest } from '@upflow/insights'
import type { Words } from './command-line.ts'
import { parseLimit } from './parse-number.ts'
import { lineLength, shorten } from './printable.ts'
import type { Answer } from './show-answer.ts'

/** Of a name, however long what stands behind it is. */
const leastName = 32

/** @throws UsageError */
export const pageIn = (words: Words): PageRequest => ({
  limit: parseLimit(words.valueOf('limit'), 20),
  after: words.valueOf('after') ?? null,
})

/** Of each row when, of which pull request, and what: as much of the middle as there is room for. */
export function pageText<Row>(
  { count, next, rows }: Page<Row>,
  partsOf: (row: Row) => readonly [begin: string, name: string, end: string],
): Pick<Answer, 'lines' | 'notes'> {
  return {
    lines: rows.map((row) => {
      const [begin, name, end] = partsOf(row)
      const room = lineLength - [...begin].length - [...end].length - 4
      return shorten(`${begin}  ${shorten(name, Math.max(leastName, room))}  ${end}`.trimEnd(), lineLength)
    }),
    notes: [rows.length === 0 ? 'There is none.' : `${rows.length} of ${count}`, ...nextText(next)],
  }
}

export const nextText = (next: string | null): string[] =>
  next === null ? [] : [`There are more: --after '${next}'`]
