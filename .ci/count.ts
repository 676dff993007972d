/** Adds up what every suite reported, and prints the plain line that ends CI. A suite without a report has failed. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { globSync } from 'tinyglobby'

const root = join(import.meta.dirname, '..')
const suites = [
  '.',
  ...globSync(['{packages,apps}/*/vitest.config.ts'], { cwd: root }).map((path) =>
    path.replace('/vitest.config.ts', ''),
  ),
]
let passed = 0
let failed = 0
for (const suite of suites.sort()) {
  const path = join(root, suite, '.vitest/results.json')
  if (!existsSync(path)) {
    console.log(`${suite}: no report`)
    failed++
    continue
  }
  const report = JSON.parse(readFileSync(path, 'utf8')) as {
    numPassedTests: number
    numFailedTests: number
    numFailedTestSuites: number
    success: boolean
  }
  passed += report.numPassedTests
  // A file that could not even be loaded has no failed test, but has failed.
  failed += report.success ? 0 : Math.max(1, report.numFailedTests)
}
console.log(`${passed} passed, ${failed} failed`)
if (failed > 0 || passed === 0) process.exitCode = 1
