/** Whoever tries to come in: so often and no more (sign-in-limits.ts), and who is refused is written down (store/sign-ins.ts). */
import { AccountsError } from '../accounts-error.ts'
import type { AccountFile } from '../store/account-file.ts'
import { createRefusals, type Refusals, type SignInNote } from '../store/sign-ins.ts'
import { type AttemptKeys, createSignInLimits } from './sign-in-limits.ts'

export interface Attempts {
  /** @throws AccountsError `accounts/too-many-attempts`, and what the attempt throws */
  attempt<T>(tried: AttemptKeys & SignInNote, work: () => Promise<T>): Promise<T>
  /** Of who was refused elsewhere. */
  readonly noteRefusal: Refusals['note']
}

export function createAttempts(file: AccountFile): Attempts {
  const limits = createSignInLimits(file.now)
  const { note } = createRefusals(file)
  return {
    noteRefusal: note,
    async attempt(tried, work) {
      try {
        return await limits.attempt(tried, work)
      } catch (error) {
        if (isRefusal(error)) await note(tried)
        throw error
      }
    },
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof AccountsError &&
  (error.code === 'accounts/wrong-credentials' || error.code === 'accounts/too-many-attempts')
