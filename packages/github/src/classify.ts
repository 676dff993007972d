/** What an answer means. One place knows GitHub's many ways to say no. */
import { GithubError } from './github-error.ts'

export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | number | undefined>>
  /** Parsed JSON, or text when it was none. */
  readonly body: unknown
}

export interface WireError {
  readonly type?: string
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: { readonly code?: unknown; readonly saml_failure?: unknown }
}

export type Verdict =
  | { readonly kind: 'ok'; readonly data: unknown; readonly errors: readonly WireError[] }
  | Failure

/** `reserve`: not GitHub's, but what is left of its points to others. */
export type Limit = 'primary' | 'secondary' | 'reserve'

export type Failure =
  /** Nothing may be sent with this credential until then. */
  | { readonly kind: 'limited'; readonly limit: Limit; readonly waitMs: number }
  /** The same request in smaller pieces may do. */
  | { readonly kind: 'heavy'; readonly why: string }
  /** The same request later may do. */
  | { readonly kind: 'transient'; readonly error: GithubError }
  | { readonly kind: 'fatal'; readonly error: GithubError }

const minWaitMs = 1_000
const maxWaitMs = 65 * 60_000
const secondaryWaitMs = 60_000

/** Of a GraphQL request. @param where what was asked, for messages: `PullRequests of https://api.github.com` */
export function classify(answer: Answer, where: string, now: number): Verdict {
  const { status, body } = answer
  const refused = classifyStatus(answer, where, now)
  if (refused) return refused
  if (status === 404)
    return fatal(
      'github/misconfigured',
      `There is no GraphQL API at that address (404, ${where}). Check the API address.`,
    )
  if (status !== 200) return unexpected(answer, where)
  if (typeof body !== 'object' || body === null) return malformed(where)
  return classifyResult(body as { data?: unknown; errors?: unknown }, answer, where, now)
}

/** Of a request to the REST API. Whatever comes with a success is its data. */
export function classifyRest(answer: Answer, where: string, now: number): Verdict {
  const { status, body } = answer
  const refused = classifyStatus(answer, where, now)
  if (refused)
    return refused.kind === 'heavy' ? transient('github/unreachable', `${refused.why} (${where}).`) : refused
  if (status === 404)
    return fatal(
      'github/not-found',
      `${messageOf(body) || 'Not Found'} (${where}). It does not exist, or the credential may not see it.`,
    )
  if (status < 200 || status > 299) return unexpected(answer, where)
  if (typeof body !== 'object' || body === null) return malformed(where)
  return { kind: 'ok', data: body, errors: [] }
}

/** What a status says by itself, whichever of the two was asked. */
function classifyStatus(answer: Answer, where: string, now: number): Failure | null {
  const { status, body } = answer
  const message = messageOf(body)
  if (/secondary rate limit|abuse detection/i.test(message) && [200, 403, 429].includes(status))
    return secondary(answer, now)
  if (status === 401)
    return fatal(
      'github/authentication-failed',
      `GitHub refused the token (${where}): ${message || 'Bad credentials'}. It is wrong, expired or revoked: store a new one, or set another where it came from the environment.`,
    )
  if (status === 403 || status === 429) {
    if (/installation has been suspended/i.test(message))
      return fatal(
        'github/installation-suspended',
        `The installation of the GitHub App is suspended (${where}). Whoever owns the account resumes it in its settings at GitHub, under GitHub Apps.`,
      )
    if (header(answer, 'x-ratelimit-remaining') === '0') return primary(answer, now)
    if (status === 429 || header(answer, 'retry-after') !== undefined) return secondary(answer, now)
    return fatal(
      'github/access-denied',
      `GitHub denied access (${where}): ${message || 'Forbidden'}. Check the token's permissions, single sign-on and the organization's IP allow list.`,
    )
  }
  if (status === 502 || status === 504) return { kind: 'heavy', why: `GitHub answered ${status}` }
  if (status >= 500) return transient('github/unreachable', `GitHub answered ${status} (${where}).`)
  return null
}

const unexpected = ({ status, body }: Answer, where: string) =>
  fatal(
    'github/misconfigured',
    `GitHub answered ${status} (${where}): ${messageOf(body) || 'it does not say why. Check the API address, and what stands in between'}.`,
  )
const malformed = (where: string) =>
  transient(
    'github/malformed-response',
    `The answer is no JSON or was cut off (${where}). A proxy or a login page may stand in between.`,
  )

