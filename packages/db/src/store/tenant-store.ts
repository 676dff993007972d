/**
 * What the product asks of the place where an organization's data lies: data goes in and out, each call is one whole
 * transaction, and nobody hands in a callback that queries. A SQLite file is such a place, and so is a PostgreSQL schema. What is one statement, a
 * read or the write of a few rows, goes through `db` instead, in the same words everywhere.
 */
import type { OrganizationId } from '@upflow/model'
import type { Kysely } from 'kysely'
import type { BusyRetryOptions } from '../sqlite/busy.ts'
import type { TenantTables } from '../tenant/tables.ts'
import type { PageStore } from './page-store.ts'
import type { RecalculationStore } from './recalculation-store.ts'
import type { RecordStore } from './record-store.ts'
import type { ReleaseMarkerStore } from './release-marker-store.ts'

/** Plain data, so that a thread can be told where to open its own. */
export type TenantLocation =
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'schema'
      readonly url: string
      readonly schema: string
      /** Where this machine keeps copies to read. */
      readonly copies: string
    }

export interface TenantStore extends PageStore, ReleaseMarkerStore, RecalculationStore, RecordStore {
  readonly organizationId: OrganizationId
  readonly location: TenantLocation
  readonly db: Kysely<TenantTables>
  /** How the opener waits for a lock, unless a call says otherwise. */
  readonly retry: BusyRetryOptions
  /** An error of the database as a DbError that says what to do; anything else as it is. */
  explain(error: unknown): unknown
  /**
   * Where it is as a file to read from: its own, or a copy on this machine, with all that was committed before the call;
   * it is brought up to date in the calling thread.
   */
  pathToRead(): Promise<string>
  close(): void | Promise<void>
}
