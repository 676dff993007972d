/** Passwords for suites that sign many people in: scrypt at the least cost there is, where a server's takes 50 to 200 ms each. */
import { scryptSync } from 'node:crypto'

const hashOf = (password: string) =>
  scryptSync(password, 'of-a-test', 16, { N: 2, r: 1, p: 1 }).toString('hex')

export const quickHashing = {
  hash: async (password: string): Promise<string> => hashOf(password),
  verify: async (known: { readonly hash: string; readonly password: string }): Promise<boolean> =>
    known.hash === hashOf(known.password),
}
