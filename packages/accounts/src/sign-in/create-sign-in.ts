/** Signing in and out, and who a request comes from. Whoever asks hands over what the browser sent, and sends on what it is to keep. */
import { openSecretBox, type Registry } from '@upflow/db'
import { isAPIError } from 'better-auth/api'
import { AccountsError } from '../accounts-error.ts'
import { isAtLeast } from '../rights/roles.ts'
import type { AccountFile } from '../store/account-file.ts'
import { noteChange } from '../store/changes.ts'
import { checkPassword } from '../store/check-person.ts'
import { findInvitation, lookAtInvitation, takeInvitation } from '../store/invitations.ts'
import { putMembership } from '../store/memberships.ts'
import { checkLink, takeLink } from '../store/one-time-links.ts'
import {
  emailOf,
  insertPerson,
  makeAdministrator,
  type Person,
  passwordOf,
  personBy,
  putPassword,
} from '../store/people.ts'
import { beganAt, endSession, endSessions } from '../store/sessions.ts'
import { noteSignIn, type Way } from '../store/sign-ins.ts'
import { endWaysIn, githubAccountsOf } from '../store/ways-in.ts'
import { createAttempts } from './attempts.ts'
import { callbackPath } from './auth-path.ts'
import { hasRefused, toCookies, toHeaders } from './browser.ts'
import { type Auth, type AuthOptions, createAuth } from './create-auth.ts'
import type { Credentials, Proof, Sent, SignedIn, SignIn } from './door.ts'
import { createHeardLogins } from './heard-logins.ts'
import { createPasswords, type Hashing, scrypt } from './passwords.ts'
import type { ProviderName, Providers } from './providers.ts'
import { createSessionReader } from './session-cookie.ts'

export interface SignInOptions {
  readonly registry: Pick<Registry, 'db'>
  readonly file: AccountFile
  readonly dataDir: string
  /** As the configuration has it: cookies are signed by a key of its own, derived from it or from the key file. */
  readonly secret: string | null
  /** The address by which browsers reach the server. */
  readonly url: string
  readonly providers: Providers
  /** Another than scrypt makes passwords as safe as it is: for tests, which sign many people in. */
  readonly hashing?: Hashing
  readonly onTrouble: (message: string) => void
}

const wayOf: Readonly<Record<ProviderName, Way>> = { github: 'GitHub', oidc: 'OpenID Connect' }

/** So long ago may somebody have signed in who has no password and wants one, or another way in. */
const freshSeconds = 10 * 60

