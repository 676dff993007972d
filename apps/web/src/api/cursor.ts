/** The place of a page, as a text that says nothing to who keeps it, and that only fits the list it is of. */
import { WebError } from '../web-error.ts'

/** @param list of which order */
export const toCursor = (place: string, list: string): string =>
  Buffer.from(JSON.stringify([list, place])).toString('base64url')

/** @throws WebError `web/bad-cursor` */
export function fromCursor(cursor: string, list: string): string {
  const found = parse(cursor)
  if (found === null) throw noPlace()
  if (found[0] !== list)
    throw new WebError(
      'web/bad-cursor',
      `'cursor' is of a list in another order, ${found[0]}, and not of ${list}: begin with the first page.`,
      { parameter: 'cursor', of: found[0], list },
    )
  return found[1]
}

/** What a page of rows with ids asks for: one more than it shows, before the id of its cursor. @throws WebError `web/bad-cursor` */
export function beforeCursor(
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  list: string,
): { readonly limit: number; readonly before?: number } {
  const asked = { limit: limit + 1 }
  if (cursor === undefined) return asked
  const before = Number(fromCursor(cursor, list))
  if (!Number.isSafeInteger(before)) throw noPlace()
  return { ...asked, before }
}

/** Of what was read for a page with one more: those that it shows, and the cursor of the next. */
export function toPage<Row extends { readonly id: number | string }>(
  found: readonly Row[],
  limit: number,
  list: string,
): { readonly rows: readonly Row[]; readonly next: string | null } {
  const rows = found.slice(0, limit)
  return { rows, next: found.length > limit ? toCursor(String(rows.at(-1)!.id), list) : null }
}

const noPlace = () =>
  new WebError(
    'web/bad-cursor',
    `'cursor' is not the place of a page: use the 'next' of the page before it.`,
    { parameter: 'cursor' },
  )

function parse(cursor: string): [string, string] | null {
  try {
    const parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown
    return Array.isArray(parsed) && parsed.length === 2 && parsed.every((one) => typeof one === 'string')
      ? (parsed as [string, string])
      : null
  } catch {
    return null
  }
}
