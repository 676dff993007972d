/** Tests by their file and name, as vitest lists them: what refers to one is checked against that list. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

export interface TestName {
  /** Of the package: `test/steps.test.ts`. */
  readonly file: string
  /** With what it is described by, joined by ` > `. */
  readonly name: string
}

/** A test of a store contract, on the SQLite store. */
export const onSqlite = (title: string, contract = 'the store contract'): TestName => ({
  file: 'test/sqlite-store.test.ts',
  name: `${contract}: SQLite, two handles on one file > ${title}`,
})

export const isSame = (a: TestName, b: TestName): boolean => a.file === b.file && a.name === b.name

/** All tests of the package, with their parameters put in. */
export function listTests(): TestName[] {
  const root = join(import.meta.dirname, '..')
  const folder = mkdtempSync(join(tmpdir(), 'upflow-tests-'))
  try {
    const list = join(folder, 'list.json')
    execFileSync('pnpm', ['exec', 'vitest', 'list', `--json=${list}`], {
      cwd: root,
      stdio: ['ignore', 'ignore', 2],
      // Nothing is built for it: it only names them.
      env: { ...process.env, TURBO_HASH: 'list' },
    })
    const found = JSON.parse(readFileSync(list, 'utf8')) as TestName[]
    return found.map(({ file, name }) => ({ file: relative(root, file), name }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
