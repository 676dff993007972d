/** What signing in can be asked for, with what a browser sends and keeps for it. */
import type { Person } from '../store/people.ts'
import type { ProviderName } from './providers.ts'
import type { FoundSession } from './session-cookie.ts'

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
  sessionOf(sent: Sent): Promise<FoundSession | null>
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
  /** Who comes back from there: the answer is for the browser as it is, the person null when nobody is signed in by it. */
  comeBack(
    provider: ProviderName,
    query: string,
    sent: Sent,
  ): Promise<{ readonly answer: Response; readonly person: Person | null }>
  /** As GitHub said when they last came back from it to this process; null when they did not. */
  githubLoginOf(userId: string): Promise<string | null>
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