function classifyResult(
  body: { data?: unknown; errors?: unknown },
  answer: Answer,
  where: string,
  now: number,
): Verdict {
  const errors = (Array.isArray(body.errors) ? body.errors : []).filter(isWireError)
  const has = (type: RegExp, message?: RegExp) =>
    errors.find(
      (error) => (error.type !== undefined && type.test(error.type)) || message?.test(error.message),
    )
  if (has(/^RATE_LIMIT(?:ED)?$/)) return primary(answer, now)
  const heavy = has(
    /^(?:RESOURCE_LIMITS_EXCEEDED|MAX_NODE_LIMIT_EXCEEDED)$/,
    /something went wrong|timedout|timeout|resource limits/i,
  )
  if (heavy) return { kind: 'heavy', why: withoutStop(heavy.message) }
  const { data } = body
  const hasData =
    typeof data === 'object' &&
    data !== null &&
    Object.entries(data).some(([name, value]) => name !== 'rateLimit' && value !== null)
  if (errors.length === 0)
    return hasData
      ? { kind: 'ok', data, errors }
      : transient('github/malformed-response', `The answer holds neither data nor errors (${where}).`)
  const first = errors[0]!
  // A field of many is missing: the caller sees which by the path.
  if (hasData && errors.every((error) => error.path && error.path.length > 0))
    return { kind: 'ok', data, errors }
  const unknown = errors.find(isUnknownToSchema)
  if (unknown)
    return fatal(
      'github/schema-mismatch',
      `This server does not know our query (${where}): ${withoutStop(unknown.message)}. Update GitHub Enterprise Server or Upflow.`,
    )
  if (has(/^NOT_FOUND$/))
    return fatal(
      'github/not-found',
      `${withoutStop(first.message)} (${where}). It does not exist, or the token may not see it.`,
    )
  // All of it was given up for a part of one: without that one the rest may come.
  if (errors.every(({ path }) => path?.some((step) => typeof step === 'number')))
    return errors.some(isPermission)
      ? fatal('github/partial-result', `${withoutStop(first.message)} (${where}).`)
      : transient(
          'github/partial-result',
          `GitHub answered with an error (${where}): ${withoutStop(first.message)}.`,
        )
  const refused = errors.find(isPermission)
  if (refused) return { kind: 'fatal', error: deniedBy(refused, where) }
  if (has(/^INVALID_CURSOR_ARGUMENTS$/))
    return fatal('github/stuck-paging', `${withoutStop(first.message)} (${where})`)
  return transient(
    'github/partial-result',
    `GitHub answered with an error (${where}): ${withoutStop(first.message)}.`,
  )
}

/** GitHub would not, whatever is asked of it with this credential. */
export const isPermission = ({ type, message }: WireError): boolean =>
  /^(?:FORBIDDEN|INSUFFICIENT_SCOPES|SAML)$/.test(type ?? '') ||
  /SAML|IP allow list|personal access tokens? .*(?:approve|forbid)|not accessible by/i.test(message)

/** The error for one of them. The scopes of a token are the same for every repository; all else may be one's own. */
export const deniedBy = ({ type, message }: WireError, where: string): GithubError =>
  type === 'INSUFFICIENT_SCOPES'
    ? new GithubError(
        'github/insufficient-scopes',
        `The token may not read all that is needed (${where}): ${withoutStop(message)}. A classic token needs the scopes repo and read:org.`,
      )
    : new GithubError(
        'github/access-denied',
        `${withoutStop(message)} (${where}). Check the token's permissions, its approval by the organization, single sign-on and the IP allow list.`,
      )

/** By the code where there is one (graphql-ruby's are in camel case, graphql-js has two), by the wording where not. */
const isUnknownToSchema = ({ type, message, extensions, path }: WireError): boolean => {
  if (type !== undefined) return false
  const code = typeof extensions?.code === 'string' ? extensions.code : ''
  return (
    /^[a-z]+(?:[A-Z][a-z]+)+$|^GRAPHQL_(?:VALIDATION|PARSE)_FAILED$/.test(code) ||
    /^(?:query|mutation|fragment)\b/.test(String(path?.[0] ?? '')) ||
    /do(?:es)?n[o']t (?:exist on|accept argument)|does not (?:exist on|accept)|cannot query field|unknown (?:type|argument|fragment|directive|operation)|no such (?:type|field)|isn't (?:a defined|defined)|is not defined (?:by|on) type|parse error|syntax error|must have (?:a )?selections?|can't be spread/i.test(
      message,
    )
  )
}

const fatal = (code: GithubError['code'], message: string): Failure => ({
  kind: 'fatal',
  error: new GithubError(code, message),
})
const transient = (code: GithubError['code'], message: string): Failure => ({
  kind: 'transient',
  error: new GithubError(code, message, {}, { retryable: true }),
})

function primary(answer: Answer, now: number): Failure {
  const reset = Number(header(answer, 'x-ratelimit-reset'))
  const waitMs = Number.isFinite(reset) && reset > 0 ? reset * 1000 - serverNow(answer, now) : secondaryWaitMs
  return { kind: 'limited', limit: 'primary', waitMs: clamp(waitMs) }
}

function secondary(answer: Answer, now: number): Failure {
  const after = header(answer, 'retry-after')
  if (after === undefined) return { kind: 'limited', limit: 'secondary', waitMs: secondaryWaitMs }
  const seconds = Number(after)
  const waitMs = Number.isNaN(seconds) ? Date.parse(after) - serverNow(answer, now) : seconds * 1000
  return {
    kind: 'limited',
    limit: 'secondary',
    waitMs: Number.isNaN(waitMs) ? secondaryWaitMs : clamp(waitMs),
  }
}

/** Clocks differ: what the server says is read against the server's own. */
function serverNow(answer: Answer, now: number): number {
  const date = Date.parse(header(answer, 'date') ?? '')
  return Number.isNaN(date) ? now : date
}

const clamp = (ms: number) => Math.min(maxWaitMs, Math.max(minWaitMs, ms))

function header(answer: Answer, name: string): string | undefined {
  const value = answer.headers[name]
  return value === undefined ? undefined : String(value)
}

export function messageOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return ''
  const { message, errors } = body as { message?: unknown; errors?: unknown }
  if (typeof message === 'string') return withoutStop(message)
  return Array.isArray(errors) && isWireError(errors[0]) ? withoutStop(errors[0].message) : ''
}

/** Of GitHub's own words, which go on in ours. */
const withoutStop = (words: string) => words.replace(/\.+$/, '')

const isWireError = (error: unknown): error is WireError =>
  typeof error === 'object' && error !== null && typeof (error as { message?: unknown }).message === 'string'
