/** Conditions of SQL over `analyzed_pull_requests AS a`, and what is bound to them in their order. */
export interface Conditions {
  readonly clauses: readonly string[]
  readonly values: readonly (string | number)[]
}

export const noConditions: Conditions = { clauses: [], values: [] }

export const allOf = (...all: readonly Conditions[]): Conditions => ({
  clauses: all.flatMap(({ clauses }) => clauses),
  values: all.flatMap(({ values }) => values),
})

/** Behind others: `AND … AND …`, or nothing. */
export const andAll = ({ clauses }: Conditions): string => clauses.map((clause) => `AND ${clause}`).join(' ')
