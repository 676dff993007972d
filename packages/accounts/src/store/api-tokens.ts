/**
 * API tokens: 256 random bits, kept as their hash, bound to one organization. A token may what its scopes say, and never
 * more than whoever made it may now: who is no longer a member has no working token.
 */
import { hashOf, type Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { AccountsError } from '../accounts-error.ts'
import { isAtLeast, type Role } from '../rights/roles.ts'
import { leastForScope, type Scope } from '../rights/scopes.ts'
import type { AccountFile } from './account-file.ts'
import { noteChange } from './changes.ts'
import { checkName, invalid } from './check-person.ts'
import { type Person, personBy, unknownPerson } from './people.ts'
import { newId, newSecret } from './secret-text.ts'
import { noteUseEverySeconds, type TokenUses } from './token-uses.ts'

export interface ApiToken {
  readonly id: string
  readonly name: string
  /** The address of whoever made it; null where nobody signed in. */
  readonly madeBy: string | null
  readonly scopes: readonly Scope[]
  readonly createdAt: Instant
  readonly expiresAt: Instant
  /** To the minute; null when it never was. */
  readonly lastUsedAt: Instant | null
}

export interface NewApiToken {
  readonly organization: string
  /** Null where nobody signs in. */
  readonly userId: string | null
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly days: number
  readonly by: string
}

export const tokenDays = { usual: 90, most: 366 }
const daySeconds = 86_400
const tokenPrefix = 'upf_'

/**
 * @returns the token itself, which is told once
 * @throws AccountsError `accounts/invalid` for a scope that is not theirs to give, `accounts/unknown-person` for who is
 *   no member
 */
export const createApiToken = (
  file: AccountFile,
  { organization, userId, name, scopes, days, by }: NewApiToken,
): Promise<{ readonly id: string; readonly text: string; readonly expiresAt: Instant }> =>
  file.write((sqlite) => {
    const maker = userId === null ? null : (personBy(sqlite, 'id', userId) ?? unknownPerson(userId))
    checkScopes(scopes, maker === null ? 'owner' : roleOf(maker, organization))
    const { text, hash } = newSecret(tokenPrefix)
    const now = file.now()
    const row = {
      id: newId('token'),
      hash,
      organization,
      userId,
      name: checkName(name),
      scopes: scopes.join(' '),
      createdAt: now,
      expiresAt: now + days * daySeconds,
    }
    sqlite
      .prepare(
        `INSERT INTO api_tokens (id, hash, organization_id, user_id, name, scopes, created_at, expires_at)
         VALUES (@id, @hash, @organization, @userId, @name, @scopes, @createdAt, @expiresAt)`,
      )
      .run(row)
    const change = { changedAt: now, changedBy: by, organizationId: organization } as const
    // Whoever makes one in somebody's name says in whose.
    const after = maker === null || maker.email === by ? row.scopes : `${row.scopes} for ${maker.email}`
    noteChange(sqlite, { ...change, what: 'token.created', subject: row.name, after })
    return { id: row.id, text, expiresAt: row.expiresAt }
  })

function roleOf({ email, isAdministrator, roles }: Person, organization: string): Role {
  const role = isAdministrator ? 'owner' : roles.get(organization)
  if (role !== undefined) return role
  throw new AccountsError(
    'accounts/unknown-person',
    `${email} is no member of '${organization}': a token may no more than whoever it is made for.`,
    { organization },
  )
}

/** Nobody gives away what is not theirs. */
function checkScopes(given: readonly Scope[], role: Role): void {
  const tooMuch = given.find((scope) => !isAtLeast(role, leastForScope[scope]))
  if (given.length === 0) invalid('scopes', 'takes at least one scope')
  if (tooMuch !== undefined)
    invalid('scopes', `takes no '${tooMuch}' of a ${role}: that takes an ${leastForScope[tooMuch]}`)
}

type Row = Omit<ApiToken, 'scopes'> & { scopes: string }

/** Those that are not revoked, expired ones among them. @param userId only of this person */
export const listApiTokens = (
  file: AccountFile,
  { organization, userId = null }: { readonly organization: string; readonly userId?: string | null },
): Promise<ApiToken[]> =>
  file.read((sqlite) =>
    sqlite
      .prepare<[string, string | null, string | null], Row>(
        `SELECT api_tokens.id AS id, api_tokens.name AS name, email AS madeBy, scopes, created_at AS createdAt,
           expires_at AS expiresAt, last_used_at AS lastUsedAt
         FROM api_tokens LEFT JOIN "user" ON "user".id = user_id
         WHERE organization_id = ? AND revoked_at IS NULL AND (? IS NULL OR user_id = ?)
         ORDER BY created_at DESC, api_tokens.id`,
      )
      .all(organization, userId, userId)
      .map((row) => ({ ...row, scopes: row.scopes.split(' ') as Scope[] })),
  )

/** @param userId only of this person. @throws AccountsError `accounts/unknown-token` */
export const revokeApiToken = (
  file: AccountFile,
  options: {
    readonly organization: string
    readonly id: string
    readonly userId?: string | null
    readonly by: string
  },
): Promise<void> =>
  file.write((sqlite) => {
    const { organization, id, userId = null, by } = options
    const found = sqlite
      .prepare<unknown[], { name: string }>(
        `UPDATE api_tokens SET revoked_at = ? WHERE organization_id = ? AND id = ? AND revoked_at IS NULL
           AND (? IS NULL OR user_id = ?) RETURNING name`,
      )
      .get(file.now(), organization, id, userId, userId)
    if (!found) throw new AccountsError('accounts/unknown-token', 'There is no such token: it was revoked.')
    noteChange(sqlite, {
      changedAt: file.now(),
      changedBy: by,
      organizationId: organization,
      what: 'token.revoked',
      subject: found.name,
    })
  })

export interface TokenHolder {
  readonly id: string
  readonly name: string
  /** The address of whoever made it; null where nobody signed in. */
  readonly madeBy: string | null
  /** Theirs. */
  readonly userId: string | null
  readonly organization: string
  readonly role: Role
  readonly scopes: ReadonlySet<Scope>
}

interface HolderRow {
  readonly id: string
  readonly name: string
  readonly madeBy: string | null
  readonly userId: string | null
  readonly organization: string
  readonly scopes: string
  readonly expiresAt: Instant
  readonly revokedAt: Instant | null
  readonly lastUsedAt: Instant | null
  readonly role: Role | null
}

/** Who presents a token; null when it is none that works. */
export async function presentApiToken(
  file: AccountFile,
  { text, uses }: { readonly text: string; readonly uses: Pick<TokenUses, 'note'> },
): Promise<TokenHolder | null> {
  if (!text.startsWith(tokenPrefix)) return null
  const now = file.now()
  const found = await file.read((sqlite) => findHolder(sqlite, hashOf(text)))
  if (!found || found.revokedAt !== null || found.expiresAt <= now || found.role === null) return null
  const { id, name, madeBy, userId, organization, role } = found
  if (found.lastUsedAt === null || found.lastUsedAt <= now - noteUseEverySeconds) uses.note(id, now)
  const scopes = (found.scopes.split(' ') as Scope[]).filter((scope) => isAtLeast(role, leastForScope[scope]))
  return { id, name, madeBy, userId, organization, role, scopes: new Set(scopes) }
}

const findHolder = (sqlite: Sqlite, hash: string): HolderRow | undefined =>
  sqlite
    .prepare<[string], HolderRow>(
      `SELECT api_tokens.id AS id, api_tokens.name AS name, email AS madeBy, api_tokens.user_id AS userId,
         api_tokens.organization_id AS organization, scopes, expires_at AS expiresAt,
         revoked_at AS revokedAt, last_used_at AS lastUsedAt,
         CASE WHEN api_tokens.user_id IS NULL OR administrators.user_id IS NOT NULL THEN 'owner' ELSE role END AS role
       FROM api_tokens
         LEFT JOIN "user" ON "user".id = api_tokens.user_id
         LEFT JOIN administrators ON administrators.user_id = api_tokens.user_id
         LEFT JOIN memberships ON memberships.user_id = api_tokens.user_id
           AND memberships.organization_id = api_tokens.organization_id
       WHERE hash = ?`,
    )
    .get(hash)
