/**
 * The token to read with. That of an installation lives an hour: another is asked for before it ends, once however many
 * wait for it, and when GitHub refuses it earlier.
 */
import { type Answer, classifyRest, type Failure, messageOf } from './classify.ts'
import { appRefused, type GithubCredential } from './credential.ts'
import { GithubError } from './github-error.ts'
import type { Http } from './http.ts'

export interface HeldToken {
  readonly kind: 'token'
  readonly token: string
}

export interface TokenSource {
  /** A token, or why there is none. @throws the signal's reason when aborted */
  take(signal?: AbortSignal): Promise<HeldToken | Failure>
  /** To be told that GitHub refused it. @returns whether another may do */
  refused(token: string): boolean
  /** By name, what the account has agreed to, as the last token came with; null for what is no installation. */
  permissions(): Readonly<Record<string, string>> | null
}

export interface TokenSourceOptions {
  readonly http: Http
  readonly apiUrl: string
  /** Milliseconds; only differences count. */
  readonly clock: () => number
}

export function createTokenSource(
  credential: GithubCredential,
  { http, apiUrl, clock }: TokenSourceOptions,
): TokenSource {
  if (credential.kind === 'token')
    return {
      take: async () => ({ kind: 'token', token: credential.token }),
      refused: () => false,
      permissions: () => null,
    }
  const { installationId } = credential
  let held: Issued | null = null
  let asking: Promise<HeldToken | Failure> | null = null

  const ask = async (): Promise<HeldToken | Failure> => {
    const where = `installation ${installationId} at ${apiUrl}`
    const answer = await http.rest(
      'POST /app/installations/{installation_id}/access_tokens',
      { installation_id: installationId },
      { where, caller: 'app' },
    )
    const issued = toIssued(answer, { where, installationId, now: clock() })
    if ('refreshAt' in issued) {
      held = issued
      return { kind: 'token', token: issued.token }
    }
    // What is not over yet still serves while GitHub does not answer.
    if (issued.kind !== 'fatal' && held && clock() < held.endsAt) return { kind: 'token', token: held.token }
    return issued
  }

  return {
    async take(signal) {
      if (held && clock() < held.refreshAt) return { kind: 'token', token: held.token }
      asking ??= ask().finally(() => {
        asking = null
      })
      return untilAborted(asking, signal)
    },
    refused(token) {
      if (held?.token === token) held = null
      return true
    },
    permissions: () => held?.permissions ?? null,
  }
}

interface Issued {
  readonly token: string
  readonly permissions: Readonly<Record<string, string>>
  /** By `clock`. */
  readonly refreshAt: number
  readonly endsAt: number
}

/** Of its life so much is left when another is asked for, or half of it when that is shorter. */
const earlyMs = 5 * 60_000

function toIssued(
  answer: Answer | Failure,
  {
    where,
    installationId,
    now,
  }: { readonly where: string; readonly installationId: number; readonly now: number },
): Issued | Failure {
  if ('kind' in answer) return answer
  const verdict = classifyRest(answer, where, Date.now())
  if (verdict.kind === 'fatal')
    return { kind: 'fatal', error: explained(verdict.error, answer, { where, installationId }) }
  if (verdict.kind !== 'ok') return verdict
  const {
    token,
    expires_at,
    permissions = {},
  } = verdict.data as {
    token?: unknown
    expires_at?: unknown
    permissions?: Readonly<Record<string, string>>
  }
  const endsAt = Date.parse(String(expires_at))
  if (typeof token !== 'string' || Number.isNaN(endsAt))
    return {
      kind: 'transient',
      error: new GithubError(
        'github/malformed-response',
        `GitHub gave no token for an answer (${where}). A proxy may stand in between.`,
        {},
        { retryable: true },
      ),
    }
  // Clocks differ: how long it lives is read against the server's own.
  const date = Date.parse(String(answer.headers.date ?? ''))
  const lifeMs = Math.max(0, endsAt - (Number.isNaN(date) ? Date.now() : date))
  return {
    token,
    permissions,
    refreshAt: now + Math.max(lifeMs - earlyMs, lifeMs / 2),
    endsAt: now + lifeMs,
  }
}

function explained(
  error: GithubError,
  { body }: Answer,
  { where, installationId }: { readonly where: string; readonly installationId: number },
): GithubError {
  const facts = { installation: installationId }
  const message = messageOf(body)
  if (error.code === 'github/not-found' && !/integration not found/i.test(message))
    return new GithubError(
      'github/installation-removed',
      `The GitHub App is not installed there any more (${where}). Install it again for the account, and store the new installation.`,
      facts,
    )
  if (error.code === 'github/not-found' || error.code === 'github/authentication-failed')
    return appRefused(where, message, facts)
  return error
}

/** The work goes on for the others that wait for it. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  signal.throwIfAborted()
  return new Promise<T>((resolve, reject) => {
    const leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
