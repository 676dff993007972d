/** How many, as it is typed. */
import { UsageError } from './exit-codes.ts'

/** @throws UsageError */
export function parseLimit(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new UsageError(`--limit takes a whole number of at least 1, not '${text}'`)
  return Number(text)
}
