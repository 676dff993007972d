/** The workspace keeps its rules; and each rule, tried on a planted violation, finds it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readWorkspace, type SourceFile, type Workspace } from './read-workspace.ts'
import { mayImport, rules } from './rules.ts'

const workspace = readWorkspace(join(import.meta.dirname, '../..'))

describe('the workspace', () => {
  it('has every package of the architecture, and files in each', () => {
    expect(workspace.packages.map(({ name }) => name).sort()).toEqual(Object.keys(mayImport).sort())
    for (const { folder } of workspace.packages)
      expect(workspace.files.some(({ path }) => path.startsWith(`${folder}/src/`))).toBe(true)
  })

  it('is drawn in ARCHITECTURE.md as it may import', () => {
    const drawing = readFileSync(join(import.meta.dirname, '../../ARCHITECTURE.md'), 'utf8')
      .split('```text\n')[1]!
      .split('```')[0]!
    const drawn = drawing
      .trim()
      .split('\n')
      .map((row) => [row.split(/\s/)[0]!.replace(/^apps\/(\w+)$/, '$1'), row.split('→ ')[1]!] as const)
    const names = (of: readonly string[]) =>
      of.length === 0 ? 'nothing of ours' : of.map((name) => name.replace('@upflow/', '')).join(', ')
    expect(drawn.filter(([name]) => name !== 'apps/web/ui').sort()).toEqual(
      Object.entries(mayImport)
        .map(([name, of]) => [name.replace('@upflow/', ''), names(of)])
        .sort(),
    )
  })

  it.each(Object.entries(rules))('keeps the rule %s', (_, rule) => expect(rule(workspace)).toEqual([]))
})

const planted = (path: string, text: string): Workspace => ({
  ...workspace,
  files: [...workspace.files, { path, text } satisfies SourceFile],
})

describe('a planted violation is found', () => {
  it.each([
    [
      'arrows',
      'packages/model/src/planted.ts',
      "/** x */\nimport { openTenant } from '@upflow/db'",
      'packages/model/src/planted.ts:2: @upflow/model may not import @upflow/db',
    ],
    [
      'arrows',
      'packages/jobs/src/planted.ts',
      "/** x */\nexport type { Actor } from '@upflow/model'",
      '@upflow/jobs may not import @upflow/model',
    ],
    [
      'arrows',
      'apps/web/src/planted.ts',
      "/** x */\nconst x = await import('@upflow/github-emulator')",
      'web may not import @upflow/github-emulator',
    ],
    [
      'arrows',
      'packages/github-emulator/src/planted.ts',
      "/** x */\nimport {\n  createGithubClient,\n} from '@upflow/github'",
      'planted.ts:4: @upflow/github-emulator may not import @upflow/github',
    ],
    [
      'publicDoors',
      'packages/pipeline/src/planted.ts',
      "/** x */\nimport { x } from '../../db/src/sqlite/upsert.ts'",
      'reaches into another package',
    ],
    [
      'publicDoors',
      'packages/pipeline/src/planted.ts',
      "/** x */\nimport { x } from '@upflow/db/src/index.ts'",
      'reaches into another package',
    ],
    [
      'publicDoors',
      'packages/pipeline/planted.config.ts',
      "import { x } from '../db/src/sqlite/upsert.ts'",
      'reaches into another package',
    ],
    [
      'publicDoors',
      'packages/pipeline/test/planted.ts',
      "import { seeded } from '../../tooling/src/seeded.ts'",
      'reaches into another package',
    ],
    [
      'pagesApart',
      'apps/web/ui/planted.tsx',
      "/** x */\nimport { readReport } from '@upflow/insights'",
      'apps/web/ui/planted.tsx:2: a page may not import @upflow/insights',
    ],
    [
      'pagesApart',
      'apps/web/ui/runs/planted.ts',
      "/** x */\nimport { toRunAnswer } from '../../src/api/shapes/run-shape.ts'",
      'a page may not import ../../src/api/shapes/run-shape.ts',
    ],
    [
      'pagesApart',
      'apps/web/src/planted.ts',
      "/** x */\nimport { formatDuration } from '../ui/format/duration.ts'",
      'only pages may import ../ui/format/duration.ts',
    ],
    ['readable', 'apps/web/ui/helpers.tsx', '/** x */', 'a name that says nothing'],
    [
      'declared',
      'packages/db/src/planted.ts',
      "/** x */\nimport { z } from 'zod'",
      'zod is not in the dependencies of @upflow/db',
    ],
    [
      'oneKnower',
      'packages/pipeline/src/planted.ts',
      "/** x */\nimport { Tinypool } from 'tinypool'",
      'only packages/analyzer/src/pool.ts may know tinypool',
    ],
    [
      'environment',
      'packages/db/src/planted.ts',
      '/** x */\nconst x = process.env.HOME',
      'planted.ts:2: reads the environment',
    ],
    [
      'noCycles',
      'packages/db/src/planted.ts',
      "/** x */\nimport './planted.ts'",
      'a cycle: packages/db/src/planted.ts → packages/db/src/planted.ts',
    ],
    ['readable', 'packages/db/src/utils.ts', '/** x */', 'a name that says nothing'],
    ['readable', 'packages/db/src/camelCase.ts', '/** x */', 'not kebab-case'],
    ['readable', 'packages/db/src/silent.ts', 'export const x = 1', 'does not begin by saying why'],
    ['readable', 'packages/db/src/long.ts', `/** x */${'\n'.repeat(400)}`, 'over 320'],
  ])('by %s in %s', (name, path, text, message) => {
    const found = rules[name]!(planted(path, text))
    expect(found.join('\n')).toContain(message)
    expect(found).toHaveLength(1)
  })

  it('by arrows in a manifest, and for a package without a place', () => {
    const packages = workspace.packages.map((one) =>
      one.name === '@upflow/model' ? { ...one, dependencies: ['@upflow/jobs'] } : one,
    )
    const stranger = { folder: 'packages/x', name: '@upflow/x', dependencies: [], devDependencies: [] }
    expect(rules.arrows!({ ...workspace, packages: [...packages, stranger] })).toEqual([
      'packages/model/package.json: @upflow/model may not depend on @upflow/jobs',
      'packages/x: @upflow/x has no place in the architecture',
    ])
  })
})
