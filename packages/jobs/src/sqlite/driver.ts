/**
 * better-sqlite3, required as the CommonJS it is: for an import of it Node would first start what finds out its exports,
 * which takes a new process that has a run to go on with nearly as long as to load it.
 */
import { createRequire } from 'node:module'
import type BetterSqlite3 from 'better-sqlite3'

/** The class of databases. */
export const SqliteDatabase = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite3
