/** What schemas of settings are made of. Loaded with them, when something is set. */
import * as z from 'zod'

export const text = (what: string) => z.string(`must be ${what}`).trim().min(1, `must be ${what}`)

/** @param problemOf what is wrong with a value, without its full stop */
export const withoutProblem = <T extends z.ZodType>(
  schema: T,
  problemOf: (value: z.output<T>) => string | null,
) =>
  schema.superRefine((value, context) => {
    const message = problemOf(value as z.output<T>)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })

/** As GitHub shows it; an `@` in front is of the way people write it. */
export const login = text('a login such as octocat').transform((given, context) => {
  const name = given.replace(/^@/, '')
  if (/^[A-Za-z0-9][A-Za-z0-9_-]*(\[bot\])?$/.test(name)) return name
  context.addIssue({
    code: 'custom',
    message: `'${given}' is no login: write it as GitHub shows it, such as octocat or renovate[bot]`,
  })
  return z.NEVER
})

/** @param keyOf what is the same of two that are one */
export const listOf = <T extends z.ZodType<string>>(entry: T, what: string, keyOf = (one: string) => one) =>
  z
    .array(entry, `must be a list of ${what}`)
    .transform((entries) => [...new Map(entries.map((one) => [keyOf(one), one])).values()])
/** In any case, a login is one. */
export const logins = listOf(login, 'logins', (one) => one.toLowerCase())

export const slug = (what: string) =>
  z
    .string(`must be ${what}`)
    .regex(/^[a-z0-9][a-z0-9-]*$/, `must be ${what} of lower-case letters, digits and hyphens`)
