/** The tables of the registry. A migration that has landed is never changed. */
import type { OrganizationId } from '@upflow/model'
import { type Generated, sql } from 'kysely'
import type { Migrations } from '../sqlite/migrate.ts'
import { accountChangeIndexes } from './account-change-indexes.ts'
import { accountTables } from './account-tables.ts'
import { savedViewTable } from './saved-view-table.ts'

export interface RegistryTables {
  organizations: { id: OrganizationId; name: string; created_at: Generated<number> }
}

export const migrations: Migrations = {
  '0001-organizations': async (db) => {
    await sql`CREATE TABLE organizations (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL DEFAULT (unixepoch())
    ) STRICT`.execute(db)
  },
  '0002-accounts': accountTables,
  '0003-saved-views': savedViewTable,
  '0004-account-change-indexes': accountChangeIndexes,
}
