/** Asks the API to change something. What it refuses is an error that says what and why, and of which field. */
import { ApiError, addressOf } from './client.ts'

export async function send<T = unknown>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body: object = {},
): Promise<T> {
  const response = await fetch(addressOf(path), {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new ApiError(0, {
      code: 'ui/unreachable',
      message: 'The server does not answer. Nothing is changed; try again.',
    })
  })
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer as T
  const { error } = (answer ?? {}) as { error?: { code: string; message: string } }
  throw new ApiError(
    response.status,
    error ?? {
      code: 'ui/no-answer',
      message: `The server answered ${response.status} and does not say why.`,
    },
  )
}
