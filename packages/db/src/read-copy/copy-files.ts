/**
 * Where the copies of a machine lie: of each organization a file that says which one is read, and beside it that one,
 * those that are being made, and what was left by who died over one.
 */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isOrganizationId, type OrganizationId } from '@upflow/model'
import { isThere } from '../is-there.ts'
import { makeFolder } from '../make-folder.ts'

export interface CopyPlace {
  /** Of all copies on this machine. */
  readonly folder: string
  readonly organizationId: OrganizationId
}

/** Nobody who makes a copy writes nothing to it for so long. */
const abandonedMs = 3_600_000

/** Null where there is none, or none that is whole. */
export function pathOf(place: CopyPlace): string | null {
  if (!isThere(pointerOf(place))) return null
  const path = join(place.folder, readFileSync(pointerOf(place), 'utf8'))
  return isThere(path) ? path : null
}

/** For one that is to be made. */
export function newPath({ folder, organizationId }: CopyPlace): string {
  makeFolder(folder)
  return join(folder, `${organizationId}-${randomBytes(6).toString('hex')}.db`)
}

/** From now on it is the one that is read. What was before is removed: whoever has it open goes on with it. */
export function pointTo(place: CopyPlace, path: string): void {
  const before = pathOf(place)
  // Each writes one of its own: of two, both are whole.
  const pointer = `${pointerOf(place)}-${randomBytes(6).toString('hex')}`
  writeFileSync(pointer, basename(path), { mode: 0o600 })
  renameSync(pointer, pointerOf(place))
  if (before !== null) removeFile(before)
  removeAbandoned(place)
}

/** Of which organizations there are copies. */
export const copiedIn = (folder: string): OrganizationId[] =>
  isThere(folder)
    ? readdirSync(folder).flatMap((name) => {
        const id = /^(.+)\.current$/.exec(name)?.[1]
        return id !== undefined && isOrganizationId(id) ? [id] : []
      })
    : []

/** With those that nobody points at. */
export function removeFiles(place: CopyPlace): void {
  rmSync(pointerOf(place), { force: true })
  for (const name of namesOf(place)) rmSync(join(place.folder, name), { force: true })
}

export function removeFile(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
}

/** What was left by processes that were killed. */
function removeAbandoned(place: CopyPlace): void {
  const names = namesOf(place)
  const present = basename(pathOf(place) ?? '')
  const since = Date.now() - abandonedMs
  // A copy that is being made is written to in one or another of its files.
  const inUse = new Set(
    names.filter((name) => writtenMs(join(place.folder, name)) >= since).map((name) => copyOf(name)),
  )
  for (const name of names)
    if (copyOf(name) !== present && !inUse.has(copyOf(name)))
      rmSync(join(place.folder, name), { force: true })
}

/** The file that one with this name belongs to. */
const copyOf = (name: string): string => name.replace(/-(?:wal|shm)$/, '')

/** 0 when another has removed it meanwhile. */
const writtenMs = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

const pointerOf = ({ folder, organizationId }: CopyPlace): string => join(folder, `${organizationId}.current`)

/** All but the pointer. The id of another organization may begin with this one's. */
function namesOf({ folder, organizationId }: CopyPlace): string[] {
  if (!isThere(folder)) return []
  const random = '[0-9a-f]{12}'
  const own = new RegExp(`^${organizationId}(?:-${random}\\.db(?:-wal|-shm)?|\\.current-${random})$`)
  return readdirSync(folder).filter((name) => own.test(name))
}
