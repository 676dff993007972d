/**
 * The engine beside @coji/durably, openworkflow and DBOS, each measurement in a process of its own, and beside SQLite
 * transactions that do nothing else. Every ratio is to something measured in the same run. `--runs 1` for a quick look.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Store } from '@upflow/jobs'
import { bench, type Case, together } from '@upflow/tooling/bench'
import { withProcesses } from '@upflow/tooling/bench-process'
import type { Durability } from './contenders/contender.ts'
import { listMs as listCrawlsMs, makeCrawls, openMs, runMs } from './crawls.ts'
import { listMs, openWithEndedRuns } from './ended-runs.ts'
import { installPeers, nodeWithSqlite } from './install-peers.ts'
import type { Measurement } from './measure.ts'
import { plainTransactionsPerSecond } from './plain-transactions.ts'
import { startPostgres } from './postgres.ts'
import { measureResume } from './resume.ts'

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, runs: { type: 'string', default: '5' } },
})
const folder = mkdtempSync(join(tmpdir(), 'upflow-bench-'))
const endedRuns = 1_000_000
const installed = installPeers(join(import.meta.dirname, '../node_modules/.cache/bench-peers'))
const peers = 'folder' in installed ? installed.folder : ''
const modern = nodeWithSqlite(peers)
// Whatever ends it: nothing of it is left.
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))
const postgres = peers === '' ? { missing: 'it is not installed' } : await startPostgres()
let ended: Store | undefined

const measure = (measurement: Omit<Measurement, 'peers'>) => (): number => {
  const found = {
    peers,
    ...('url' in postgres && { postgres: postgres.url(measurement.durability ?? 'normal') }),
  }
  const isModern = measurement.contender === 'openworkflow' && 'node' in modern
  const script = [join(import.meta.dirname, 'measure.ts'), JSON.stringify({ ...measurement, ...found })]
  // What peers have deprecated is not our business.
  const options = { encoding: 'utf8', env: { ...process.env, NODE_NO_WARNINGS: '1' } } as const
  return Number(
    isModern
      ? execFileSync(modern.node, script, options)
      : execFileSync(process.execPath, ['--import', 'tsx', ...script], options),
  )
}

/** The cases of the contenders that can be measured here; each is held against the one named before it. */
function beside(
  what: Measurement['what'],
  unit: string,
  of: { [contender in Measurement['contender']]?: number },
  { durability = 'normal', lowerIsBetter = false, against: floor }: Partial<Beside> = {},
): Case[] {
  const label = `${what}${durability === 'full' ? ', FULL' : ''}`
  const has = {
    upflow: true,
    durably: peers !== '',
    openworkflow: peers !== '' && 'node' in modern,
    dbos: 'url' in postgres,
  }
  const peer = has.durably && of.durably !== undefined ? `${label}: durably` : floor
  return (['durably', 'openworkflow', 'dbos', 'upflow'] as const).flatMap((contender) => {
    const count = of[contender]
    if (count === undefined || !has[contender]) return []
    const against = contender === 'upflow' ? peer : floor
    return {
      name: `${label}: ${contender}`,
      unit,
      lowerIsBetter,
      ...(against && { against }),
      run: measure({ contender, what, count, durability }),
    }
  })
}
interface Beside {
  readonly durability: Durability
  readonly lowerIsBetter: boolean
  readonly against: string
}

const lowerIsBetter = true
const waiters = (count: number): Case => ({
  name: `runsPerSecond, ${count} waited for: upflow`,
  unit: 'runs/s',
  ...(count > 100 && { against: 'runsPerSecond, 100 waited for: upflow' }),
  run: measure({ contender: 'upflow', what: 'runsPerSecond', count }),
})
const besideWaiting = (count: number): Case => ({
  name: `a run beside ${count} that wait for one key: upflow`,
  unit: 'ms',
  lowerIsBetter,
  ...(count > 10 && { against: 'a run beside 10 that wait for one key: upflow' }),
  run: measure({ contender: 'upflow', what: 'besideWaitingMs', count }),
})
const besideAsleep = (count: number): Case => ({
  name: `a run beside ${count} that wait for a time, a key each: upflow`,
  unit: 'ms',
  lowerIsBetter,
  against: 'a run beside 10 that wait for one key: upflow',
  run: measure({ contender: 'upflow', what: 'besideAsleepMs', count }),
})
const withCrawls = (
  what: string,
  msOf: (path: string) => Promise<number>,
  [day, month]: readonly [string, string],
): Case[] => [
  { name: `${what}, a day of crawls: upflow`, unit: 'ms', lowerIsBetter, run: () => msOf(day) },
  {
    name: `${what}, a month of crawls: upflow`,
    unit: 'ms',
    lowerIsBetter,
    against: `${what}, a day of crawls: upflow`,
    run: () => msOf(month),
  },
]
const list = (name: string, filter: Parameters<typeof listMs>[2], against?: string): Case => ({
  name: `list ${name}`,
  unit: 'ms',
  lowerIsBetter,
  ...(against && { against }),
  run: () => listMs(ended!, endedRuns, filter),
})

