/** Adds up what every suite reported, names what failed, and prints the plain line that ends CI. A suite without a report has failed. */
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { globSync } from 'tinyglobby'

const root = join(import.meta.dirname, '..')
const suites = [
  '.',
  ...globSync(['{packages,apps}/*/vitest.config.ts'], { cwd: root }).map((path) =>
    path.replace('/vitest.config.ts', ''),
  ),
]
const firstLine = (text: string) => text.split('\n')[0]!.slice(0, 300)
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
    testResults: readonly {
      name: string
      status: string
      message: string
      assertionResults: readonly { fullName: string; status: string; failureMessages: readonly string[] }[]
    }[]
  }
  passed += report.numPassedTests
  // A file that could not even be loaded has no failed test, but has failed.
  failed += report.success ? 0 : Math.max(1, report.numFailedTests)
  for (const { name, status, message, assertionResults } of report.testResults) {
    if (status === 'passed') continue
    const file = relative(root, name)
    const broken = assertionResults.filter((one) => one.status === 'failed')
    if (broken.length === 0) console.log(`${file}: ${firstLine(message)}`)
    for (const { fullName, failureMessages } of broken)
      console.log(`${file}: ${fullName}: ${firstLine(failureMessages[0] ?? '')}`)
  }
}
console.log(`${passed} passed, ${failed} failed`)
if (failed > 0 || passed === 0) process.exitCode = 1
