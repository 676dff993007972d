/** Shapes that signing in, members and tokens have in common. */
import { z } from '@hono/zod-openapi'
import { passwordCharacters, roles, scopes } from '@upflow/accounts'

export const roleShape = z.enum(roles, { error: `takes one of ${roles.join(', ')}` })
export const scopeShape = z.enum(scopes, { error: `takes one of ${scopes.join(', ')}` })

/** What is wrong with it is said in words, beside its field. */
export const textOf = (what: string, most: number) =>
  z
    .string({ error: `takes ${what}` })
    .min(1, `takes ${what}`)
    .max(most, `takes at most ${most} characters`)

export const emailField = textOf('an address such as ann@example.com', 200)
export const nameField = textOf('a name', 200)
export const passwordField = z
  .string({ error: 'takes a password' })
  .max(passwordCharacters.most, `takes at most ${passwordCharacters.most} characters`)
export const linkField = textOf('what stands behind the # of the link', 200).describe(
  'What stands behind the # of the link: it works once.',
)
export const daysField = (usual: number, most: number) =>
  z.coerce
    .number({ error: 'takes a number of days' })
    .int('takes a number of days')
    .min(1, 'takes at least 1')
    .max(most, `takes at most ${most}`)
    .default(usual)

export const idField = z.string().min(1).max(100)
