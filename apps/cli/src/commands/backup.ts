/** `backup create`, `backup check`, `backup restore`: of the whole data folder. */
import { resolve } from 'node:path'
import { createAccountFile, noteInstallationChange } from '@upflow/accounts'
import { checkBackup, createBackup, type Manifest, restoreBackup } from '@upflow/exports'
import { processUser } from '@upflow/pipeline/data'
import { bytesText } from '../bytes-text.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { findSealed } from '../find-sealed.ts'
import { openCommandAccounts } from '../open-data.ts'
import { putInAudit } from '../put-in-audit.ts'
import type { Terminal } from '../terminal.ts'
import type { CommandContext } from './context.ts'

export interface BackupOptions {
  readonly folder: string | undefined
  readonly withKey: boolean
  readonly withJobs: boolean
  readonly replace: boolean
}

export async function backup(
  context: CommandContext,
  action: string,
  { folder, ...options }: BackupOptions,
): Promise<ExitCode> {
  if (!folder) throw new UsageError(`backup ${action} needs the folder of the backup`)
  const path = resolve(folder)
  if (action === 'create') return create(context, path, options)
  return action === 'check' ? check(context, path) : restore(context, path, options)
}

async function create(
  context: CommandContext,
  to: string,
  { withKey, withJobs }: Pick<BackupOptions, 'withKey' | 'withJobs'>,
): Promise<ExitCode> {
  const {
    config: { dataDir, organizationsIn, secret },
    signal,
    terminal,
  } = context
  await bringAccounts(context)
  const manifest = await createBackup({ dataDir, to, withKey, withJobs, organizationsIn, signal })
  await noteChange(context, 'backup.taken', to)
  terminal.printJson({ backup: to, ...manifest })
  terminal.print(`${to}  ${contentText(manifest)}`)
  terminal.note(
    `In it are ${organizationsIn === 'folder' && manifest.missing.length === 0 ? 'all organizations and ' : ''}all accounts: addresses, hashes of passwords and of API tokens. Keep it where nobody else reads.`,
  )
  noteElsewhere(manifest, terminal)
  if (!hasKey(manifest))
    terminal.note(
      secret === null
        ? 'The key is not in it: without secret.key stored tokens cannot be read. Keep a copy elsewhere, or add --with-key.'
        : 'Stored tokens can be read with UPFLOW_SECRET alone: keep it elsewhere.',
    )
  for (const id of manifest.missing)
    terminal.note(`The file of organization '${id}' is missing or empty: it is not in the backup.`)
  return manifest.missing.length === 0 ? exitCodes.success : exitCodes.partial
}

async function check({ signal, terminal }: CommandContext, from: string): Promise<ExitCode> {
  const manifest = await checkBackup({ from }, { signal })
  terminal.printJson({ backup: from, ...manifest })
  terminal.print(`${from} is whole: ${contentText(manifest)}`)
  noteElsewhere(manifest, terminal)
  return exitCodes.success
}

async function restore(
  context: CommandContext,
  from: string,
  { replace }: Pick<BackupOptions, 'replace'>,
): Promise<ExitCode> {
  const { config, signal, terminal } = context
  const { dataDir, secret } = config
  const { manifest, movedTo, hasKeptKey } = await restoreBackup({ from, dataDir, replace, signal })
  await noteChange(context, 'backup.restored', from)
  const sealed = await findSealed(config, manifest)
  terminal.printJson({ dataDir, movedTo, hasKeptKey, sealed, ...manifest })
  terminal.print(`${dataDir} is restored: ${contentText(manifest)}`)
  noteElsewhere(manifest, terminal)
  if (movedTo !== null) terminal.note(`What was there is in ${movedTo}: remove it when you do not need it.`)
  if (manifest.organizationsIn !== 'database')
    terminal.note(
      'People, passwords, roles, invitations and API tokens are those of that day: what was taken away since, take away again. Everybody signs in anew.',
    )
  if (hasKeptKey) terminal.note('The backup has no key: that of the folder before is kept.')
  if (sealed.length === 0) return exitCodes.success
  const key =
    secret !== null
      ? 'UPFLOW_SECRET is another than that of the backup: set it to what it was'
      : hasKeptKey || hasKey(manifest)
        ? 'secret.key is another than that of the backup: put that into its place'
        : `there is no key: put the secret.key of the backup into ${dataDir} before the first start, which makes a new one`
  terminal.note(`Stored secrets of ${sealed.join(', ')} cannot be read, as ${key}; or store them anew.`)
  return exitCodes.partial
}

/** A machine that nobody asked for long has what accounts were then. */
async function bringAccounts({ config, signal, terminal }: CommandContext): Promise<void> {
  if (config.databaseUrl === null) return
  try {
    const { registry, close } = await openCommandAccounts({ config, signal, terminal })
    await registry.keepInStep().finally(close)
  } catch (error) {
    terminal.note(`The accounts in it are as this machine had them: ${(error as Error).message}`)
  }
}

const noteChange = (
  context: CommandContext,
  what: 'backup.taken' | 'backup.restored',
  subject: string,
): Promise<void> =>
  putInAudit(context.terminal, async () => {
    const { registry, close } = await openCommandAccounts(context)
    try {
      const file = createAccountFile(registry, () => Math.floor(Date.now() / 1_000))
      await noteInstallationChange(file, { what, subject, by: `cli:${processUser()}` })
    } finally {
      await close()
    }
  })

function noteElsewhere({ organizationsIn }: Manifest, terminal: Terminal): void {
  if (organizationsIn === 'database')
    terminal.note(
      'The organizations of the database are not in it, and accounts as a copy that the database comes before: back that up by its own means, such as pg_dump, and restore it with them.',
    )
}

const hasKey = ({ files }: Manifest) => files.some(({ path }) => path === 'secret.key')

function contentText({ createdAt, files }: Manifest): string {
  const organizations = files.filter(({ path }) => path.startsWith('tenants/')).length
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return `of ${createdAt.slice(0, 19)}Z, ${organizations} organization${organizations === 1 ? '' : 's'}, ${bytesText(bytes)}${files.some(({ path }) => path === 'secret.key') ? ', with the key' : ''}`
}
