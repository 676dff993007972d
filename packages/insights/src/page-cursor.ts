/** The place where a page ends, as text: of one order alone, so that no other takes it for its own. */
import { InsightsError } from './insights-error.ts'

export interface PageCursor {
  /** Null among those that cannot be sorted by, since they have no value. */
  readonly value: number | null
  readonly key: number
}

/** @param order what is sorted by, and in which direction */
export const toCursor = (order: string, { value, key }: PageCursor): string =>
  JSON.stringify([order, value, key])

/** @throws InsightsError `insights/bad-cursor` */
export function parseCursor(text: string, order: string): PageCursor {
  let parts: unknown = null
  try {
    parts = JSON.parse(text)
  } catch {
    // Said below.
  }
  const [of, value, key] = Array.isArray(parts) && parts.length === 3 ? (parts as unknown[]) : []
  if (of === order && (value === null || Number.isSafeInteger(value)) && Number.isSafeInteger(key))
    return { value: value as number | null, key: key as number }
  throw new InsightsError(
    'insights/bad-cursor',
    typeof of === 'string' && of !== order
      ? `'${text}' is the place of a page in another order (${of}, this one is ${order}): begin with the first page`
      : `'${text}' is not the place of a page: use the 'next' of the page before it`,
    { cursor: text, order },
  )
}
