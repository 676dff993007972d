/** Whole numbers, as they are typed. */
import { UsageError } from './exit-codes.ts'

/** @throws UsageError */
export function parseLimit(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new UsageError(`--limit takes a whole number of at least 1, not '${text}'`)
  return Number(text)
}

/** Null where it is not given. @throws UsageError */
export function parseWholeNumber(
  text: string | undefined,
  { option, least, most }: { readonly option: string; readonly least: number; readonly most: number },
): number | null {
  if (text === undefined) return null
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new UsageError(`${option} takes a whole number from ${least} to ${most}, not '${text}'`)
}
