/**
 * When API tokens were last used, to the minute. It is noted beside the request: a change of accounts may wait for those
 * of other machines, and whoever presents a token need not.
 */
import type { Instant } from '@upflow/model'
import type { AccountFile } from './account-file.ts'

export interface TokenUses {
  /** Of one that was not noted for a minute; of those at once, one. */
  note(id: string, at: Instant): void
  /** Settles when nothing is written any more. */
  settled(): Promise<void>
}

export const noteUseEverySeconds = 60

/** @param onTrouble what goes wrong is tried again with the next use */
export function createTokenUses(
  file: Pick<AccountFile, 'write'>,
  { onTrouble }: { readonly onTrouble: (error: unknown) => void },
): TokenUses {
  const underWay = new Map<string, Promise<void>>()
  const write = async (id: string, at: Instant): Promise<void> => {
    try {
      await file.write((sqlite) =>
        // Another machine may have noted it meanwhile.
        sqlite
          .prepare(
            'UPDATE api_tokens SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at <= ?)',
          )
          .run(at, id, at - noteUseEverySeconds),
      )
    } catch (error) {
      onTrouble(error)
    } finally {
      underWay.delete(id)
    }
  }
  return {
    note(id, at) {
      if (!underWay.has(id)) underWay.set(id, write(id, at))
    },
    async settled() {
      await Promise.all(underWay.values())
    },
  }
}
