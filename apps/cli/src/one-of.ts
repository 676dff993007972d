/** A word of several that are known. */
import { UsageError } from './exit-codes.ts'

/** @throws UsageError that names those that are */
export function oneOf<T extends string>(
  known: readonly T[],
  text: string | undefined,
  option: string,
): T | undefined {
  if (text === undefined || (known as readonly string[]).includes(text)) return text as T | undefined
  throw new UsageError(`${option} takes ${known.slice(0, -1).join(', ')} or ${known.at(-1)}, not '${text}'`)
}
