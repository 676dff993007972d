/**
 * Passwords as better-auth keeps them: scrypt with a salt, 32 MiB and 50 to 200 ms each, in threads of libuv. At most two
 * at once, so that many who try leave the threads to others, and no more wait than can be answered soon.
 */
import { hashPassword, verifyPassword } from 'better-auth/crypto'
import { AccountsError } from '../accounts-error.ts'

const mostAtOnce = 2
const mostWaiting = 50

/** How passwords are made into what is kept of them, and compared with it. */
export interface Hashing {
  hash(password: string): Promise<string>
  verify(known: { readonly hash: string; readonly password: string }): Promise<boolean>
}

/** Both throw AccountsError `accounts/too-busy`. */
export type Passwords = Hashing

export const scrypt: Hashing = { hash: hashPassword, verify: verifyPassword }

export function createPasswords({ hash, verify }: Hashing): Passwords {
  let running = 0
  const waiting: (() => void)[] = []
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= mostAtOnce) {
      if (waiting.length >= mostWaiting)
        throw new AccountsError(
          'accounts/too-busy',
          'Too many people sign in just now. Try again in a minute.',
        )
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      // Whoever waits takes the place over, so that nobody comes in between.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
  return {
    hash: (password) => inTurn(() => hash(password)),
    verify: (known) => inTurn(() => verify(known)),
  }
}
