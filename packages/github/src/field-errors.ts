/** The errors of an answer by where they are: a field that is null with an error could not be read, one without is null. */
import type { WireError } from './classify.ts'

export interface FieldErrors {
  /** Those at or below a place. */
  at(...path: readonly (string | number)[]): FieldErrors
  /** What GitHub says of the first; null when there is none. */
  readonly reason: string | null
  readonly all: readonly WireError[]
}

/**
 * What of an answer's errors lies at none of the places that are looked at. It counts against all of them: what is null
 * there may be so for its sake. What is said of the points is about none.
 */
export const strayErrors = (
  { all }: FieldErrors,
  isLookedAt: (path: readonly (string | number)[]) => boolean,
): readonly WireError[] => all.filter(({ path = [] }) => path[0] !== 'rateLimit' && !isLookedAt(path))

export function fieldErrors(errors: readonly WireError[]): FieldErrors {
  if (errors.length === 0) return none
  return {
    all: errors,
    reason: errors[0]!.message,
    at: (...path) =>
      fieldErrors(
        errors
          .filter((error) => path.every((step, index) => String(error.path?.[index]) === String(step)))
          .map((error) => ({ ...error, path: error.path?.slice(path.length) ?? [] })),
      ),
  }
}

/** Errors whose place in what is looked at is not known. */
export const placeless = (errors: readonly WireError[]): WireError[] =>
  errors.map((error) => ({ ...error, path: [] }))

const none: FieldErrors = { all: [], reason: null, at: () => none }
