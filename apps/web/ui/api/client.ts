/** Asks the API, and tells it what to change. What it refuses is an error that says what and why, as it said it. */

export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly facts: Readonly<Record<string, unknown>>

  constructor(
    status: number,
    { code, message, facts = {} }: { code: string; message: string; facts?: Record<string, unknown> },
  ) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.facts = facts
  }
}

/** Whether the server has answered that there is nothing for who asks, so that what it gave before holds no longer. */
export const isRefusal = (error: Error): boolean =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429

export const unreachable = {
  code: 'ui/unreachable',
  message: 'The server does not answer. It is asked again when you try again.',
}

/** Of an answer without an error of ours: it is not from our server, which says what is wrong. */
export const noAnswer = 'ui/no-answer'

export type Query = Readonly<Record<string, string | number | readonly string[] | null | undefined>>

/** `/api/v1/…`, with what is set of the query. */
export function addressOf(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one))
  }
  const text = parameters.toString()
  return `/api/v1${path}${text === '' ? '' : `?${text}`}`
}

export function ask<T>(path: string, query: Query, signal: AbortSignal): Promise<T> {
  return send<T>(addressOf(path, query), { signal, headers: { accept: 'application/json' } })
}

export type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** To who uses the pages; the server speaks to programs as well. */
const signedOutWords = 'You are signed out, and nothing was changed: sign in in another tab, and try again.'

/** Changes something, or has something begun. */
export async function tell<T>(method: Method, path: string, body: object = {}): Promise<T> {
  try {
    return await send<T>(addressOf(path), {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'accounts/not-signed-in') throw error
    throw new ApiError(error.status, { ...error, message: signedOutWords })
  }
}

async function send<T>(address: string, options: RequestInit): Promise<T> {
  let response: Response
  try {
    response = await fetch(address, options)
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw new ApiError(0, unreachable)
  }
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body as T
  const { error } = (body ?? {}) as { error?: { code: string; message: string } }
  throw new ApiError(
    response.status,
    error ?? {
      code: noAnswer,
      message: `The server answered ${response.status} and does not say why.`,
    },
  )
}
