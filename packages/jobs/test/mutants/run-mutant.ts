/** Runs tests of a copy of the package, in which one source file may be another, and tells how they ended. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { TestName } from '../named-tests.ts'
import type { Mutant } from './mutants.ts'

export interface Copy {
  /** @returns how each of the tests ended: null when it did not run at all */
  run(tests: readonly TestName[]): (Ended | null)[]
  /** Plants it, runs its test and takes it out again. */
  runWith(mutant: Mutant): Ended | null
  close(): void
}

export interface Ended {
  /** `timed out`: it did not come to an end, which on a slow machine also one does that finds nothing. */
  readonly status: 'passed' | 'failed' | 'timed out'
  /** The first line of why it failed. */
  readonly why: string | null
}

const root = join(import.meta.dirname, '../..')

export const sourceOf = (file: string) => readFileSync(join(root, 'src', file), 'utf8')

/** @throws Error when the text is not in the file, or more than once */
export function plant({ name, file, from, to }: Mutant): string {
  const source = sourceOf(file)
  const found = source.split(from).length - 1
  if (found !== 1) throw new Error(`'${name}' no longer applies: its text is ${found} times in src/${file}`)
  return source.replace(from, () => to)
}

export function copyPackage(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-mutants-'))
  const copy = join(folder, 'packages/jobs')
  mkdirSync(copy, { recursive: true })
  for (const part of ['src', 'test', 'package.json', 'tsconfig.json', 'README.md'])
    cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, '../../node_modules'), join(folder, 'node_modules'))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  cpSync(join(root, '../../tsconfig.base.json'), join(folder, 'tsconfig.base.json'))
  // Longer than a test waits for whatever it waits for, and shorter than the two minutes that it has else.
  writeFileSync(
    join(copy, 'vitest.config.ts'),
    `export default { test: { include: ['test/**/*.test.ts'], pool: 'forks', testTimeout: 60_000, hookTimeout: 60_000 } }\n`,
  )

  const run = (tests: readonly TestName[]): (Ended | null)[] => {
    const results = join(folder, 'results.json')
    rmSync(results, { force: true })
    spawnSync(
      join(root, 'node_modules/.bin/vitest'),
      [
        'run',
        ...new Set(tests.map(({ file }) => file)),
        '--testNamePattern',
        `^(?:${tests.map(({ name }) => toPattern(name)).join('|')})$`,
        '--reporter=json',
        `--outputFile=${results}`,
      ],
      { cwd: copy, stdio: 'ignore' },
    )
    const all = readResults(results, copy)
    return tests.map(
      (test) => all.find(({ file, name }) => file === test.file && name === toFlat(test.name)) ?? null,
    )
  }
  return {
    run,
    runWith(mutant) {
      const path = join(copy, 'src', mutant.file)
      const before = readFileSync(path, 'utf8')
      writeFileSync(path, plant(mutant))
      try {
        return run([mutant.test])[0] ?? null
      } finally {
        writeFileSync(path, before)
      }
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** As the JSON reporter and the name pattern have it: joined by a space. */
const toFlat = (name: string) => name.replaceAll(' > ', ' ')
const toPattern = (name: string) => toFlat(name).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** What stands for the error of a test that ran out of time. */
const outOfTime = /^Error: (STACK_TRACE_ERROR|Test timed out)/

interface Results {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

function readResults(path: string, copy: string): (Ended & TestName)[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    // It did not come to results.
    return []
  }
  return (JSON.parse(text) as Results).testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.flatMap(({ fullName, status, failureMessages }) =>
      status === 'passed' || status === 'failed'
        ? [
            {
              file: relative(copy, file),
              name: fullName.trim(),
              status: outOfTime.test(failureMessages[0] ?? '') ? 'timed out' : status,
              why: failureMessages[0]?.split('\n')[0] ?? null,
            },
          ]
        : [],
    ),
  )
}
