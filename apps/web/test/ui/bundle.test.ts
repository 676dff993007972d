/** What a browser has to load: the shell once, then a page at a time; gzip, as it is sent. */
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

const kilobyte = 1_000
const bounds = { shell: 290 * kilobyte, page: 40 * kilobyte }
const folder = new URL('../../dist/ui/', import.meta.url)
const text = (path: string) => readFileSync(new URL(path, folder), 'utf8')
const sizeOf = (path: string) => gzipSync(readFileSync(new URL(path, folder))).length

const index = text('index.html')
const shell = [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1]!)
const chunks = readdirSync(new URL('assets/', folder))
  .map((name) => `assets/${name}`)
  .filter((path) => !shell.includes(path) && /\.(?:js|css)$/.test(path))

/** What a chunk imports by itself, and with it. */
function withImports(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path) || shell.includes(path)) return seen
  seen.add(path)
  for (const [, name] of text(path).matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g))
    withImports(`assets/${name}`, seen)
  return seen
}

describe('the built pages', () => {
  it('have a shell within its bound', () => {
    expect(shell.some((path) => path.endsWith('.js'))).toBe(true)
    expect(shell.reduce((sum, path) => sum + sizeOf(path), 0)).toBeLessThanOrEqual(bounds.shell)
  })

  it.each(chunks.filter((path) => /-page-/.test(path) && path.endsWith('.js')))(
    'have %s within the bound of a page, with all that it loads',
    (path) => {
      const styles = new Set(
        [...(text(shell.find((one) => one.endsWith('.js'))!).match(/assets\/[\w-]+\.css/g) ?? [])].filter(
          (style) => chunks.includes(style),
        ),
      )
      const own = [...styles].filter((style) => style.includes(path.replace(/^assets\/|-page-.*$/g, '')))
      const loaded = [...withImports(path), ...own]
      expect(loaded.reduce((sum, one) => sum + sizeOf(one), 0)).toBeLessThanOrEqual(bounds.page)
    },
  )

  it('name nothing that is elsewhere, and have no script of their own in the document', () => {
    expect(index).not.toMatch(/<script(?![^>]*\bsrc=)/)
    expect(index).not.toMatch(/<style|\sstyle=|\son\w+=/)
    expect(index).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
    for (const path of chunks.filter((one) => one.endsWith('.css')))
      expect(text(path)).not.toMatch(/url\(["']?(?:https?:)?\/\//)
  })
})
