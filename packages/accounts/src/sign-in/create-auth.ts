/** better-auth, told what it may do: it keeps sessions and passwords and speaks OAuth, and is asked through us alone. */

import { kyselyAdapter } from '@better-auth/kysely-adapter'
import type { Registry } from '@upflow/db'
import { type BetterAuthOptions, betterAuth } from 'better-auth/minimal'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import type { AccountFile } from '../store/account-file.ts'
import { noteChange } from '../store/changes.ts'
import { checkEmail, checkName, passwordCharacters } from '../store/check-person.ts'
import { emailOf } from '../store/people.ts'
import { authPath } from './auth-path.ts'
import { withHashedSessions } from './hashed-sessions.ts'
import type { HeardLogins } from './heard-logins.ts'
import type { Passwords } from './passwords.ts'
import { type Providers, toOAuthConfigs } from './providers.ts'

export interface AuthOptions {
  readonly registry: Pick<Registry, 'db'>
  readonly file: AccountFile
  /** By which cookies are signed. */
  readonly secret: string
  /** The address by which browsers reach the server, without a slash at its end. */
  readonly url: string
  readonly providers: Providers
  readonly passwords: Passwords
  readonly heard: HeardLogins
  /** Told in words what went wrong; never a secret. */
  readonly onTrouble: (message: string) => void
}

export const sessionDays = 14
/** Set by the server itself, from the connection. */
export const addressHeader = 'x-upflow-address'

export function createAuth({
  registry,
  file,
  secret,
  url,
  providers,
  passwords,
  heard,
  onTrouble,
}: AuthOptions) {
  const configs = toOAuthConfigs(providers, heard)
  const options = {
    appName: 'Upflow',
    baseURL: url,
    basePath: authPath,
    secret,
    database: withHashedSessions(kyselyAdapter(registry.db as never, { type: 'sqlite' })),
    telemetry: { enabled: false },
    // What is counted is counted before it is asked (sign-in-limits.ts).
    rateLimit: { enabled: false },
    logger: {
      level: 'error',
      log: (level, message) => {
        if (level === 'error') onTrouble(message)
      },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordCharacters.least,
      maxPasswordLength: passwordCharacters.most,
      password: passwords,
    },
    // It ends when it ends: a stolen one is not kept alive by being used.
    session: {
      expiresIn: sessionDays * 86_400,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
    },
    account: {
      updateAccountOnSignIn: false,
      // Another's account is never taken over by the address that a provider says: who is signed in links it.
      accountLinking: {
        enabled: true,
        disableImplicitLinking: true,
        allowDifferentEmails: true,
        trustedProviders: configs.map(({ providerId }) => providerId),
      },
    },
    verification: { storeIdentifier: 'hashed' },
    databaseHooks: {
      // As who comes by a password is held against the same checks, and written down.
      user: {
        create: {
          before: async (user) => ({
            data: { ...user, name: checkName(user.name), email: checkEmail(user.email) },
          }),
          after: async ({ email }) =>
            file.write((sqlite) =>
              noteChange(sqlite, {
                changedAt: file.now(),
                changedBy: 'invitation',
                what: 'person.created',
                subject: email,
              }),
            ),
        },
      },
      // Whom a provider says somebody is, is all that is asked of it: what it gives is kept nowhere.
      account: {
        create: {
          before: async (account) => ({ data: { ...account, ...withoutTokens } }),
          after: async ({ userId, providerId }) =>
            file.write((sqlite) => {
              const email = emailOf(sqlite, userId)
              noteChange(sqlite, {
                changedAt: file.now(),
                changedBy: email,
                what: 'account.linked',
                subject: email,
                after: providerId,
              })
            }),
        },
        update: { before: async (account) => ({ data: { ...account, ...withoutTokens } }) },
      },
    },
    onAPIError: { errorURL: `${url}/sign-in` },
    plugins: configs.length > 0 ? [genericOAuth({ config: configs })] : [],
    advanced: {
      cookiePrefix: 'upflow',
      useSecureCookies: url.startsWith('https:'),
      // Asked by our own routes, which have checked the origin.
      disableCSRFCheck: true,
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
  } satisfies BetterAuthOptions
  return betterAuth(options)
}

const withoutTokens = {
  accessToken: null,
  refreshToken: null,
  idToken: null,
  accessTokenExpiresAt: null,
  refreshTokenExpiresAt: null,
}

export type Auth = ReturnType<typeof createAuth>
