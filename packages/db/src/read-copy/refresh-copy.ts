/**
 * A schema as a file to read: what figures, lists and exports are read from, by the same statements as ever. It is made
 * once for each machine that reads, then brought up to date by what was written since; it may be deleted at any time.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OrganizationId } from '@upflow/model'
import type { Postgres } from '../postgres/open-postgres.ts'
import { schemaOf } from '../postgres/schema.ts'
import { readTables } from '../postgres/tenant-triggers.ts'
import { withBusyRetry } from '../sqlite/busy.ts'
import { attachTenant, isThere, openTenant, type Tenant } from '../tenant/tenant.ts'
import { type Position, readPosition, readPresent, writePosition } from './position.ts'
import { readAll, readChanged } from './read-changed.ts'
import { applyChanges, dropTriggers, insertRows } from './write-copy.ts'

export interface CopyPlace {
  /** Of all copies on this machine. */
  readonly folder: string
  readonly organizationId: OrganizationId
}

/** With more than these written since, all is copied anew. */
const mostChanged = 20_000

/** The path of the copy; null where there is none, or it lacks something. */
export async function currentCopy(postgres: Postgres, place: CopyPlace): Promise<string | null> {
  const path = pathOf(place)
  if (path === null) return null
  const position = positionOf(path, place)
  const { writes } = await postgres.transaction((client) =>
    readPresent(client, schemaOf(place.organizationId), position),
  )
  return writes?.length === 0 ? path : null
}

/** Brings the copy up to date, making it where there is none, in the calling thread. Returns its path. */
export async function refreshCopy(postgres: Postgres, place: CopyPlace): Promise<string> {
  const path = pathOf(place)
  const isUpdated = path !== null && (await updateCopy(postgres, place, path))
  return isUpdated ? path : makeCopy(postgres, place)
}

/** False when it has to be made anew. */
async function updateCopy(postgres: Postgres, place: CopyPlace, path: string): Promise<boolean> {
  const schema = schemaOf(place.organizationId)
  const known = positionOf(path, place)
  const read = await postgres.transaction(
    async (client) => {
      const { position, writes } = await readPresent(client, schema, known)
      if (writes === null) return null
      const changed = await readChanged(client, { schema, writes, most: mostChanged })
      return changed && { position, changed }
    },
    { isSnapshot: true },
  )
  if (read === null) return false
  const tenant = attachTenant(path, place.organizationId, { readOnly: false })
  try {
    tenant.sqlite.pragma('foreign_keys = OFF')
    const apply = tenant.sqlite.transaction(() => {
      // Another process may have brought it up to date meanwhile, and further.
      if (!isSame(readPosition(tenant.sqlite), known)) return
      applyChanges(tenant.sqlite, read.changed, read.position)
    })
    await withBusyRetry(() => apply.immediate(), tenant.retry)
  } finally {
    tenant.close()
  }
  return true
}

/** In a file of its own: whoever reads the one before goes on with that. */
async function makeCopy(postgres: Postgres, place: CopyPlace): Promise<string> {
  const schema = schemaOf(place.organizationId)
  mkdirSync(place.folder, { recursive: true, mode: 0o700 })
  const name = `${place.organizationId}-${randomBytes(6).toString('hex')}.db`
  const path = join(place.folder, name)
  const tenant = await openTenant(path, place.organizationId)
  try {
    await postgres.transaction(
      async (client) => {
        const { position } = await readPresent(client, schema, null)
        await fill(tenant, (table) => readAll(client, schema, table), position)
      },
      { isSnapshot: true },
    )
    tenant.sqlite.pragma('wal_checkpoint(TRUNCATE)')
  } catch (error) {
    tenant.close()
    removeFile(path)
    throw error
  }
  tenant.close()
  const before = pathOf(place)
  writeFileSync(`${pointerOf(place)}.new`, name, { mode: 0o600 })
  renameSync(`${pointerOf(place)}.new`, pointerOf(place))
  if (before !== null) removeFile(before)
  return path
}

async function fill(
  { sqlite }: Tenant,
  rowsOf: (table: string) => ReturnType<typeof readAll>,
  position: Position,
): Promise<void> {
  dropTriggers(sqlite)
  sqlite.pragma('foreign_keys = OFF')
  sqlite.pragma('synchronous = OFF')
  const insert = sqlite.transaction(insertRows)
  for (const table of readTables) for await (const rows of rowsOf(table)) insert(sqlite, table, rows)
  sqlite.transaction(() => writePosition(sqlite, position))()
}

/** All copies of an organization on this machine. */
export function removeCopy(place: CopyPlace): void {
  const path = pathOf(place)
  rmSync(pointerOf(place), { force: true })
  if (path !== null) removeFile(path)
}

const pointerOf = ({ folder, organizationId }: CopyPlace): string => join(folder, `${organizationId}.current`)

/** Null where there is none, or none that is whole. */
function pathOf(place: CopyPlace): string | null {
  if (!isThere(pointerOf(place))) return null
  const path = join(place.folder, readFileSync(pointerOf(place), 'utf8'))
  return isThere(path) ? path : null
}

/** Null when it is of another format, as after an update of Upflow. */
function positionOf(path: string, { organizationId }: CopyPlace): Position | null {
  try {
    const tenant = attachTenant(path, organizationId, { readOnly: true })
    try {
      return readPosition(tenant.sqlite)
    } finally {
      tenant.close()
    }
  } catch {
    return null
  }
}

const isSame = (a: Position | null, b: Position | null): boolean => JSON.stringify(a) === JSON.stringify(b)

function removeFile(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
}
