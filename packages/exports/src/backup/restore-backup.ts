/**
 * Puts a backup in the place of a data folder: all of it is copied, checked and on the disk before the folder gets its
 * name, and what was there keeps another. A crash between the two renames (swap-folders.ts) leaves it under that.
 */
import { constants, existsSync } from 'node:fs'
import { copyFile, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { placeFolder, withDraft } from '../draft.ts'
import { ExportsError } from '../exports-error.ts'
import { inThread, type ThreadOptions } from '../in-thread.ts'
import { realPath } from '../real-path.ts'
import { claimFolder } from './claim-folder.ts'
import type { Manifest } from './manifest.ts'
import { swapFolders } from './swap-folders.ts'

export interface RestoreRequest extends ThreadOptions {
  readonly from: string
  readonly dataDir: string
  /** Whether what is there may be moved away. */
  readonly replace: boolean
}

export interface Restored {
  readonly manifest: Manifest
  /** Where what was there is now; null when nothing was. */
  readonly movedTo: string | null
  /** Whether the key is that of the folder that was there: the backup has none. */
  readonly hasKeptKey: boolean
}

/**
 * @throws ExportsError `exports/data-there`, `exports/folder-in-use`, `exports/not-a-backup`, `exports/newer-backup`,
 *   `exports/damaged-backup`, `exports/unusable-target`; `db/newer-file`, `jobs/newer-store`. Nothing is changed then;
 *   after `exports/data-moved` what was there has another name, which it says.
 */
export async function restoreBackup({
  from,
  dataDir,
  replace,
  ...thread
}: RestoreRequest): Promise<Restored> {
  // A link to it stays: whoever knows it by its own name has the same.
  const target = realPath(dataDir)
  const isThere = (await readdir(target).catch(() => [])).length > 0
  if (isThere && !replace)
    throw new ExportsError(
      'exports/data-there',
      `There is data in ${target}. Restore elsewhere by UPFLOW_DATA_DIR, or add --replace: what is there then keeps another name.`,
      { path: target },
    )
  const release = isThere ? await claimFolder(target) : () => {}
  try {
    return await withDraft(target, async (draft) => {
      const manifest = await inThread(
        'check',
        { folder: resolve(from), copyTo: draft, copies: 'all' },
        thread,
      )
      const hasKey = manifest.files.some(({ path }) => path === 'secret.key')
      const hasKeptKey = !hasKey && existsSync(join(target, 'secret.key'))
      if (hasKeptKey)
        await copyFile(join(target, 'secret.key'), join(draft, 'secret.key'), constants.COPYFILE_EXCL)
      const movedTo = isThere ? `${target}.replaced-${stampOf(new Date())}` : null
      if (movedTo === null) await placeFolder(draft, target)
      else await swapFolders({ draft, target, movedTo })
      return { manifest, movedTo, hasKeptKey }
    })
  } finally {
    release()
  }
}

const stampOf = (date: Date) => date.toISOString().replace(/[-:]|\.\d+/g, '')
