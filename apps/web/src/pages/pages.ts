/**
 * The built pages, read once: what is not in the folder when the server starts is not served, whatever is asked for,
 * and no address ever becomes a path.
 */
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

export interface Page {
  readonly body: Uint8Array<ArrayBuffer>
  readonly type: string
  /** Its name changes with its content. */
  readonly isHashed: boolean
}

export interface Pages {
  /** By address, `/assets/index-4f2a9c.js`. */
  readonly files: ReadonlyMap<string, Page>
  /** The page of every view; null when the pages are not built. */
  readonly index: string | null
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

export async function readPages(folder: string): Promise<Pages> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
  const files = new Map<string, Page>()
  let index: string | null = null
  for (const entry of entries) {
    const type = types[extname(entry.name)]
    // Source maps and the like are for who builds.
    if (!entry.isFile() || type === undefined) continue
    const path = join(entry.parentPath, entry.name)
    const address = `/${relative(folder, path).split(sep).join('/')}`
    const body = new Uint8Array(await readFile(path))
    if (address === '/index.html') index = new TextDecoder().decode(body)
    else files.set(address, { body, type, isHashed: address.startsWith('/assets/') })
  }
  return { files, index }
}
