/** Lets go of what nobody can use any more, and of where people signed in from long ago: at the start and once a day. */
import { setImmediate } from 'node:timers/promises'
import type { AccountFile } from './account-file.ts'
import { keptSeconds } from './sign-ins.ts'

const dayMs = 86_400_000
/** Lines of the audit that go in one transaction: others write to the registry in between. */
const linesAtOnce = 1_000

export async function forgetEnded(file: AccountFile, isStopped: () => boolean = () => false): Promise<void> {
  const now = file.now()
  await file.write((sqlite) => {
    const iso = new Date(now * 1_000).toISOString()
    sqlite.prepare('DELETE FROM session WHERE expiresAt <= ?').run(iso)
    sqlite.prepare('DELETE FROM verification WHERE expiresAt <= ?').run(iso)
    sqlite.prepare('DELETE FROM one_time_links WHERE expires_at <= ?').run(now)
  })
  for (const [what, seconds] of Object.entries(keptSeconds))
    while (!isStopped() && (await forgetLines(file, what, now - seconds)) === linesAtOnce)
      await setImmediate()
}

/** @returns how many */
const forgetLines = (file: AccountFile, what: string, upTo: number): Promise<number> =>
  file.write(
    (sqlite) =>
      sqlite
        .prepare(
          `DELETE FROM account_changes WHERE id IN
             (SELECT id FROM account_changes WHERE what = ? AND changed_at <= ? LIMIT ?)`,
        )
        .run(what, upTo, linesAtOnce).changes,
  )

export interface KeptForgetting {
  /** Settles when nothing is written any more. */
  stop(): Promise<void>
}

/** @param onTrouble what goes wrong is tried again with the next day or start */
export function keepForgetting(
  file: AccountFile,
  { onTrouble, everyMs = dayMs }: { readonly onTrouble: (error: Error) => void; readonly everyMs?: number },
): KeptForgetting {
  let isStopped = false
  let under = Promise.resolve()
  const forget = () => {
    under = under
      .then(() => forgetEnded(file, () => isStopped))
      .catch((error: Error) => {
        if (!isStopped) onTrouble(error)
      })
  }
  forget()
  const timer = setInterval(forget, everyMs).unref()
  return {
    async stop() {
      isStopped = true
      clearInterval(timer)
      await under
    },
  }
}
