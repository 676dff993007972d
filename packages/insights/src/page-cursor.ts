/** The place where a page ends, as text: of one order alone, so that no other takes it for its own. */
import { InsightsError } from './insights-error.ts'

export interface PageCursor {
  /** Null among those that cannot be sorted by, since they have no value. */
  readonly value: number | null
  readonly key: number
}

/** @param order what is sorted by, and in which direction */
export const toCursor = (order: string, { value, key }: PageCursor): string => toPlace(order, [value, key])

/** @throws InsightsError `insights/bad-cursor` */
export function parseCursor(text: string, order: string): PageCursor {
  const [value, key] = parseNumbers(text, order, 2)
  if (key === null) throw noPlace(text, order)
  return { value: value!, key: key! }
}

/** A place among rows that are sorted by several numbers. */
export const toPlace = (order: string, numbers: readonly (number | null)[]): string =>
  JSON.stringify([order, ...numbers])

/** @param length of how many numbers @throws InsightsError `insights/bad-cursor` */
export function parsePlace(text: string, order: string, length: number): number[] {
  const numbers = parseNumbers(text, order, length)
  if (numbers.includes(null)) throw noPlace(text, order)
  return numbers as number[]
}

function parseNumbers(text: string, order: string, length: number): (number | null)[] {
  let parts: unknown = null
  try {
    parts = JSON.parse(text)
  } catch {
    // Said below.
  }
  const [of, ...numbers] = Array.isArray(parts) && parts.length === length + 1 ? (parts as unknown[]) : []
  if (of === order && numbers.every((one) => one === null || Number.isSafeInteger(one)))
    return numbers as (number | null)[]
  throw typeof of === 'string' && of !== order
    ? new InsightsError(
        'insights/bad-cursor',
        `'${text}' is the place of a page in another order (${of}, this one is ${order}): begin with the first page`,
        { cursor: text, order },
      )
    : noPlace(text, order)
}

const noPlace = (text: string, order: string) =>
  new InsightsError(
    'insights/bad-cursor',
    `'${text}' is not the place of a page: use the 'next' of the page before it`,
    { cursor: text, order },
  )
