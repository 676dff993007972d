/**
 * Reads the session of a request by ourselves: each request asks for it, and better-auth takes 1.6 ms of the loop for
 * what is a signature and a look-up. The cookie is as better-auth signs it; the tests hold the two against each other.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { hashOf } from '@upflow/db'
import type { AccountFile } from '../store/account-file.ts'
import { type Person, personBy } from '../store/people.ts'

export interface SessionReader {
  /** Null for a session that there is not, or that has ended. */
  read(cookies: string | null): Promise<FoundSession | null>
}

export interface FoundSession {
  readonly id: string
  readonly person: Person
}

export function createSessionReader(
  file: AccountFile,
  { secret, isSecure }: { readonly secret: string; readonly isSecure: boolean },
): SessionReader {
  const name = `${isSecure ? '__Secure-' : ''}upflow.session_token`
  const find = (token: string): Promise<FoundSession | null> => {
    const now = new Date(file.now() * 1_000).toISOString()
    return file.read((sqlite) => {
      const found = sqlite
        .prepare<[string, string], { id: string; userId: string }>(
          'SELECT id, userId FROM session WHERE token = ? AND expiresAt > ?',
        )
        .get(hashOf(token), now)
      const person = found && personBy(sqlite, 'id', found.userId)
      return found && person ? { id: found.id, person } : null
    })
  }
  return {
    async read(cookies) {
      const token = tokenOf(cookies ?? '', name, secret)
      return token === null ? null : find(token)
    },
  }
}

/** `token.signature`, the signature being HMAC-SHA256 of the token. */
function tokenOf(cookies: string, name: string, secret: string): string | null {
  const pair = cookies.split(/;\s*/).find((one) => one.startsWith(`${name}=`))
  if (pair === undefined) return null
  const value = decode(pair.slice(name.length + 1))
  const dot = value.lastIndexOf('.')
  if (dot < 1) return null
  const token = value.slice(0, dot)
  const given = Buffer.from(value.slice(dot + 1), 'base64')
  const own = createHmac('sha256', secret).update(token).digest()
  return given.length === own.length && timingSafeEqual(given, own) ? token : null
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