export function createSignIn({
  file,
  dataDir,
  secret,
  providers,
  hashing = scrypt,
  ...options
}: SignInOptions): SignIn {
  const passwords = createPasswords(hashing)
  const heard = createHeardLogins()
  const { attempt, noteRefusal } = createAttempts(file, options.onTrouble)
  const shared: Omit<AuthOptions, 'providers'> = {
    registry: options.registry,
    file,
    url: options.url,
    onTrouble: options.onTrouble,
    secret: openSecretBox({ dataDir, secret }).derive('session-cookies'),
    passwords,
    heard,
  }
  const auth = createAuth({ ...shared, providers: { github: null, oidc: null } })
  // One of its own, made when it is first asked: a provider that does not answer keeps nobody's password waiting.
  let withProviders: Auth | null = null
  const elsewhere = () => {
    withProviders ??= createAuth({ ...shared, providers })
    return withProviders
  }
  const reader = createSessionReader(file, {
    secret: shared.secret,
    isSecure: options.url.startsWith('https:'),
  })
  const ownSession = ({ headers }: Sent) => reader.read(headers.get('cookie'))
  /** A session that the browser came with is not the one that it goes on with. */
  const endOwn = async (sent: Sent): Promise<void> => {
    const own = await ownSession(sent)
    if (own)
      await endSession(file, { userId: own.person.id, id: own.id, by: own.person.email }).catch(() => {})
  }
  const signIn = async ({ email, password }: Credentials, sent: Sent): Promise<SignedIn> => {
    const account = email.trim().toLowerCase()
    const { address } = sent
    const { headers } = await attempt({ account, address, way: 'password' }, () =>
      auth.api
        .signInEmail({
          body: { email: account, password },
          headers: toHeaders(sent),
          returnHeaders: true,
        })
        .catch((error: unknown) => {
          throw isAPIError(error) && error.statusCode < 500 ? wrongCredentials() : error
        }),
    )
    await noteSignIn(file, { email: account, way: 'password', address })
    await endOwn(sent)
    return { cookies: headers.getSetCookie() }
  }
  /** A session alone, which may be a stolen one, gives no further way in. */
  const prove = async ({ person, current, sessionId }: Proof, { address }: Sent): Promise<void> => {
    const hash = await file.read((sqlite) => passwordOf(sqlite, person.id))
    if (hash !== null)
      return attempt({ account: person.email, address, way: 'present password' }, async () => {
        if (!(await passwords.verify({ hash, password: current }))) throw wrongCredentials()
      })
    // Who signs in elsewhere has no password yet: they have just come from there.
    const began = await file.read((sqlite) => beganAt(sqlite, sessionId))
    if (began === null || began < file.now() - freshSeconds) throw signInAgain()
  }
  const acceptAs = (person: Pick<Person, 'id'>, text: string) =>
    file.write((sqlite) => {
      const { organization, role } = findInvitation(file, sqlite, text)
      const has = personBy(sqlite, 'id', person.id)?.roles.get(organization)
      // Who has as much already loses nothing by it, and the link stays for whom it is meant.
      if (has !== undefined && isAtLeast(has, role)) return
      const { createdBy } = takeInvitation(file, sqlite, text)
      putMembership(file, sqlite, { organization, role, userId: person.id, by: createdBy })
    })
  return {
    providers: [
      ...(providers.github ? [{ id: 'github' as const, name: 'GitHub' }] : []),
      ...(providers.oidc ? [{ id: 'oidc' as const, name: providers.oidc.name }] : []),
    ],
    sessionOf: ownSession,
    signIn,
    acceptAs,
    githubLoginOf: async (userId) => heard.lastOf(await githubAccountsOf(file, userId)),
    async signOut(sent) {
      await endOwn(sent)
      const { headers } = await auth.api.signOut({ headers: toHeaders(sent), returnHeaders: true })
      return { cookies: headers.getSetCookie() }
    },
    async setUp(text, newcomer, sent) {
      checkPassword(newcomer.password)
      await checkLink(file, 'set-up', text)
      const passwordHash = await passwords.hash(newcomer.password)
      await file.write((sqlite) => {
        takeLink(file, sqlite, { purpose: 'set-up', text })
        const userId = insertPerson(sqlite, { ...newcomer, passwordHash }, 'set-up')
        makeAdministrator(sqlite, userId)
        const ids = sqlite.prepare<[], string>('SELECT id FROM organizations').pluck().all()
        for (const organization of ids)
          putMembership(file, sqlite, { organization, userId, role: 'owner', by: 'set-up' })
      })
      return signIn(newcomer, sent)
    },
    async acceptAsNewcomer(text, newcomer, sent) {
      checkPassword(newcomer.password)
      await lookAtInvitation(file, text)
      const passwordHash = await passwords.hash(newcomer.password)
      await file.write((sqlite) => {
        const { organization, role, createdBy } = takeInvitation(file, sqlite, text)
        const userId = insertPerson(sqlite, { ...newcomer, passwordHash }, createdBy)
        putMembership(file, sqlite, { organization, userId, role, by: createdBy })
      })
      return signIn(newcomer, sent)
    },
    async resetPassword(text, password) {
      checkPassword(password)
      await checkLink(file, 'reset', text)
      const passwordHash = await passwords.hash(password)
      await file.write((sqlite) => {
        const { userId } = takeLink(file, sqlite, { purpose: 'reset', text })
        putPassword(sqlite, userId!, passwordHash)
        noteChange(sqlite, {
          changedAt: file.now(),
          changedBy: 'reset-link',
          what: 'password.set',
          subject: emailOf(sqlite, userId!),
        })
        // Whoever had got in may have added a way of their own, or be adding one.
        endWaysIn(file, sqlite, { userId: userId!, by: 'reset-link' })
        endSessions(file, sqlite, { userId: userId!, by: 'reset-link' })
      })
    },
    async changePassword(person, { current, next, sessionId }, sent) {
      checkPassword(next)
      await prove({ person, current, sessionId }, sent)
      const passwordHash = await passwords.hash(next)
      await file.write((sqlite) => {
        putPassword(sqlite, person.id, passwordHash)
        noteChange(sqlite, {
          changedAt: file.now(),
          changedBy: person.email,
          what: 'password.set',
          subject: person.email,
        })
        endSessions(file, sqlite, { userId: person.id, except: sessionId, by: person.email })
      })
    },
    async signInWith(provider, { invitation, link, page }, sent) {
      if (providers[provider] === null)
        throw new AccountsError('accounts/unknown-provider', `Nobody signs in with '${provider}' here.`)
      if (invitation !== null) await lookAtInvitation(file, invitation)
      if (link !== null) await prove(link, sent)
      const body = { provider, callbackURL: page, errorCallbackURL: page, disableRedirect: true }
      const asked = { headers: toHeaders(sent), returnHeaders: true } as const
      try {
        const { headers, response } = link
          ? await elsewhere().api.linkSocialAccount({ ...asked, body })
          : await elsewhere().api.signInSocial({
              ...asked,
              body: { ...body, requestSignUp: invitation !== null },
            })
        return { url: String(response.url), cookies: headers.getSetCookie() }
      } catch (cause) {
        throw new AccountsError(
          'accounts/provider-failed',
          'The provider cannot be reached, or is not set up right. The log of the server says more.',
          {},
          { cause },
        )
      }
    },
    async comeBack(provider, query, sent) {
      const url = `${options.url}${callbackPath(provider)}${query}`
      const answer = await elsewhere().handler(new Request(url, { headers: toHeaders(sent) }))
      const from = { way: wayOf[provider], address: sent.address }
      const began = await reader.read(toCookies(answer.headers.getSetCookie()))
      if (began) {
        await noteSignIn(file, { ...from, email: began.person.email })
        await endOwn(sent)
      } else if (hasRefused(answer)) noteRefusal({ ...from, account: null })
      // Who links an account is signed in already.
      return { answer, person: (began ?? (await ownSession(sent)))?.person ?? null }
    },
  }
}

/** Whether there is such a person is not said. */
const wrongCredentials = () =>
  new AccountsError('accounts/wrong-credentials', 'The address or the password is wrong.')

const signInAgain = () =>
  new AccountsError(
    'accounts/not-allowed',
    `Sign out and in again first: who has no password does this within ${freshSeconds / 60} minutes of signing in.`,
  )
