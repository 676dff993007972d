/**
 * Passwords as better-auth keeps them: scrypt with a salt, 16 MiB and some 50 ms each, in threads of libuv. At most two
 * at once, so that many who try leave the threads to others, and no more wait than can be answered soon.
 */
import { hashPassword, verifyPassword } from 'better-auth/crypto'
import { AccountsError } from '../accounts-error.ts'

const mostAtOnce = 2
const mostWaiting = 50

export interface Passwords {
  /** @throws AccountsError `accounts/too-busy` */
  hash(password: string): Promise<string>
  /** @throws AccountsError `accounts/too-busy` */
  verify(known: { readonly hash: string; readonly password: string }): Promise<boolean>
}

export function createPasswords(): Passwords {
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
    hash: (password) => inTurn(() => hashPassword(password)),
    verify: (known) => inTurn(() => verifyPassword(known)),
  }
}
