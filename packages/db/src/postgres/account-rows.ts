/** Rows of accounts in a database: what there is, what came since, and what a write puts there. */
import { randomUUID } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import type { Position } from '../registry/account-copy.ts'
import type { AccountRow, OrganizationRow } from '../registry/copied-rows.ts'
import type { AccountTable } from '../registry/shared-tables.ts'

export interface Present extends Position {
  /** Of the registry's tables, as the rows are. */
  readonly format: number
  readonly organizations: readonly OrganizationRow[]
}

/** How long the database may be silent, until whoever asks is told that it cannot be reached. */
export interface Patience {
  /** Asked with every request: an answer that does not come is none. */
  readonly answerMs: number
  /** To who has the turn or waits for it: whoever hangs in theirs is ended by the server before (30 s). */
  readonly turnMs: number
}

export const usualPatience: Patience = { answerMs: 5_000, turnMs: 40_000 }

/** @param answerMs where nothing else watches the connection */
export async function readPresent(client: Pool | PoolClient, answerMs?: number): Promise<Present> {
  const { rows } = await client.query<Present>({
    name: 'upflow accounts present',
    text: `SELECT number, write, format, (
        SELECT coalesce(json_agg(json_build_object('id', id, 'name', name, 'created_at', created_at) ORDER BY id), '[]')
        FROM upflow.organizations
      ) AS organizations
      FROM upflow.accounts`,
    ...(answerMs === undefined ? {} : { query_timeout: answerMs }),
  } as Parameters<Pool['query']>[0] & object)
  return rows[0]!
}

/** Whoever else writes waits until the transaction is over. */
export const takeTurn = async (client: PoolClient): Promise<void> =>
  void (await client.query('SELECT 1 FROM upflow.accounts FOR UPDATE'))

export interface Since {
  /** Up to where they go. */
  readonly position: Position
  /** False: the position is of another database, or of before it was restored, or of long ago. */
  readonly isKnown: boolean
  readonly rows: readonly AccountRow[]
}

/** All of one moment. @param position null for all that there are */
export async function readSince(client: Pool | PoolClient, position: Position | null): Promise<Since> {
  const { rows } = await client.query<
    Position & { isKnown: boolean; table: string | null; key: string; content: string | null }
  >(
    `SELECT accounts.number, accounts.write, known."isKnown", table_name AS "table", key, content
     FROM upflow.accounts
       CROSS JOIN (SELECT EXISTS (
         SELECT 1 FROM upflow.account_writes WHERE number = $1 AND write = $2 AND number >= 0) AS "isKnown") AS known
       LEFT JOIN upflow.account_rows AS changed ON changed.number > coalesce($1, -1)
         AND ($1::bigint IS NULL AND content IS NOT NULL OR known."isKnown")`,
    [position?.number ?? null, position?.write ?? null],
  )
  const { number, write, isKnown } = rows[0]!
  return {
    position: { number, write },
    isKnown,
    rows: rows.flatMap(({ table, key, content }) => (table === null ? [] : [{ table, key, content }])),
  }
}

/** Beyond these, who has not seen one takes all rows anew: what is kept of them grows no further. */
const mostWrites = 20_000
const pruneEvery = 1_000

/** What goes with its organization, which the database does by itself: a test holds them to what the tables refer to. */
export const ofOrganizations: ReadonlySet<string> = new Set([
  'memberships',
  'invitations',
  'api_tokens',
  'saved_views',
] satisfies AccountTable[])

/** To be called by who has the turn. @param options `write` of one that is known by its name elsewhere already */
export async function putSince(
  client: PoolClient,
  rows: readonly AccountRow[],
  { write = randomUUID() as string, isTaken = false, most = mostWrites } = {},
): Promise<void> {
  const { rows: begun } = await client.query<Pick<Position, 'number'>>(
    `WITH begun AS (UPDATE upflow.accounts SET number = number + 1, write = $1 RETURNING number, write)
     INSERT INTO upflow.account_writes SELECT number, write, $2 FROM begun RETURNING number`,
    [write, isTaken],
  )
  const { number } = begun[0]!
  const organizationOf = ({ table, content }: AccountRow): string | null =>
    content !== null && ofOrganizations.has(table)
      ? (JSON.parse(content) as { organization_id: string }).organization_id
      : null
  await client.query(
    `INSERT INTO upflow.account_rows (table_name, key, organization, content, number)
     SELECT *, $5::bigint FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
     ON CONFLICT (table_name, key) DO UPDATE
       SET organization = excluded.organization, content = excluded.content, number = excluded.number`,
    [
      rows.map(({ table }) => table),
      rows.map(({ key }) => key),
      rows.map(organizationOf),
      rows.map(({ content }) => content),
      number,
    ],
  )
  if (number % pruneEvery === 0 || most < pruneEvery) await prune(client, number - most)
}

/**
 * Of what a machine has brought the name is kept: it may have been away since, and not know that it was taken. Below 0
 * it is no position any more, also where the number is that of `claimed`.
 */
async function prune(client: PoolClient, upTo: number): Promise<void> {
  await client.query('DELETE FROM upflow.account_writes WHERE number BETWEEN 0 AND $1 AND NOT is_taken', [
    upTo,
  ])
  await client.query('UPDATE upflow.account_writes SET number = -number WHERE number BETWEEN 1 AND $1', [
    upTo,
  ])
  await client.query('DELETE FROM upflow.account_rows WHERE content IS NULL AND number <= $1', [upTo])
}

/** Whether there was a write of that name, not so long ago. */
export async function hasWritten(client: PoolClient, write: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT 1 FROM upflow.account_writes WHERE write = $1', [write])
  return rowCount !== 0
}

/** Whether there are rows of any of these tables. */
export async function hasRows(client: PoolClient, tables: readonly AccountTable[]): Promise<boolean> {
  const { rowCount } = await client.query(
    'SELECT 1 FROM upflow.account_rows WHERE table_name = ANY($1) AND content IS NOT NULL LIMIT 1',
    [tables],
  )
  return rowCount !== 0
}

/** The greatest id that a line of the audit has or had; 0 where there was none. */
export async function lastChangeId(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ last: number }>(
    `SELECT coalesce(max((key::json ->> 0)::bigint), 0) AS last FROM upflow.account_rows WHERE table_name = 'account_changes'`,
  )
  return rows[0]!.last
}

/** Of what rows are that a machine brings, by who has the turn. */
export async function noteBrought(
  client: PoolClient,
  organizations: readonly Pick<OrganizationRow, 'id' | 'created_at'>[],
): Promise<void> {
  await client.query(
    `INSERT INTO upflow.brought_organizations SELECT * FROM unnest($1::text[], $2::bigint[])
     ON CONFLICT (id) DO UPDATE SET created_at = excluded.created_at`,
    [organizations.map(({ id }) => id), organizations.map(({ created_at }) => created_at)],
  )
}

/** Whether it is not the one of that name whose rows a machine brought. */
export async function isAnother(
  client: PoolClient,
  { id, createdAt }: { readonly id: string; readonly createdAt: number },
): Promise<boolean> {
  const { rowCount } = await client.query(
    'SELECT 1 FROM upflow.brought_organizations WHERE id = $1 AND created_at <> $2',
    [id, createdAt],
  )
  return rowCount !== 0
}

/** All of them, by who has the turn: what there is comes in their place. */
export const dropRows = async (client: PoolClient): Promise<void> =>
  void (await client.query(
    `UPDATE upflow.account_rows SET organization = NULL, content = NULL, number = (SELECT number + 1 FROM upflow.accounts)
     WHERE content IS NOT NULL`,
  ))
