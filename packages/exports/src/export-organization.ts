/** Exports an organization's data: to one SQLite file, or to a folder in several forms. */
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { OrganizationId } from '@upflow/model'
import {
  databaseFile,
  dictionaryFile,
  type ExportFormat,
  exportFormats,
  type WrittenFile,
} from './data/write-data.ts'
import { mustBeFree, placeFiles, placeFolder, withDraft } from './draft.ts'
import { ExportsError } from './exports-error.ts'
import { inThread, type ThreadOptions } from './in-thread.ts'

export interface ExportRequest extends ThreadOptions {
  /** The organization's file. */
  readonly path: string
  readonly organizationId: OrganizationId
  /** A file that ends in .db, .sqlite or .sqlite3, or a folder. */
  readonly to: string
  /** Of a folder; a file is SQLite. Default: all. */
  readonly formats?: readonly ExportFormat[] | undefined
}

export interface Exported {
  /** Whole paths. */
  readonly files: readonly WrittenFile[]
}

/** Whether the name is that of a SQLite file, and not of a folder. */
export const isDatabaseName = (path: string): boolean => /^\.(?:db|sqlite3?)$/i.test(extname(path))

/**
 * Reads while others write; the calling thread only waits.
 * @throws ExportsError `exports/already-there`, `exports/unusable-target`; with db's codes what is wrong with the
 *   organization's file; the signal's reason. Nothing is left then.
 */
export async function exportOrganization({
  path,
  organizationId,
  to,
  formats,
  ...thread
}: ExportRequest): Promise<Exported> {
  const target = resolve(to)
  const write = (folder: string, wanted: readonly ExportFormat[]) =>
    inThread('export', { path, organizationId, folder, formats: wanted }, thread)
  if (!isDatabaseName(target)) {
    await mustBeFree(target, { orEmptyFolder: true })
    return withDraft(target, async (draft) => {
      const files = await write(draft, formats ?? exportFormats)
      await placeFolder(draft, target)
      return { files: files.map((file) => ({ ...file, name: join(target, file.name) })) }
    })
  }
  if (formats?.some((format) => format !== 'sqlite'))
    throw new ExportsError(
      'exports/unusable-target',
      `${basename(target)} is one SQLite file: name a folder for ${formats.join(' and ')}.`,
      { path: target },
    )
  const beside = join(dirname(target), `${basename(target, extname(target))}.md`)
  for (const one of [target, beside]) await mustBeFree(one)
  return withDraft(target, async (draft) => {
    const [data, dictionary] = (await write(draft, ['sqlite'])) as [WrittenFile, WrittenFile]
    await placeFiles([
      { draft: join(draft, dictionaryFile), target: beside },
      { draft: join(draft, databaseFile(organizationId)), target },
    ])
    return {
      files: [
        { ...data, name: target },
        { ...dictionary, name: beside },
      ],
    }
  })
}
