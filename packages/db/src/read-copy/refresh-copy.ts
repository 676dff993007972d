/**
 * A schema as a file to read: what figures, lists and exports are read from, by the same statements as ever. It is made
 * once for each machine that reads, then brought up to date by what was written since; it may be deleted at any time.
 */
import type { PoolClient } from 'pg'
import { flushCommits } from '../postgres/flush-commits.ts'
import type { Postgres } from '../postgres/open-postgres.ts'
import { schemaOf } from '../postgres/schema.ts'
import { readTables } from '../postgres/tenant-triggers.ts'
import { withBusyRetry } from '../sqlite/busy.ts'
import { openTenant, type Tenant } from '../tenant/tenant.ts'
import { attachCopy } from './attach-copy.ts'
import { type CopyPlace, newPath, pathOf, pointTo, removeFile } from './copy-files.ts'
import { type Position, readPosition, readPresent, writePosition } from './position.ts'
import { readAll, readChanged } from './read-changed.ts'
import { applyChanges, dropTriggers, insertRows } from './write-copy.ts'

/** With more than these written since, all is copied anew. */
const mostChanged = 20_000

/**
 * Brings the copy up to date, making it where there is none, in the calling thread. Returns its path: it has all that
 * was committed before the call, whoever else brings it up to date.
 */
export async function refreshCopy(postgres: Postgres, place: CopyPlace): Promise<string> {
  for (;;) {
    const path = pathOf(place)
    const became = path === null ? 'outgrown' : await updateCopy(postgres, place, path)
    if (became === 'updated') return path!
    if (became === 'outgrown') return makeCopy(postgres, place)
  }
}

/**
 * `moved` when another has brought it further meanwhile, maybe by what was read earlier; `outgrown` when it has to be
 * made anew.
 */
async function updateCopy(
  postgres: Postgres,
  place: CopyPlace,
  path: string,
): Promise<'updated' | 'moved' | 'outgrown'> {
  const schema = schemaOf(place.organizationId)
  const tenant = attachCopy(path, place.organizationId, { readOnly: false })
  if (tenant === null) return 'outgrown'
  try {
    const known = readPosition(tenant.sqlite)
    const read = await postgres.transaction(
      async (client) => {
        const { position, writes } = await readPresent(client, schema, known)
        if (writes === null) return null
        if (writes.length === 0) return 'nothing'
        const changed = await readChanged(client, { schema, writes, most: mostChanged })
        return changed && { position, changed }
      },
      { isSnapshot: true },
    )
    if (read === null) return 'outgrown'
    if (read === 'nothing') return 'updated'
    await flushCommits(postgres)
    tenant.sqlite.pragma('foreign_keys = OFF')
    const apply = tenant.sqlite.transaction(() => {
      if (!isSame(readPosition(tenant.sqlite), known)) return false
      applyChanges(tenant.sqlite, read.changed, read.position)
      return true
    })
    const isApplied = await withBusyRetry(() => apply.immediate(), tenant.retry)
    return isApplied && pathOf(place) === path ? 'updated' : 'moved'
  } finally {
    tenant.close()
  }
}

/** In a file of its own: whoever reads the one before goes on with that. */
async function makeCopy(postgres: Postgres, place: CopyPlace): Promise<string> {
  const schema = schemaOf(place.organizationId)
  const path = newPath(place)
  const tenant = await openTenant(path, place.organizationId)
  try {
    await postgres.transaction((client) => fill(tenant, client, schema), { isSnapshot: true })
    await flushCommits(postgres)
    tenant.sqlite.pragma('wal_checkpoint(TRUNCATE)')
  } catch (error) {
    tenant.close()
    removeFile(path)
    throw error
  }
  tenant.close()
  pointTo(place, path)
  return path
}

async function fill({ sqlite }: Tenant, client: PoolClient, schema: string): Promise<void> {
  const { position } = await readPresent(client, schema, null)
  dropTriggers(sqlite)
  sqlite.pragma('foreign_keys = OFF')
  sqlite.pragma('synchronous = OFF')
  const insert = sqlite.transaction(insertRows)
  for (const table of readTables)
    for await (const rows of readAll(client, schema, table)) insert(sqlite, table, rows)
  sqlite.transaction(() => writePosition(sqlite, position))()
}

const isSame = (a: Position | null, b: Position | null): boolean => JSON.stringify(a) === JSON.stringify(b)
