/**
 * How many pull requests a second are analyzed, in line and in a pool, against reading them from JSON alone; with
 * `--before <another checkout, built>` also against how long its analyzer takes for one, in turns, by processor time.
 */
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { createAnalyzer, defaultRules, resolveReleases } from '@upflow/analyzer'
import { createAnalyzerPool } from '@upflow/analyzer/pool'
import { bench, type Case } from '@upflow/tooling/bench'
import { seeded } from '@upflow/tooling/seeded'
import { generatePullRequests } from './pull-requests.ts'

const count = 10_000
const pullRequests = generatePullRequests(count, seeded(1))
const merges = pullRequests.map((one) => ({ ...one, carries: [] }))
const payloads = pullRequests.map((one) => JSON.stringify(one))
const pool = createAnalyzerPool({ threads: 2 })
/** A zone with changes of the clock, and a holiday every 36 days of a decade; by default it is UTC and none. */
const inBerlin = {
  ...defaultRules.calendar,
  timeZone: 'Europe/Berlin',
  holidays: Array.from({ length: 100 }, (_, index) =>
    new Date(Date.UTC(2016, 0, 1 + index * 36)).toISOString().slice(0, 10),
  ),
}
const perSecond = async (work: () => unknown) => {
  const started = performance.now()
  await work()
  return (count / (performance.now() - started)) * 1_000
}

const { before } = parseArgs({
  options: { before: { type: 'string' }, json: { type: 'boolean' } },
}).values
/** Microseconds of processor time for one, which the rest of the machine slows less than the clock on the wall. */
function perPullRequest(analyze: ReturnType<typeof createAnalyzer>): number {
  const started = process.cpuUsage()
  for (const one of pullRequests) analyze(one, null)
  const { user, system } = process.cpuUsage(started)
  return (user + system) / count
}
async function againstBefore(checkout: string): Promise<Case[]> {
  const built = new URL('packages/analyzer/dist/index.js', pathToFileURL(`${checkout}/`))
  const { createAnalyzer: createFormer } = (await import(built.href)) as {
    readonly createAnalyzer: typeof createAnalyzer
  }
  const time = { unit: 'µs a pull request', lowerIsBetter: true } as const
  const name = 'analyze in line, before'
  return [
    { name, ...time, run: () => perPullRequest(createFormer(defaultRules)) },
    {
      name: 'analyze in line, now',
      ...time,
      against: name,
      run: () => perPullRequest(createAnalyzer(defaultRules)),
    },
  ]
}

await bench(`@upflow/analyzer: ${count} generated pull requests (seed 1)`, [
  {
    name: 'JSON.parse alone',
    unit: 'pull requests/s',
    run: () => perSecond(() => payloads.map((payload) => JSON.parse(payload))),
  },
  {
    name: 'analyze in line',
    unit: 'pull requests/s',
    against: 'JSON.parse alone',
    run: () => {
      const analyze = createAnalyzer(defaultRules)
      return perSecond(() => pullRequests.map((one) => analyze(one, null)))
    },
  },
  {
    name: 'analyze in line, a calendar of Berlin with 100 holidays',
    unit: 'pull requests/s',
    against: 'analyze in line',
    run: () => {
      const analyze = createAnalyzer({ ...defaultRules, calendar: inBerlin })
      return perSecond(() => pullRequests.map((one) => analyze(one, null)))
    },
  },
  {
    name: 'analyze in a pool of 2',
    unit: 'pull requests/s',
    against: 'analyze in line',
    run: () =>
      perSecond(() =>
        Promise.all(
          [0, 1].map((half) =>
            pool.run({
              pullRequests: pullRequests.slice((half * count) / 2, ((half + 1) * count) / 2),
              rules: defaultRules,
              releases: new Map(),
            }),
          ),
        ),
      ),
  },
  {
    name: 'resolve releases (branch)',
    unit: 'pull requests/s',
    against: 'JSON.parse alone',
    run: () =>
      perSecond(() =>
        resolveReleases(
          { kind: 'branch', key: 'main' },
          { merges, tags: [], deployments: [], defaultBranch: 'main' },
        ),
      ),
  },
  ...(before === undefined ? [] : await againstBefore(before)),
])
await pool.close()
