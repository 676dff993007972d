/**
 * Who is alive, told by the operating system: each owner keeps an exclusive transaction open on a small file of
 * its own, a lock that the kernel drops at its death and that nobody can mistake for another process's.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import type { Owner } from '../store.ts'
import { SqliteDatabase } from './driver.ts'
import { isLocked } from './lock.ts'
import { toOwner } from './rows.ts'
import type { Statements } from './statements.ts'

/** An owner, and the machine and boot that its process was started on. */
export interface RegisteredOwner {
  readonly id: string
  readonly machine: string
}

export interface OwnerLocks {
  /** Names this host and boot: locks mean nothing elsewhere. */
  readonly machine: string
  /** Null where the system does not tell one boot from another. */
  readonly boot: string | null
  acquire(owner: string): void
  held(): string[]
  /** Only when no process can hold the owner's lock: of one on another host nothing is known. */
  isDead(owner: RegisteredOwner): boolean
  forget(owner: string): void
  close(): void
}

export function createOwnerLocks(folder: string): OwnerLocks {
  const held = new Map<string, Database.Database>()
  const fileOf = (owner: string) => join(folder, `${owner}.lock`)
  const forget = (owner: string) => {
    held.get(owner)?.close()
    held.delete(owner)
    for (const end of ['', '-journal']) rmSync(fileOf(owner) + end, { force: true })
  }
  const boot = bootId()
  const here = { host: hostname(), boot: boot ?? unknownBoot }
  const machine = `${here.host}:${here.boot}`
  const isUnlocked = (owner: string): boolean => {
    if (held.has(owner)) return false
    if (!existsSync(fileOf(owner))) return true
    try {
      const file = new SqliteDatabase(fileOf(owner), { timeout: 0, fileMustExist: true })
      try {
        file.exec('BEGIN EXCLUSIVE; ROLLBACK')
        return true
      } finally {
        file.close()
      }
    } catch (error) {
      if (isLocked(error)) return false
      // Gone between the two looks: its owner has left in order.
      if (!existsSync(fileOf(owner))) return true
      throw error
    }
  }
  return {
    machine,
    boot,
    acquire(owner) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const file = new SqliteDatabase(fileOf(owner), { timeout: 0 })
      file.exec('BEGIN EXCLUSIVE')
      held.set(owner, file)
    },
    held: () => [...held.keys()],
    isDead({ id, machine: startedOn }) {
      if (startedOn === machine) return isUnlocked(id)
      const there = toHostAndBoot(startedOn)
      if (there.boot === unknownBoot || here.boot === unknownBoot) return false
      // A container beside this one, of the same kernel and its locks; or this host, since started anew.
      return there.boot === here.boot ? isUnlocked(id) : there.host === here.host
    },
    forget,
    close() {
      for (const owner of [...held.keys()]) forget(owner)
    },
  }
}

/** Those that are not known to be dead. */
export const livingOwners = (sql: Pick<Statements, 'owners'>, locks: Pick<OwnerLocks, 'isDead'>): Owner[] =>
  sql.owners
    .all()
    .filter((owner) => !locks.isDead(owner))
    .map(toOwner)

const unknownBoot = 'unknown-boot'

function toHostAndBoot(machine: string): { readonly host: string; readonly boot: string } {
  const end = machine.lastIndexOf(':')
  return { host: machine.slice(0, end), boot: machine.slice(end + 1) }
}

function bootId(): string | null {
  const file = '/proc/sys/kernel/random/boot_id'
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null
}
