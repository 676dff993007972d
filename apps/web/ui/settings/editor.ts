/** What every form of a setting is given: what it is by now, what to do when it changes, and what is wrong with it. */
export interface EditorProps<T> {
  readonly label: string
  readonly text: string
  readonly value: T
  onChange(value: T): void
  /** Each begins with where it stands: `calendar.from must be a time of day`. */
  readonly problems: readonly string[]
}

/** Those at a place, and at what is within it. */
export const problemsAt = (problems: readonly string[], place: string): readonly string[] =>
  problems.filter((problem) => isAt(problem, place))

/** Those that no field shows. */
export const problemsBeside = (problems: readonly string[], places: readonly string[]): readonly string[] =>
  problems.filter((problem) => !places.some((place) => isAt(problem, place)))

function isAt(problem: string, place: string): boolean {
  const [where = ''] = problem.split(' ')
  return where === place || where.startsWith(`${place}.`)
}
