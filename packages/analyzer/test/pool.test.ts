/** The pool runs the built worker, as users do: `pnpm test` builds first. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createAnalyzerPool, createWorkerPool } from '@upflow/analyzer/pool'
import { defaultRules } from '@upflow/model'
import fc from 'fast-check'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { analyzePullRequest, type Release } from '../src/index.ts'
import { anyPullRequest } from './pull-requests.ts'

const pool = createAnalyzerPool({ threads: 2 })
afterAll(() => pool.close())

it('analyzing in worker threads equals analyzing in line', async () => {
  const pullRequests = fc
    .sample(anyPullRequest, { numRuns: 500, seed: 7 })
    .map((one, index) => ({ ...one, number: index + 1 }))
  const releases = new Map<number, Release>(
    pullRequests.flatMap((one) =>
      one.mergedAt !== null && one.number % 2
        ? [[one.number, { at: one.mergedAt + 3, by: { kind: 'tag', name: 'v1' } }]]
        : [],
    ),
  )
  const inLine = pullRequests.map((one) =>
    analyzePullRequest(one, defaultRules, releases.get(one.number) ?? null),
  )
  const halves = await Promise.all(
    [pullRequests.slice(0, 250), pullRequests.slice(250)].map((half) =>
      pool.run({ pullRequests: half, rules: defaultRules, releases }),
    ),
  )
  expect(JSON.stringify(halves.flat())).toBe(JSON.stringify(inLine))
})

it('refuses work after it is closed', async () => {
  const closed = createAnalyzerPool({ threads: 1 })
  await closed.close()
  await expect(
    closed.run({ pullRequests: [], rules: defaultRules, releases: new Map() }),
  ).rejects.toMatchObject({ code: 'analyzer/pool-closed' })
})

it('a worker that cannot start fails its task instead of keeping it waiting', async () => {
  const broken = createWorkerPool({ worker: new URL('./no-such-worker.js', import.meta.url), threads: 1 })
  await expect(broken.run({})).rejects.toThrow(/no-such-worker/)
  await broken.close()
})

it('a thread that ends without a word fails its task, and the next is done by another', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-pool-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const module = join(folder, 'worker.mjs')
  writeFileSync(module, 'export default (code) => (code === null ? "done" : process.exit(code))')
  const pool = createWorkerPool<number | null, string>({ worker: pathToFileURL(module), threads: 1 })
  for (const code of [3, 0]) await expect(pool.run(code)).rejects.toThrow(`ended with code ${code}`)
  expect([await pool.run(null), await pool.run(null)]).toEqual(['done', 'done'])
  await pool.close()
})
