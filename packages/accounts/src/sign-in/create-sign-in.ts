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
import { endWaysIn } from '../store/ways-in.ts'
import { type Auth, type AuthOptions, addressHeader, authPath, createAuth } from './create-auth.ts'
import { createPasswords } from './passwords.ts'
import type { ProviderName, Providers } from './providers.ts'
import { createSessionReader } from './session-cookie.ts'
import { createSignInLimits } from './sign-in-limits.ts'

export interface SignInOptions {
  readonly registry: Pick<Registry, 'db'>
  readonly file: AccountFile
  readonly dataDir: string
  /** As the configuration has it: cookies are signed by a key of its own, derived from it or from the key file. */
  readonly secret: string | null
  /** The address by which browsers reach the server. */
  readonly url: string
  readonly providers: Providers
  readonly onTrouble: (message: string) => void
}

/** What a browser sent with its request. */
export interface Sent {
  readonly headers: Headers
  /** Where the connection comes from. */
  readonly address: string
}

export interface Credentials {
  readonly email: string
  readonly password: string
}

export interface NewcomerWords extends Credentials {
  readonly name: string
}

/** What the browser is to keep: the values of `Set-Cookie`. */
export interface SignedIn {
  readonly cookies: readonly string[]
}

export interface SignIn {
  readonly providers: readonly { readonly id: ProviderName; readonly name: string }[]
  /** Null for a session that there is not, or that has ended. */
  sessionOf(sent: Sent): Promise<{ readonly id: string; readonly person: Person } | null>
  /** @throws AccountsError `accounts/wrong-credentials`, `accounts/too-many-attempts`, `accounts/too-busy` */
  signIn(credentials: Credentials, sent: Sent): Promise<SignedIn>
  signOut(sent: Sent): Promise<SignedIn>
  /** Makes the first administrator, who owns what there is. @throws AccountsError `accounts/unusable-link`, `-invalid` */
  setUp(text: string, newcomer: NewcomerWords, sent: Sent): Promise<SignedIn>
  /** A new person, who is a member from then on. @throws AccountsError `accounts/unusable-link`, `-email-taken`, `-invalid` */
  acceptAsNewcomer(text: string, newcomer: NewcomerWords, sent: Sent): Promise<SignedIn>
  /** For who is signed in; who is as much already stays so, and uses nothing up. @throws AccountsError `accounts/unusable-link` */
  acceptAs(person: Person, text: string): Promise<void>
  /** By a link for it; ends all sessions and all other ways in. @throws AccountsError `accounts/unusable-link`, `accounts/invalid` */
  resetPassword(text: string, password: string): Promise<void>
  /**
   * Of who is signed in; ends the other sessions.
   * @throws AccountsError `accounts/invalid`, `accounts/wrong-credentials`, `accounts/too-many-attempts`, and
   *   `accounts/not-allowed` for who has none yet and signed in too long ago
   */
  changePassword(
    person: Person,
    passwords: { readonly current: string; readonly next: string; readonly sessionId: string },
    sent: Sent,
  ): Promise<void>
  /**
   * Where to go to sign in elsewhere.
   * @throws AccountsError `accounts/unknown-provider`, `accounts/provider-failed`; for a link, as `changePassword` does
   */
  signInWith(
    provider: ProviderName,
    way: ProviderWay,
    sent: Sent,
  ): Promise<SignedIn & { readonly url: string }>
  /** Who comes back from there: the answer is for the browser as it is. */
  comeBack(provider: ProviderName, query: string, sent: Sent): Promise<Response>
}

export interface ProviderWay {
  /** The text of an invitation: who has one may become a person. */
  readonly invitation: string | null
  /** Who is signed in, for a further way to sign in; null for who signs in. */
  readonly link: Proof | null
  /** The page to come back to. */
  readonly page: string
}

/** That who is signed in is who they were then. */
export interface Proof {
  readonly person: Person
  /** The present password; of who has none, it is not asked. */
  readonly current: string
  readonly sessionId: string
}

/** So long ago may somebody have signed in who has no password and wants one, or another way in. */
const freshSeconds = 10 * 60

export function createSignIn({ file, dataDir, secret, providers, ...options }: SignInOptions): SignIn {
  const passwords = createPasswords()
  const limits = createSignInLimits(file.now)
  const shared: Omit<AuthOptions, 'providers'> = {
    registry: options.registry,
    file,
    url: options.url,
    onTrouble: options.onTrouble,
    secret: openSecretBox({ dataDir, secret }).derive('session-cookies'),
    passwords,
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
  const sessionOf = ({ headers }: Sent) => reader.read(headers.get('cookie'))
  const signIn = async ({ email, password }: Credentials, sent: Sent): Promise<SignedIn> => {
    const account = email.trim().toLowerCase()
    const { headers } = await limits.attempt({ account, address: sent.address }, () =>
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
    // A session that the browser came with is not the one that it goes on with.
    const before = await sessionOf(sent)
    if (before) await endSession(file, { userId: before.person.id, id: before.id }).catch(() => {})
    return { cookies: headers.getSetCookie() }
  }
  /** A session alone, which may be a stolen one, gives no further way in. */
  const prove = async ({ person, current, sessionId }: Proof, { address }: Sent): Promise<void> => {
    const hash = await file.read((sqlite) => passwordOf(sqlite, person.id))
    if (hash !== null)
      return limits.attempt({ account: person.email, address }, async () => {
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
    sessionOf,
    signIn,
    acceptAs,
    async signOut(sent) {
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
        endSessions(sqlite, { userId: userId! })
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
        endSessions(sqlite, { userId: person.id, except: sessionId })
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
    comeBack: (provider, query, sent) =>
      elsewhere().handler(
        new Request(`${options.url}${authPath}/callback/${provider}${query}`, { headers: toHeaders(sent) }),
      ),
  }
}

/** What better-auth needs of them: with the address from the connection, whatever the client says. */
function toHeaders({ headers, address }: Sent): Headers {
  const handed = new Headers()
  for (const name of ['cookie', 'user-agent']) {
    const value = headers.get(name)
    if (value !== null) handed.set(name, value)
  }
  handed.set(addressHeader, address)
  return handed
}

/** Whether there is such a person is not said. */
const wrongCredentials = () =>
  new AccountsError('accounts/wrong-credentials', 'The address or the password is wrong.')

const signInAgain = () =>
  new AccountsError(
    'accounts/not-allowed',
    `Sign out and in again first: who has no password does this within ${freshSeconds / 60} minutes of signing in.`,
  )
