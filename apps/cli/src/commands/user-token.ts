/** `user token`: an API token from the command line, told once, in the name of who is a member, or of nobody where nobody signs in. */
import { createApiToken, hasAdministrator, isScope, personByEmail, scopes, tokenDays } from '@upflow/accounts'
import { UsageError } from '../exit-codes.ts'
import { parseWholeNumber } from '../parse-number.ts'
import type { Asked } from './user-asked.ts'

export async function userToken({ context, data, file, of, rest, by, options }: Asked): Promise<void> {
  const { terminal } = context
  const [name, more] = rest
  if (name === undefined || more !== undefined)
    throw new UsageError('user token takes an organization, and what the token is for')
  const { id: organization } = await data.organizations.get(of)
  const email = options.for
  if (email === undefined && (await hasAdministrator(file)))
    throw new UsageError(
      'user token needs --for with the address of a member: a token may what its scopes say, and no more than they may',
    )
  const { id, text, expiresAt } = await createApiToken(file, {
    organization,
    userId: email === undefined ? null : (await personByEmail(file, email)).id,
    name,
    scopes: toScopes(options.scopes ?? ['read']),
    days:
      parseWholeNumber(options.days, { option: '--days', least: 1, most: tokenDays.most }) ?? tokenDays.usual,
    by,
  })
  terminal.print(text)
  terminal.printJson({ id, token: text, expiresAt })
  terminal.note(
    `It is shown this once, and works until ${new Date(expiresAt * 1_000).toISOString().slice(0, 10)}: ${email === undefined ? 'on a server without accounts' : `as ${email}`}. Revoke it with 'user revoke ${organization} ${id}'.`,
  )
}

function toScopes(given: readonly string[]) {
  const wrong = given.find((scope) => !isScope(scope))
  if (wrong !== undefined) throw new UsageError(`--scope takes ${scopes.join(', ')}, not '${wrong}'`)
  return scopes.filter((scope) => given.includes(scope))
}
