/**
 * The folder of backups of this server: what is in it, and a new one, taken in a thread of its own while all go on.
 * The key is never in one that is taken from a page.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type AccountFile, noteInstallationChange, readAccountChanges } from '@upflow/accounts'
import { createBackup, type Manifest, type OrganizationsIn, readManifest } from '@upflow/exports'
import { WebError } from '../web-error.ts'

export interface Backup {
  /** Of its folder. */
  readonly name: string
  readonly manifest: Manifest
  /** Null for one that was taken otherwise than from here. */
  readonly takenBy: string | null
}

export interface Backups {
  readonly folder: string
  /** What lies in a database is in none of them. */
  readonly organizationsIn: OrganizationsIn
  /** The newest first. Whether they are whole, `backup check` says. */
  list(): Promise<readonly Backup[]>
  /** @throws WebError `web/backup-under-way`; ExportsError; DbError; the signal's reason. Nothing is left then. */
  take(options: { readonly by: string; readonly signal: AbortSignal }): Promise<Backup>
}

export interface BackupsOptions {
  readonly dataDir: string
  readonly folder: string
  readonly organizationsIn: OrganizationsIn
  readonly accounts: AccountFile
}

export function openBackups({ dataDir, folder, organizationsIn, accounts }: BackupsOptions): Backups {
  let isTaking = false
  return {
    folder,
    organizationsIn,
    async list() {
      const taken = await readAccountChanges(accounts, { what: 'backup.taken', limit: 500 })
      const takers = new Map(taken.map(({ subject, changedBy }) => [subject, changedBy]))
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
      const found: Backup[] = []
      for (const entry of entries) {
        const path = join(folder, entry.name)
        // What is unfinished, and what is none, has no manifest.
        const manifest = entry.isDirectory() ? await readManifest(path).catch(() => null) : null
        if (manifest !== null) found.push({ name: entry.name, manifest, takenBy: takers.get(path) ?? null })
      }
      return found.sort((one, other) => (one.manifest.createdAt < other.manifest.createdAt ? 1 : -1))
    },
    async take({ by, signal }) {
      if (isTaking)
        throw new WebError(
          'web/backup-under-way',
          'A backup is being taken already. Wait until it is in the list, then take another.',
        )
      isTaking = true
      try {
        const name = new Date().toISOString().replace(/[-:]/g, '').replace('.', '-')
        const to = join(folder, name)
        const manifest = await createBackup({ dataDir, to, organizationsIn, signal })
        await noteInstallationChange(accounts, { what: 'backup.taken', subject: to, by })
        return { name, manifest, takenBy: by }
      } finally {
        isTaking = false
      }
    },
  }
}
