/** What goes between a browser and better-auth: what the one sent as the other needs it, and what came of it. */
import { addressHeader } from './create-auth.ts'
import type { Sent } from './door.ts'

/** With the address from the connection, whatever the client says. */
export function toHeaders({ headers, address }: Sent): Headers {
  const handed = new Headers()
  for (const name of ['cookie', 'user-agent']) {
    const value = headers.get(name)
    if (value !== null) handed.set(name, value)
  }
  handed.set(addressHeader, address)
  return handed
}

/** As the browser sends what it was given. */
export const toCookies = (given: readonly string[]): string =>
  given.map((cookie) => cookie.split(';')[0]).join('; ')

/** Why is told to the page that the way began at. */
export const hasRefused = ({ status, headers }: Response): boolean =>
  status >= 400 || /[?&]error=/.test(headers.get('location') ?? '')
