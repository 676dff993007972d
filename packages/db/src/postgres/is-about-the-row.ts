/** Pull requests whose values PostgreSQL refuses. */

export interface Unstorable {
  readonly number: number
  readonly reason: string
}

export const toUnstorable = (number: number, error: unknown): Unstorable => ({
  number,
  reason: `it cannot be stored: ${String(error)}`,
})

/** What PostgreSQL says of the values of a row; all else is about the database. */
export const isAboutTheRow = (error: unknown): boolean =>
  /^2[23]/.test(String((error as { code?: unknown } | null)?.code ?? ''))
