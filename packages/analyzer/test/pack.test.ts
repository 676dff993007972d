/** The package as another app gets it: packed, installed into an empty project outside the workspace, run there. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { pullRequest, review } from './pull-requests.ts'

const folder = mkdtempSync(join(tmpdir(), 'upflow-pack-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('installs by itself and analyzes a pull request, in line and in its pool', () => {
  const run = (file: string, ...args: string[]) =>
    execFileSync(file, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  execFileSync('pnpm', ['pack', '--pack-destination', folder], {
    cwd: join(import.meta.dirname, '..'),
    stdio: 'ignore',
  })
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'elsewhere', private: true, type: 'module' }),
  )
  run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`)

  const raw = pullRequest({ mergedAt: 2000, reviews: [review(1500)] })
  writeFileSync(
    join(folder, 'main.js'),
    `import { analyzePullRequest, defaultRules } from '@upflow/analyzer'
     import { createAnalyzerPool } from '@upflow/analyzer/pool'
     const raw = ${JSON.stringify(raw)}
     const inLine = analyzePullRequest(raw, defaultRules, null).metrics.totalSeconds
     const pool = createAnalyzerPool({ threads: 1 })
     const [pooled] = await pool.run({ pullRequests: [raw], rules: defaultRules, releases: new Map() })
     await pool.close()
     console.log(JSON.stringify([inLine, pooled.metrics.totalSeconds]))`,
  )
  expect(JSON.parse(run('node', 'main.js'))).toEqual([1100, 1100])

  // Its declarations stand alone too.
  writeFileSync(
    join(folder, 'types.ts'),
    `import { analyzePullRequest, defaultRules, type RawPullRequest } from '@upflow/analyzer'
     declare const raw: RawPullRequest
     export const seconds: number | null = analyzePullRequest(raw, defaultRules, null).metrics.pickupSeconds
     // @ts-expect-error a duration is not a text
     export const wrong: string = analyzePullRequest(raw, defaultRules, null).metrics.pickupSeconds`,
  )
  const tsc = join(import.meta.dirname, '../node_modules/typescript/bin/tsc')
  run(
    'node',
    tsc,
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--skipLibCheck',
    'types.ts',
  )
})
