/** The options by which pull requests are chosen, as they are typed: what chooses nothing by mistake is refused. */
import { sizeClasses } from '@upflow/insights'
import { UsageError } from './exit-codes.ts'

/** As settings take them: an `@` in front is of the way people write a login. */
export const toLogins = (words: readonly string[] | null): string[] | null =>
  words?.map((word) => word.replace(/^@/, '')) ?? null

/** @throws UsageError */
export const toSizes = (words: readonly string[] | null): string[] | null =>
  words?.map((word) => {
    const size = sizeClasses.find((known) => known === word.toUpperCase())
    if (size !== undefined) return size
    throw new UsageError(
      `--size takes ${sizeClasses.slice(0, -1).join(', ')} or ${sizeClasses.at(-1)}, not '${word}'`,
    )
  }) ?? null

interface Bound {
  readonly option: string
  /** As it is typed, and checked to be a day there is. */
  readonly day: string | undefined
}

/** @throws UsageError when no day lies between them */
export function checkPeriod(first: Bound, last: Bound): void {
  if (first.day !== undefined && last.day !== undefined && first.day >= last.day)
    throw new UsageError(
      `${first.option} ${first.day} is not before ${last.option} ${last.day}: no day lies between them`,
    )
}
