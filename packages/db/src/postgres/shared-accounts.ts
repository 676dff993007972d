/**
 * Accounts that are the same on all machines. Each reads them from its own registry, which is brought up to date before.
 * A write is tried there, and nothing of it left; what it would change goes into the database, and comes from there as
 * the writes of other machines do: whoever dies in between, the file has what the database has.
 */
import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import { DbError } from '../db-error.ts'
import { createSharedTurns } from '../read-copy/shared-turns.ts'
import { changeCopy, isSame, type Position, positionOf, setPosition } from '../registry/account-copy.ts'
import {
  hasOrganizations,
  type OrganizationRow,
  putAccountRows,
  putOrganizations,
} from '../registry/copied-rows.ts'
import type { Registry } from '../registry/registry.ts'
import { migrations } from '../registry/registry-migrations.ts'
import { type Attempt, tryWrite } from '../registry/try-write.ts'
import { withBusyRetry } from '../sqlite/busy.ts'
import { formatOf } from '../sqlite/migrate.ts'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import {
  hasWritten,
  type Patience,
  type Present,
  putSince,
  readPresent,
  readSince,
  type Since,
  takeTurn,
  usualPatience,
} from './account-rows.ts'
import { inTurn } from './in-turn.ts'
import { joinAccounts, type TakenAccounts } from './join-accounts.ts'
import type { Postgres } from './open-postgres.ts'
import { shownUrl, toPostgresError } from './postgres-error.ts'

export interface SharedAccounts {
  /** The organizations in the database, with nothing done here. */
  look(): Promise<readonly OrganizationRow[]>
  /** After it, what is here has all that was written before the call. @throws DbError `db/unreachable`, `db/other-accounts`, `db/newer-file` */
  keepInStep(): Promise<void>
  /** As `Registry.write`. */
  write<T>(work: (sqlite: Sqlite) => T): Promise<T>
}

export interface SharedAccountsOptions {
  readonly postgres: Postgres
  readonly local: Pick<Registry, 'sqlite' | 'retry'>
  readonly onTaken: (taken: TakenAccounts) => void
  /** Told, one look after the other, which organizations there are by now. */
  readonly onLook: (organizations: readonly OrganizationRow[]) => void
  readonly patience?: Patience
}

export function createSharedAccounts({
  postgres,
  local,
  onTaken,
  onLook,
  patience = usualPatience,
}: SharedAccountsOptions): SharedAccounts {
  const { sqlite, retry } = local
  const { pool, url } = postgres
  const { answerMs, turnMs: silenceMs } = patience
  const ask = async <T>(question: Promise<T>): Promise<T> => {
    try {
      return await question
    } catch (error) {
      throw toPostgresError(error, url)
    }
  }
  const apply = (from: Position | null, since: Since | null, organizations: readonly OrganizationRow[]) =>
    changeCopy(sqlite, () => {
      // Another process on this machine came first.
      if (since !== null && !(from !== null && isSame(positionOf(sqlite), from))) return
      putOrganizations(sqlite, organizations)
      if (since === null) return
      putAccountRows(sqlite, since.rows, !since.isKnown)
      setPosition(sqlite, since.position)
    })
  const readRows = (turn: PoolClient | null, since: Position | null): Promise<Since> =>
    turn === null ? postgres.ask((client) => readSince(client, since), answerMs) : ask(readSince(turn, since))
  /** @param turn of who has it, in whose transaction it is asked */
  const bringUpToDate = async (turn: PoolClient | null): Promise<Position> => {
    const change: typeof inTurn = turn === null ? withBusyRetry : inTurn
    for (;;) {
      const present = await ask(turn === null ? readPresent(pool, answerMs) : readPresent(turn))
      checkFormat(present, url)
      const here = positionOf(sqlite)
      const isCurrent = isSame(here, present)
      if (isCurrent && hasOrganizations(sqlite, present.organizations)) return present
      const since = isCurrent ? null : await readRows(turn, here)
      if (since?.isKnown === false) {
        if (turn !== null) throw lostItsPlace(url)
        const joined = await joinAccounts(postgres, local, silenceMs)
        if (joined === null) continue
        if (joined.taken !== null) onTaken(joined.taken)
        const rows = await readRows(null, null)
        await change(() => apply(joined.from, rows, present.organizations), retry)
      } else await change(() => apply(here, since, present.organizations), retry)
    }
  }
  const steps = createSharedTurns((_: 'all') => bringUpToDate(null))
  const looks = createSharedTurns(async (_: 'all') => {
    const { organizations } = await ask(readPresent(pool, answerMs))
    onLook(organizations)
    return organizations
  })
  const keepInStep = async () => void (await steps.take('all'))
  const writeOnce = async <T>(work: (sqlite: Sqlite) => T): Promise<T> => {
    await keepInStep()
    const write = randomUUID()
    let sent: Attempt<T> | null = null
    const { result } = await postgres
      .transaction(
        async (client) => {
          await takeTurn(client)
          const tried = await tryInTurn(client, work)
          sent = tried
          if (tried.rows.length > 0) await putSince(client, tried.rows, { write })
          for (const id of tried.removedOrganizations)
            await client.query('DELETE FROM upflow.organizations WHERE id = $1', [id])
          return tried
        },
        { busy: retry, silenceMs },
      )
      .catch(async (error: unknown) => {
        // Where the answer to its end was lost, it may be done.
        if (
          sent !== null &&
          (error as { code?: unknown }).code === 'db/unreachable' &&
          (await wasWritten(write))
        )
          return sent
        throw error
      })
    // It is written by now: should this fail, whoever reads next does it, or is told why not.
    await keepInStep().catch(() => {})
    return result
  }
  const tryInTurn = async <T>(client: PoolClient, work: (sqlite: Sqlite) => T): Promise<Attempt<T>> => {
    for (;;) {
      const position = await bringUpToDate(client)
      const tried = await inTurn(() => tryWrite(sqlite, position, work), retry)
      // Null where another process on this machine changed what it has in between.
      if (tried !== null) return tried
    }
  }
  /** Asked in turn: what is still under way there has ended by then. */
  const wasWritten = (write: string): Promise<boolean> =>
    postgres
      .transaction(
        async (client) => {
          await takeTurn(client)
          return hasWritten(client, write)
        },
        { silenceMs },
      )
      .catch(() => false)
  // One at a time: others would each hold a connection until they have their turn.
  let last: Promise<unknown> = Promise.resolve()
  return {
    look: () => looks.take('all'),
    keepInStep,
    write(work) {
      const written = last.then(() => writeOnce(work))
      last = written.catch(() => {})
      return written
    },
  }
}

/** What a newer release keeps is not understood in part: of rows that were changed without a column, it would be lost. */
function checkFormat({ format }: Present, url: string): void {
  const known = formatOf(migrations)
  if (format <= known) return
  throw new DbError(
    'db/newer-file',
    `The accounts, in ${shownUrl(url)}, were written by a newer Upflow (format ${format}, this one knows ${known}). Update Upflow on this machine; nothing is changed.`,
    { database: shownUrl(url), format, known },
  )
}

const lostItsPlace = (url: string) =>
  new DbError(
    'db/busy',
    `The accounts of this machine were of another database, or of one that was restored meanwhile (${shownUrl(url)}). Try again.`,
    { database: shownUrl(url) },
    { retryable: true },
  )
