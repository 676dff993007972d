/** Who asks: what they may do, and how they are named in the audit of what they change and by the runs that they start. */
import { type Holder, nobody, type Person, type TokenHolder } from '@upflow/accounts'
import { processUser } from '@upflow/pipeline'

export interface Caller extends Holder {
  readonly kind: 'local' | 'user' | 'token' | 'nobody'
  /** As the audit has it, such as `ann@example.com`. */
  readonly name: string
  /** Null unless it is a person who has signed in. */
  readonly person: Person | null
  /** Whose request it is, also by a token that they made; null for nobody who has an account. */
  readonly userId: string | null
  readonly sessionId: string | null
}

/** Where nobody signs in, whoever reaches the server is the user that it runs as, as on its command line. */
export const localCaller = (): Caller => ({
  ...nobody,
  kind: 'local',
  name: processUser(),
  isSignedIn: true,
  isAdministrator: true,
  person: null,
  userId: null,
  sessionId: null,
})

export const toPersonCaller = (person: Person, sessionId: string): Caller => ({
  kind: 'user',
  name: person.email,
  isSignedIn: true,
  isAdministrator: person.isAdministrator,
  roles: person.roles,
  scopes: null,
  person,
  userId: person.id,
  sessionId,
})

/** By whoever made it: what a token is called, its maker chooses. */
export const toTokenCaller = ({ name, madeBy, userId, organization, role, scopes }: TokenHolder): Caller => ({
  kind: 'token',
  name: `${madeBy ?? processUser()} by token ${name}`,
  isSignedIn: true,
  isAdministrator: false,
  roles: new Map([[organization, role]]),
  scopes,
  person: null,
  userId,
  sessionId: null,
})

export const unknownCaller: Caller = {
  ...nobody,
  kind: 'nobody',
  name: 'nobody',
  person: null,
  userId: null,
  sessionId: null,
}
