/**
 * How the accounts of a machine become a copy of those in the database: what it has of its own is taken into one that
 * has none, all of it or, whatever ends the process, nothing. Where both have some, neither is lost nor are they merged:
 * somebody has to say which are kept.
 */
import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import { DbError } from '../db-error.ts'
import {
  claimed,
  hasAny,
  isOwnBy,
  isSame,
  makeCopy,
  type Position,
  positionOf,
} from '../registry/account-copy.ts'
import {
  type AccountRow,
  type OrganizationRow,
  organizationsIn,
  readAccountRows,
} from '../registry/copied-rows.ts'
import type { Registry } from '../registry/registry.ts'
import type { AccountTable } from '../registry/shared-tables.ts'
import { withBusyRetry } from '../sqlite/busy.ts'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import {
  dropRows,
  hasRows,
  hasWritten,
  lastChangeId,
  noteBrought,
  putSince,
  readPresent,
  takeTurn,
} from './account-rows.ts'
import { inTurn } from './in-turn.ts'
import type { Postgres } from './open-postgres.ts'
import { shownUrl } from './postgres-error.ts'

/** What somebody would miss. What is left has an end of its own, but for lines of the audit, which never stand in the way. */
export const missed = [
  'user',
  'account',
  'administrators',
  'memberships',
  'invitations',
  'api_tokens',
  'saved_views',
] as const satisfies AccountTable[]

/** What came into the database with a machine. */
export interface TakenAccounts {
  readonly people: number
  readonly tokens: number
  /** Lines of the audit. */
  readonly changes: number
}

export interface Joined {
  /** What the file says of itself by now: while it does, it may be made of what the database has. */
  readonly from: Position
  /** Null when the machine brought nothing. */
  readonly taken: TakenAccounts | null
}

/**
 * After it, what the file has of its own is in the database too.
 * @param silenceMs for so long the database may say nothing
 * @returns null when another process on this machine has come first
 * @throws DbError `db/other-accounts`, and nothing is changed
 */
export const joinAccounts = (
  postgres: Postgres,
  { sqlite, retry }: Pick<Registry, 'sqlite' | 'retry'>,
  silenceMs: number,
): Promise<Joined | null> =>
  postgres.transaction(
    async (client) => {
      await takeTurn(client)
      const position = positionOf(sqlite)
      if (position?.number === claimed && (await hasWritten(client, position.write)))
        return { from: position, taken: null }
      const there = await hasRows(client, missed)
      const { organizations } = await readPresent(client)
      const isOwn = isOwnBy(position)
      const write = randomUUID()
      const claim = () => {
        const now = positionOf(sqlite)
        if (now === null ? position !== null : position === null || !isSame(now, position)) return null
        if (isOwn && there && hasAny(sqlite, missed)) throw otherAccounts(sqlite, postgres.url)
        if (position === null) forgetOthers(sqlite, organizations)
        const isMissed = hasAny(sqlite, missed)
        const isTaken = isOwn || (isMissed && !there)
        const from = { number: claimed, write: isTaken ? write : '' }
        makeCopy(sqlite, from)
        if (isMissed && !there) return { from, own: readAccountRows(sqlite), of: organizationsIn(sqlite) }
        return { from, own: isOwn ? readAccountRows(sqlite, ['account_changes']) : [], of: [] }
      }
      const claimedNow = await inTurn(() => sqlite.transaction(claim).immediate(), retry)
      if (claimedNow === null) return null
      const { from, own, of } = claimedNow
      return { from, taken: own.length === 0 ? null : await take(client, { own, of, write }) }
    },
    { busy: retry, silenceMs },
  )

/** Puts what is here in the place of what is there, by who has the turn. */
export async function replaceAccounts(
  client: PoolClient,
  { sqlite, retry }: Pick<Registry, 'sqlite' | 'retry'>,
): Promise<TakenAccounts> {
  const { organizations } = await readPresent(client)
  const write = randomUUID()
  const claim = () => {
    if (positionOf(sqlite) === null) forgetOthers(sqlite, organizations)
    makeCopy(sqlite, { number: claimed, write })
    return { own: readAccountRows(sqlite), of: organizationsIn(sqlite) }
  }
  const brought = await withBusyRetry(() => sqlite.transaction(claim).immediate(), retry)
  await dropRows(client)
  return take(client, { ...brought, write })
}

interface Brought {
  readonly own: readonly AccountRow[]
  readonly of: readonly OrganizationRow[]
  readonly write: string
}

/** Lines of the audit get the ids after those that there are, in their order. */
async function take(client: PoolClient, { own, of, write }: Brought): Promise<TakenAccounts> {
  await noteBrought(client, of)
  const last = await lastChangeId(client)
  const rows = own.map((row) => (row.table === 'account_changes' ? later(row, last) : row))
  await putSince(client, rows, { write, isTaken: true })
  const count = (of: AccountTable) => own.filter(({ table }) => table === of).length
  return { people: count('user'), tokens: count('api_tokens'), changes: count('account_changes') }
}

function later(row: AccountRow, by: number): AccountRow {
  const line = JSON.parse(row.content!) as { id: number }
  const id = line.id + by
  return { ...row, key: JSON.stringify([id]), content: JSON.stringify({ ...line, id }) }
}

/** Another one of that name is nothing to the people of the one before, wherever that was removed. */
function forgetOthers(sqlite: Sqlite, organizations: readonly OrganizationRow[]): void {
  const forget = sqlite.prepare('DELETE FROM organizations WHERE id = ? AND created_at <> ?')
  for (const { id, created_at } of organizations) forget.run(id, created_at)
}

const otherAccounts = ({ name: path }: Sqlite, url: string) =>
  new DbError(
    'db/other-accounts',
    `This machine has accounts of its own, in ${path}, and the database ${shownUrl(url)} has others: nothing is changed. Say which are kept, and the others are put aside in the data folder: 'upflow data accounts database' for those that all other machines have, 'upflow data accounts machine' to put those of this machine in their place.`,
    { path, database: shownUrl(url) },
  )
