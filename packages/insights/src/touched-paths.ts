/**
 * Pull requests by the files that they change, for repositories that hold several projects. The lists stand in what was
 * read of each alone: whatever else is asked goes before, and only what is left is looked at.
 */
import { compileGlobs } from '@upflow/analyzer'
import type { Sqlite } from '@upflow/db'
import { type Conditions, noConditions } from './conditions.ts'

const touches = 'touches_paths'
const provided = new WeakSet<Sqlite>()

/**
 * As a condition over `analyzed_pull_requests AS a`. One whose files could not be read changes none.
 * @param paths of files or folders, or globs; null for all pull requests
 */
export function touching(sqlite: Sqlite, paths: readonly string[] | null): Conditions {
  if (paths === null) return noConditions
  if (!provided.has(sqlite)) provide(sqlite)
  return {
    clauses: [
      `${touches}((SELECT r.payload -> '$.files' FROM raw_pull_requests AS r WHERE r.key = a.pull_request_key), ?)`,
    ],
    values: [JSON.stringify(paths)],
  }
}

/** As it is stored: with additions and deletions. */
type ChangedFile = readonly [path: string, ...unknown[]]

function provide(sqlite: Sqlite): void {
  const compile = keepLast((paths: string) => compilePaths(JSON.parse(paths) as string[]))
  sqlite.function(touches, { deterministic: true }, (files, paths) => {
    if (typeof files !== 'string') return 0
    const isMeant = compile(String(paths))
    return (JSON.parse(files) as readonly ChangedFile[]).some(([path]) => isMeant(path)) ? 1 : 0
  })
  provided.add(sqlite)
}

/** One without a wildcard is a file, or a folder with all in it. */
export function compilePaths(paths: readonly string[]): (path: string) => boolean {
  const isGlob = (path: string) => /[*?]/.test(path)
  const globs = paths.filter(isGlob)
  const plain = paths.filter((path) => !isGlob(path))
  const matchesGlob = globs.length > 0 ? compileGlobs(globs) : () => false
  return (path) => plain.some((one) => path === one || path.startsWith(`${one}/`)) || matchesGlob(path)
}

/** A statement asks with the same text for each row. */
function keepLast<T>(make: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly made: T } | null = null
  return (text) => {
    if (last?.text !== text) last = { text, made: make(text) }
    return last.made
  }
}
