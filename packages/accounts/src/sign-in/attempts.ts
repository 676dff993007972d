/**
 * Whoever tries to come in: so often and no more (sign-in-limits.ts), and who is refused is written down
 * (store/sign-ins.ts): behind the answer, so that neither a lock nor what is written changes it or how long it takes.
 */
import { setImmediate } from 'node:timers/promises'
import { AccountsError } from '../accounts-error.ts'
import type { AccountFile } from '../store/account-file.ts'
import { createRefusals, type Refusal, type SignInNote } from '../store/sign-ins.ts'
import { type AttemptKeys, createSignInLimits } from './sign-in-limits.ts'

export interface Attempts {
  /** @throws AccountsError `accounts/too-many-attempts`, and what the attempt throws */
  attempt<T>(tried: AttemptKeys & SignInNote, work: () => Promise<T>): Promise<T>
  /** Of who was refused elsewhere. Returns before it is written. */
  noteRefusal(refused: Omit<Refusal, 'at'>): void
}

/** @param onTrouble told in words why a refusal is not written down */
export function createAttempts(file: AccountFile, onTrouble: (message: string) => void): Attempts {
  const limits = createSignInLimits(file.now)
  const refusals = createRefusals(file)
  const noteRefusal: Attempts['noteRefusal'] = (refused) => {
    const at = file.now()
    setImmediate()
      .then(() => refusals.note({ ...refused, at }))
      .catch((error: Error) => onTrouble(`A refused sign-in is not in the audit: ${error.message}`))
  }
  return {
    noteRefusal,
    async attempt(tried, work) {
      try {
        return await limits.attempt(tried, work)
      } catch (error) {
        if (isRefusal(error)) noteRefusal(tried)
        throw error
      }
    },
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof AccountsError &&
  (error.code === 'accounts/wrong-credentials' || error.code === 'accounts/too-many-attempts')
