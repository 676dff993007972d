/** The errors of an answer by where they are: a field that is null with an error could not be read, one without is null. */
import type { WireError } from './classify.ts'

export interface FieldErrors {
  /** Those at or below a place. */
  at(...path: readonly (string | number)[]): FieldErrors
  /** What GitHub says of the first; null when there is none. */
  readonly reason: string | null
  readonly all: readonly WireError[]
}

/** What of an answer's errors lies at none of the places that are looked at. It counts against all of them. */
export const strayErrors = (
  { all }: FieldErrors,
  isLookedAt: (path: readonly (string | number)[]) => boolean,
): readonly WireError[] => all.filter(({ path = [] }) => !isLookedAt(path))

export function fieldErrors(errors: readonly WireError[]): FieldErrors {
  if (errors.length === 0) return none
  return {
    all: errors,
    reason: errors[0]!.message,
    at: (...path) =>
      fieldErrors(
        errors
          .filter((error) => path.every((step, index) => error.path?.[index] === step))
          .map((error) => ({ ...error, path: error.path?.slice(path.length) ?? [] })),
      ),
  }
}

const none: FieldErrors = { all: [], reason: null, at: () => none }
