/** What PostgreSQL says of the values of a row; all else is about the database. */
export const isAboutTheRow = (error: unknown): boolean =>
  /^2[23]/.test(String((error as { code?: unknown } | null)?.code ?? ''))
