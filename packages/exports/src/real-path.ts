/** Where a path really leads: what leads to it may be a link, and what it names may not be there yet. */
import { realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

export function realPath(path: string): string {
  const target = resolve(path)
  try {
    return realpathSync(target)
  } catch {
    const folder = dirname(target)
    return folder === target ? target : join(realPath(folder), basename(target))
  }
}
