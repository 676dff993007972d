/**
 * Globs over paths. Most that people write name a file or an ending (a lock file, minified code): those are looked
 * up, and only the rest run on the pattern engine.
 */
import { compilePattern } from './pattern.ts'

/**
 * `*` stays within a folder, `**` crosses folders, `?` is one character; the whole path must match one of them.
 * Linear time whatever they are.
 */
export function compileGlobs(globs: readonly string[]): (path: string) => boolean {
  const names = new Set<string>()
  const endings: string[] = []
  const others: string[] = []
  for (const glob of globs) {
    const [, star, literal] = /^\*\*\/(\*?)([^*?/\n]+)$/.exec(glob) ?? []
    if (literal === undefined) others.push(toPattern(glob))
    else if (star) endings.push(literal)
    else names.add(literal)
  }
  const matchesOther = others.length > 0 ? compilePattern(others.join('|')) : () => false
  return (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    return names.has(name) || endings.some((ending) => name.endsWith(ending)) || matchesOther(path)
  }
}

/** The glob as a pattern in RE2 syntax. */
export function toPattern(glob: string): string {
  const parts = glob.split(/(\*\*\/|\*\*|\*|\?)/)
  const source = parts.map((part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part === '**') return '.*'
    if (part === '*') return '[^/]*'
    if (part === '?') return '[^/]'
    return part.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  })
  // A path may hold line breaks too.
  return `(?s:${source.join('')})`
}
