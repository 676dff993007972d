/**
 * How people who came back from GitHub are called there: heard at the moment, and forgotten with the process. An account
 * is known by its number, which stays; a login can be given up and be another's, so that it is heard anew each time.
 */

export interface HeardLogins {
  /** @param account the number of the account */
  hear(account: string, login: string): void
  /** Of these accounts, the one that was heard last; null when none was. */
  lastOf(accounts: readonly string[]): string | null
}

/** Whoever has an account there is heard, also who is nobody here. */
const mostHeard = 1_000

export function createHeardLogins(): HeardLogins {
  // The last heard last.
  const logins = new Map<string, string>()
  return {
    hear(account, login) {
      logins.delete(account)
      logins.set(account, login)
      for (const oldest of logins.keys()) {
        if (logins.size <= mostHeard) break
        logins.delete(oldest)
      }
    },
    lastOf: (accounts) => [...logins].filter(([account]) => accounts.includes(account)).at(-1)?.[1] ?? null,
  }
}
