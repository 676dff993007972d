/** Queries of who knows Kysely alone, as they are made of accounts that are shared: what reads, and what writes, does so as all do. */
import {
  type CompiledQuery,
  type Dialect,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Registry } from '../registry/registry.ts'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import { singleStatements } from '../sqlite/waiting-dialect.ts'

export const sharedDialect = ({ read, write }: Pick<Registry, 'read' | 'write'>): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createDriver: () =>
    singleStatements(<R>(query: CompiledQuery) =>
      (SelectQueryNode.is(query.query) ? read : write)((sqlite) => run<R>(sqlite, query)),
    ),
})

function run<R>(sqlite: Sqlite, { sql, parameters }: CompiledQuery): QueryResult<R> {
  const statement = sqlite.prepare<unknown[], R>(sql)
  if (statement.reader) return { rows: statement.all(...parameters) }
  const { changes, lastInsertRowid } = statement.run(...parameters)
  return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] }
}
