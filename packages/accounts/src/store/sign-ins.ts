/**
 * Who came in, and who did not, in the list of changes: by which way, and from which address. Whoever came in is a line
 * each. Of those who did not, the first and each tenth power of one kind are, so that a flood of them is a few lines.
 */
import type { Instant } from '@upflow/model'
import type { AccountFile } from './account-file.ts'
import { type ChangeKind, noteChange } from './changes.ts'
import { networkOf } from './network-of.ts'
import { personBy } from './people.ts'

/** `present password`: it was asked for again, of who is signed in. */
export type Way = 'password' | 'present password' | 'GitHub' | 'OpenID Connect'

export interface SignInNote {
  readonly way: Way
  /** Where the connection comes from, as the server believes it. */
  readonly address: string
}

const daySeconds = 86_400
/** For so long a line is kept that says where somebody came from. */
export const keptSeconds = {
  'sign-in.succeeded': 366 * daySeconds,
  'sign-in.refused': 90 * daySeconds,
  'session.ended': 366 * daySeconds,
} as const satisfies Partial<Record<ChangeKind, number>>

export const fromText = (address: string): string | null => (address === '' ? null : `from ${address}`)

export const noteSignIn = (
  file: AccountFile,
  { email, way, address }: SignInNote & { readonly email: string },
): Promise<void> =>
  file.write((sqlite) =>
    noteChange(sqlite, {
      changedAt: file.now(),
      changedBy: email,
      what: 'sign-in.succeeded',
      subject: email,
      after: `${way} from ${address}`,
    }),
  )

export interface Refusals {
  note(refused: Refusal): Promise<void>
}

export interface Refusal extends SignInNote {
  /** The address that was typed, which is written down only where it is a person's: people mistype passwords there. */
  readonly account: string | null
  readonly at: Instant
}

/** Who was meant is nobody, or it is not known who. */
const unknownSubject = 'unknown'
const windowSeconds = 15 * 60
/** Of so many persons, ways and networks each is counted by itself; of more, persons and ways. */
const mostApart = 50

/** Counts are kept in memory: another start begins anew. */
export function createRefusals(file: AccountFile): Refusals {
  let counts = new Map<string, number>()
  let apart = 0
  let until = 0
  const countOf = (key: string): number => {
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count
  }
  return {
    async note({ account, way, address, at }) {
      const person = account === null ? null : await file.read((sqlite) => personBy(sqlite, 'email', account))
      if (at >= until) {
        counts = new Map()
        apart = 0
        until = at + windowSeconds
      }
      const subject = person?.email ?? unknownSubject
      const near = JSON.stringify([subject, way, networkOf(address)])
      const isApart = counts.has(near) || apart++ < mostApart
      const count = countOf(isApart ? near : JSON.stringify([subject, way]))
      if (!isPowerOfTen(count)) return
      const from = isApart ? address : 'many addresses'
      const which = count === 1 ? '' : `, the ${count}th within ${windowSeconds / 60} minutes`
      await file.write((sqlite) =>
        noteChange(sqlite, {
          changedAt: at,
          changedBy: way === 'present password' ? subject : 'nobody',
          what: 'sign-in.refused',
          subject,
          after: `${way} from ${from}${which}`,
        }),
      )
    },
  }
}

const isPowerOfTen = (count: number): boolean => Number.isInteger(Math.log10(count))
