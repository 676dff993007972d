/**
 * How often somebody may fail: by account, against guessing one password, and by address, against guessing many
 * people's. Only failures count. Kept in memory, with a bound: a start of the server forgets them.
 */
import { AccountsError } from '../accounts-error.ts'

export interface SignInLimits {
  /** @throws AccountsError `accounts/too-many-attempts` */
  check(keys: AttemptKeys): void
  failed(keys: AttemptKeys): void
  /** What was counted as failed before it was tried was none; and the account's failures are forgotten. */
  succeeded(keys: AttemptKeys): void
}

export interface AttemptKeys {
  readonly account: string | null
  readonly address: string
}

const windowSeconds = 15 * 60
const mostFailures = { account: 10, address: 30 }
const mostKept = 10_000

interface Failures {
  count: number
  readonly until: number
}

export function createSignInLimits(now: () => number): SignInLimits {
  const kept = new Map<string, Failures>()
  const limitsOf = ({ account, address }: AttemptKeys): [string, number][] => [
    ...(account === null ? [] : ([[`account:${account}`, mostFailures.account]] as [string, number][])),
    [`address:${address}`, mostFailures.address],
  ]
  const current = (key: string) => {
    const found = kept.get(key)
    return found && found.until > now() ? found : undefined
  }
  return {
    check(keys) {
      for (const [key, most] of limitsOf(keys)) {
        const found = current(key)
        if (!found || found.count < most) continue
        const seconds = found.until - now()
        throw new AccountsError(
          'accounts/too-many-attempts',
          `Too many attempts. Try again in ${Math.ceil(seconds / 60)} minutes.`,
          { retryAfterSeconds: seconds },
        )
      }
    },
    failed(keys) {
      for (const [key] of limitsOf(keys)) {
        const found = current(key) ?? { count: 0, until: now() + windowSeconds }
        found.count++
        // The youngest stand last: those that go first are the oldest.
        kept.delete(key)
        kept.set(key, found)
      }
      while (kept.size > mostKept) kept.delete(kept.keys().next().value!)
    },
    succeeded({ account, address }) {
      if (account !== null) kept.delete(`account:${account}`)
      const found = current(`address:${address}`)
      if (found) found.count--
    },
  }
}
