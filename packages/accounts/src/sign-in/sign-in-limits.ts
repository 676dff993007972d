/**
 * How often somebody may fail: by account, against guessing one password, and by address, against guessing many
 * people's. Only failures count. Kept in memory, with a bound: a start of the server forgets them.
 */
import { AccountsError } from '../accounts-error.ts'
import { networkOf } from '../store/network-of.ts'

export interface SignInLimits {
  /**
   * Counted before it is tried, so that those that come at once count as well; what was no wrong guess is taken back.
   * @throws AccountsError `accounts/too-many-attempts`, and what the attempt throws
   */
  attempt<T>(keys: AttemptKeys, work: () => Promise<T>): Promise<T>
}

export interface AttemptKeys {
  readonly account: string
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
  const current = (key: string) => {
    const found = kept.get(key)
    return found && found.until > now() ? found : undefined
  }
  const check = (key: string, most: number) => {
    const found = current(key)
    if (!found || found.count < most) return
    const seconds = found.until - now()
    throw new AccountsError(
      'accounts/too-many-attempts',
      `Too many attempts. Try again in ${Math.ceil(seconds / 60)} minutes.`,
      { retryAfterSeconds: seconds },
    )
  }
  /** @returns the way to take it back */
  const count = (key: string) => {
    const found = current(key) ?? { count: 0, until: now() + windowSeconds }
    found.count++
    // The youngest stand last: those that go first are the oldest.
    kept.delete(key)
    kept.set(key, found)
    return () => void found.count--
  }
  return {
    async attempt(keys, work) {
      const account = `account:${keys.account}`
      const address = `address:${networkOf(keys.address)}`
      check(account, mostFailures.account)
      check(address, mostFailures.address)
      const takeBack = [count(account), count(address)]
      while (kept.size > mostKept) kept.delete(kept.keys().next().value!)
      try {
        const done = await work()
        takeBack[1]!()
        kept.delete(account)
        return done
      } catch (error) {
        const isWrong = error instanceof AccountsError && error.code === 'accounts/wrong-credentials'
        if (!isWrong) for (const back of takeBack) back()
        throw error
      }
    },
  }
}