if ('missing' in installed) console.error(`Without peers: ${installed.missing}`)
else {
  if ('missing' in modern) console.error(`Without openworkflow: ${modern.missing}`)
  if ('missing' in postgres) console.error(`Without DBOS: ${postgres.missing}`)
}
try {
  const crawls = [await makeCrawls(folder, 1), await makeCrawls(folder, 30)] as const
  ended = await openWithEndedRuns(folder, endedRuns)
  await withProcesses(async (processes) => {
    await bench(
      '@upflow/jobs',
      [
        ...(['normal', 'full'] as const).flatMap((durability) => {
          const against = `plain transactions, ${durability.toUpperCase()}`
          return [
            { name: against, unit: '/s', run: () => plainTransactionsPerSecond(folder, durability, 2_000) },
            ...beside(
              'stepsPerSecond',
              'steps/s',
              { durably: 2_000, openworkflow: 500, dbos: 900, upflow: 4_000 },
              { durability, against },
            ),
          ]
        }),
        ...beside(
          'stepP99Ms',
          'ms',
          { durably: 2_000, openworkflow: 700, dbos: 900, upflow: 2_000 },
          { lowerIsBetter },
        ),
        ...beside('runsPerSecond', 'runs/s', { durably: 1_000, openworkflow: 60, dbos: 300, upflow: 1_000 }),
        waiters(100),
        waiters(2_000),
        ...beside('pickUpMs', 'ms', { durably: 1, openworkflow: 3, upflow: 15 }, { lowerIsBetter }),
        ...beside('pickUpElsewhereMs', 'ms', { upflow: 15 }, { lowerIsBetter, against: 'pickUpMs: upflow' }),
        besideWaiting(10),
        besideWaiting(10_000),
        besideAsleep(10_000),
        ...together(
          () => measureResume(processes),
          [
            {
              name: 'a process that loads nothing',
              unit: 'ms',
              lowerIsBetter,
              of: ({ nothingMs }) => nothingMs,
            },
            {
              name: 'a process that loads SQLite',
              unit: 'ms',
              lowerIsBetter,
              against: 'a process that loads nothing',
              of: ({ sqliteMs }) => sqliteMs,
            },
            {
              name: 'resume in a new process: upflow',
              unit: 'ms',
              lowerIsBetter,
              against: 'a process that loads nothing',
              of: ({ resumeMs }) => resumeMs,
            },
          ],
        ),
        ...withCrawls('open', openMs, crawls),
        ...withCrawls('list', listCrawlsMs, crawls),
        ...withCrawls('run', runMs, crawls),
        ...beside('withoutEngineCpuPercent', '% of a core', { upflow: 3_000 }, { lowerIsBetter }),
        ...beside(
          'idleCpuPercent',
          '% of a core',
          { durably: 3_000, openworkflow: 3_000, upflow: 3_000 },
          { lowerIsBetter, against: 'withoutEngineCpuPercent: upflow' },
        ),
        ...beside('longestTurnMs', 'ms', { upflow: 1_500 }, { lowerIsBetter }),
        ...beside(
          'longestBlockMs',
          'ms',
          { upflow: 1_500 },
          { lowerIsBetter, against: 'longestTurnMs: upflow' },
        ),
        ...beside(
          'longestTurnOfLockedRunMs',
          'ms',
          { upflow: 20_000 },
          { lowerIsBetter, against: 'longestTurnMs: upflow' },
        ),
        list('the newest of a million', {}),
        list('by label', { labels: { organization: 'org3' } }, 'list the newest of a million'),
        list('by a rare label', { labels: { organization: 'rare' } }, 'list the newest of a million'),
        list('by status', { status: ['failed'] }, 'list the newest of a million'),
        list(
          'by labels, status and job',
          { labels: { organization: 'org1', by: 'clock' }, status: ['failed'], job: 'backfill' },
          'list the newest of a million',
        ),
      ],
      { runs: Number(values.runs) },
    )
  })
} finally {
  if ('url' in postgres) await postgres.stop()
  await ended?.close()
}
