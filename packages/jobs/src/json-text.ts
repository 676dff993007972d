/** Values in and out of the store: JSON and nothing but JSON, so that a replay sees exactly what was returned. */
import { JobsError } from './jobs-error.ts'

/** Applied to a string before it is stored: whatever is within a value, never to the text that it is encoded as. */
export type Redact = (text: string) => string

/** Each string of a JSON value, names included; numbers and structure stay what they are. */
export function redactJson(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => redactJson(item, redact))
  // Made from entries: a name such as `__proto__` is one like any other.
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [redact(name), redactJson(item, redact)]),
  )
}

/**
 * @param where names the value in errors, such as `the result of step 'load'`
 * @throws JobsError `jobs/not-json`, naming the path, or `jobs/value-too-large`
 */
export function encodeJson(value: unknown, where: string, { maxBytes, redact }: EncodeOptions): string {
  check(value, '$', where, [])
  const text = JSON.stringify(redact ? redactJson(value, redact) : value)
  // A UTF-16 unit takes at most three bytes: count exactly only when it may matter.
  if (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes)
    throw new JobsError(
      'jobs/value-too-large',
      `${capital(where)} is ${Buffer.byteLength(text)} bytes, over the limit of ${maxBytes}. Store it elsewhere and return a reference to it.`,
      { where, bytes: Buffer.byteLength(text), maxBytes },
    )
  return text
}

export interface EncodeOptions {
  readonly maxBytes: number
  /** Null: as it is. */
  readonly redact: Redact | null
}

export const decodeJson = (text: string): unknown => JSON.parse(text)

function check(value: unknown, path: string, where: string, above: readonly unknown[]): void {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return
    case 'number':
      if (!Number.isFinite(value)) refuse(String(value), path, where)
      return
    case 'object':
      break
    default:
      refuse(typeof value, path, where)
  }
  if (value === null) return
  if (above.includes(value)) refuse('a cycle', path, where)
  const inside = [...above, value]
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) check(value[index], `${path}[${index}]`, where, inside)
    return
  }
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    refuse(`a ${(value as object).constructor?.name ?? 'class'} instance`, path, where)
  for (const [key, item] of Object.entries(value as object)) check(item, `${path}.${key}`, where, inside)
}

function refuse(what: string, path: string, where: string): never {
  throw new JobsError(
    'jobs/not-json',
    `${capital(where)} is not JSON: ${path} is ${what}. Use null, booleans, finite numbers, strings, arrays and plain objects.`,
    { where, path, what },
  )
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
