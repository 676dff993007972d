/** What is wrong with a value, in words of ours where its schema has none: zod's own are for programmers. */

export interface Issue {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
  /** Of a wrong type, the right one. */
  readonly expected?: string
  /** Of what is too small or too big, what it is. */
  readonly origin?: string
  readonly minimum?: number | bigint
  readonly maximum?: number | bigint
  readonly values?: readonly unknown[]
  readonly format?: string
  /** What each of several shapes has against the value, and which words would choose one. */
  readonly errors?: readonly (readonly Issue[])[]
  readonly options?: readonly unknown[]
  readonly keys?: readonly string[]
}

const types: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

const formats: Readonly<Record<string, string>> = {
  email: 'an address such as ada@example.com',
  url: 'an address such as https://example.com',
}

/** After the name of the value: `takes a whole number`. */
export function issueWords(issue: Issue): string {
  if (!/^(?:Invalid|Too (?:small|big))\b/.test(issue.message)) return issue.message
  if (issue.message.endsWith('received undefined')) return 'is missing'
  const taken = takenBy(issue)
  return taken === null ? 'is not in a form that is taken here' : `takes ${taken}`
}

function takenBy(issue: Issue): string | null {
  switch (issue.code) {
    case 'invalid_type':
      return types[issue.expected ?? ''] ?? null
    case 'too_small':
      return `at least ${amount(issue.minimum, issue.origin)}`
    case 'too_big':
      return `at most ${amount(issue.maximum, issue.origin)}`
    case 'invalid_value':
      return oneOf(issue.values)
    case 'invalid_format':
      return formats[issue.format ?? ''] ?? null
    case 'invalid_union':
      return issue.options ? oneOf(issue.options) : anyOf(issue.errors ?? [])
    default:
      return null
  }
}

function amount(bound: number | bigint | undefined, origin = ''): string {
  const units = { string: 'character', array: 'item' }[origin]
  return units === undefined ? String(bound) : `${bound} ${units}${bound === 1 ? '' : 's'}`
}

const oneOf = (values: readonly unknown[] = []): string =>
  values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`

/** Null when one of the shapes is described by more than its type. */
function anyOf(shapes: readonly (readonly Issue[])[]): string | null {
  const each = shapes.map(([first]) => (first && first.path.length === 0 ? takenBy(first) : null))
  return each.length === 0 || each.includes(null) ? null : [...new Set(each)].join(' or ')
}
