/** `export`: an organization's data for others. Reads what is stored while others write; starts nothing. */
import { basename, resolve } from 'node:path'
import { type ExportFormat, exportFormats, exportOrganization, isDatabaseName } from '@upflow/exports'
import { processUser } from '@upflow/pipeline/data'
import { recordAction } from '@upflow/settings'
import { bytesText } from '../bytes-text.ts'
import { chooseOrganization } from '../choose-organization.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { openCommandData } from '../open-data.ts'
import { putInAudit } from '../put-in-audit.ts'
import type { CommandContext } from './context.ts'

export interface ExportOptions {
  readonly organization: string | undefined
  readonly to: string | undefined
  readonly formats: readonly string[] | null
  readonly demo: boolean
}

export async function exportData(
  { config, signal, terminal }: CommandContext,
  { organization, to, formats, demo }: ExportOptions,
): Promise<ExitCode> {
  if (!to) throw new UsageError('export needs --to with a file such as acme.db, or a folder')
  const wanted = formats?.map(parseFormat)
  if (isDatabaseName(to) && wanted?.some((format) => format !== 'sqlite'))
    throw new UsageError(`--to ${to} is one SQLite file: name a folder for ${wanted.join(' and ')}`)
  const data = await openCommandData({ config, signal, terminal })
  try {
    const { id } = await chooseOrganization(data, organization ?? (demo ? 'demo' : undefined))
    const { files } = await exportOrganization({
      path: await data.tenants.pathToRead(id),
      organizationId: id,
      to: resolve(to),
      formats: wanted,
      signal,
    })
    await putInAudit(terminal, async () =>
      recordAction(await data.tenants.open(id), {
        key: 'export',
        by: processUser(),
        before: null,
        after: { files: files.map(({ name }) => basename(name)) },
      }),
    )
    terminal.printJson({ organization: id, files })
    for (const { name, bytes, rows } of files)
      terminal.print(`${name}  ${bytesText(bytes)}${rows === null ? '' : `, ${rows} rows`}`)
    terminal.note(
      'Settings, secrets, the cursors of a sync and what it is to try again are not in it. Titles and logins are.',
    )
    return exitCodes.success
  } finally {
    await data.close()
  }
}

function parseFormat(text: string): ExportFormat {
  const found = exportFormats.find((format) => format === text)
  if (found !== undefined) return found
  throw new UsageError(
    `--format takes ${exportFormats.slice(0, -1).join(', ')} or ${exportFormats.at(-1)}, not '${text}'`,
  )
}
