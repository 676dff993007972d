/** The package as another app gets it: packed, installed into an empty project outside the workspace, run there. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Elsewhere, installElsewhere } from '@upflow/tooling/install-elsewhere'
import { afterAll, expect, it } from 'vitest'
import { pullRequest, review } from './pull-requests.ts'

let elsewhere: Elsewhere
afterAll(() => elsewhere?.close())

it('installs by itself and analyzes a pull request, in line and in its pool', () => {
  elsewhere = installElsewhere(join(import.meta.dirname, '..'))
  const { folder, run } = elsewhere

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
