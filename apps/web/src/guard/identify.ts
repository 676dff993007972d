/** Who a request comes from: by its API token, or else by its session; asked once a request. */
import type { HttpBindings } from '@hono/node-server'
import { type AccountFile, AccountsError, presentApiToken, type TokenUses } from '@upflow/accounts'
import type { SignIn } from '@upflow/accounts/sign-in'
import type { Context } from 'hono'
import { type Caller, localCaller, toPersonCaller, toTokenCaller, unknownCaller } from '../api/caller.ts'

export interface IdentifyOptions {
  readonly file: AccountFile
  readonly signIn: SignIn
  readonly uses: Pick<TokenUses, 'note'>
  /** Nobody signs in. */
  readonly isOpen: boolean
  readonly isBehindProxy: boolean
}

export interface Identity {
  /** @throws AccountsError `accounts/bad-token` for a token that is none that works */
  callerOf(request: Context): Promise<Caller>
  /** As they are by now, for an answer that lasts. @throws AccountsError `accounts/bad-token` */
  callerAnew(request: Context): Promise<Caller>
  /** What signing in needs to know of a request. */
  sentOf(request: Context): { readonly headers: Headers; readonly address: string }
}

export function createIdentity({ file, signIn, uses, isOpen, isBehindProxy }: IdentifyOptions): Identity {
  const known = new WeakMap<Request, Promise<Caller>>()
  const unnamed = isOpen ? localCaller() : unknownCaller
  const sentOf = (request: Context) => ({
    headers: request.req.raw.headers,
    address: addressOf(request, isBehindProxy),
  })
  const identify = async (request: Context): Promise<Caller> => {
    const authorization = request.req.header('authorization')
    if (authorization !== undefined) {
      const [, text = ''] = /^Bearer\s+(\S+)$/i.exec(authorization) ?? []
      const holder = await presentApiToken(file, { text, uses })
      // One that was made where nobody signed in is of nobody who may anything here.
      if (holder && (holder.madeBy !== null || isOpen)) return toTokenCaller(holder)
      // Which of them it is, is nobody's business.
      throw new AccountsError(
        'accounts/bad-token',
        'This API token does not work: it is unknown, expired or revoked, whoever made it is no longer a member, or it was made before people signed in here.',
      )
    }
    const session = await signIn.sessionOf(sentOf(request))
    if (session) return toPersonCaller(session.person, session.id)
    return unnamed
  }
  return {
    sentOf,
    callerAnew: identify,
    callerOf(request) {
      const { raw } = request.req
      const found = known.get(raw) ?? identify(request)
      known.set(raw, found)
      return found
    },
  }
}

/** A proxy adds where it was asked from at the end; what stands before that, anybody can write. */
function addressOf(request: Context, isBehindProxy: boolean): string {
  const forwarded = isBehindProxy
    ? request.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
    : undefined
  const { incoming } = (request.env ?? {}) as Partial<HttpBindings>
  return forwarded || incoming?.socket.remoteAddress || 'unknown'
}
