/**
 * Puts a folder in the place of another, which keeps another name. There is no way to do both at once: between the two
 * renames nothing has the name. So all that takes time comes before, and a crash just there leaves what was there
 * under its new name, whole.
 */
import { renameSync } from 'node:fs'
import { nameFolder, type Rename, syncFolder, unusable } from '../draft.ts'
import { ExportsError } from '../exports-error.ts'

export interface Swap {
  readonly draft: string
  readonly target: string
  /** The name for what is there. */
  readonly movedTo: string
  /** For tests: what gives a folder another name. */
  readonly rename?: Rename
}

/**
 * @throws ExportsError `exports/unusable-target`, `exports/already-there`, and what was there is in its place;
 *   `exports/data-moved` when somebody else took the name between the renames
 */
export async function swapFolders({ draft, target, movedTo, rename = renameSync }: Swap): Promise<void> {
  await syncFolder(draft)
  try {
    rename(target, movedTo)
  } catch (cause) {
    throw unusable(target, cause)
  }
  try {
    await nameFolder(draft, target, rename)
  } catch (error) {
    try {
      rename(movedTo, target)
    } catch {
      throw new ExportsError(
        'exports/data-moved',
        `Nothing was restored, and what was in ${target} is in ${movedTo}: something else took its name meanwhile. End whatever began with a new folder there, move that away, and move ${movedTo} back to ${target}.`,
        { path: target, movedTo },
        { cause: error },
      )
    }
    throw error
  }
}
