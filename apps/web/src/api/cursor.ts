/** The place of a page, as a text that says nothing to who keeps it, and that only fits the list it is of. */
import { WebError } from '../web-error.ts'

/** @param list of which order */
export const toCursor = (place: string, list: string): string =>
  Buffer.from(JSON.stringify([list, place])).toString('base64url')

/** @throws WebError `web/bad-cursor` */
export function fromCursor(cursor: string, list: string): string {
  const found = parse(cursor)
  if (found === null)
    throw new WebError(
      'web/bad-cursor',
      `'cursor' is not the place of a page: use the 'next' of the page before it.`,
      { parameter: 'cursor' },
    )
  if (found[0] !== list)
    throw new WebError(
      'web/bad-cursor',
      `'cursor' is of a list in another order, ${found[0]}, and not of ${list}: begin with the first page.`,
      { parameter: 'cursor', of: found[0], list },
    )
  return found[1]
}

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
