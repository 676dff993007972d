/**
 * Recalculating at size, each time in a process of its own: time a pull request against the least that the schema
 * allows, the most memory, and what it takes when nothing or one pull request has changed; or against another checkout.
 */
import { join } from 'node:path'
import { bench, type Case, together } from '@upflow/tooling/bench'
import { type Bench, withProcesses } from '@upflow/tooling/bench-process'
import type { Cost } from './processes/meter.ts'
import type { Recalculation } from './processes/recalculate.ts'
import { createDataFolders, type DataFolders, nameOf, processModule, type Size } from './sizes.ts'

interface Measured extends Cost {
  readonly pullRequests: number
}

export interface RecalculationOptions {
  readonly runs: number
  /** Of the usual sizes, for a quick look. */
  readonly share: number
  /** Adds half a million in one repository. */
  readonly large: boolean
  /** Another checkout, built: it recalculates the same in turn with this one, and nothing else is measured. */
  readonly before: string | null
}

export const benchRecalculation = (options: RecalculationOptions): Promise<void> =>
  withProcesses(async (processes) => {
    await bench(
      '@upflow/pipeline: recalculating generated pull requests',
      options.before === null
        ? casesOf(processes, options)
        : casesBeside(processes, { ...options, before: options.before }),
      options,
    )
  })

const floor = 'the floor: scan, JSON.parse, plain INSERTs'
const perPullRequest = ({ ms, pullRequests }: Measured) => (ms * 1_000) / pullRequests
const time = { unit: 'µs a pull request', lowerIsBetter: true, against: floor } as const
const memory = { unit: 'MB at the most', lowerIsBetter: true } as const
const wait = { unit: 'ms', lowerIsBetter: true } as const

function casesOf(processes: Bench, { share, large }: RecalculationOptions): Case[] {
  const folders = createDataFolders(processes)
  const many = { repositories: 20, pullRequests: 5_000 * share }
  const few = { repositories: 1, pullRequests: 5_000 * share }
  const one = { repositories: 1, pullRequests: 50_000 * share }
  const largest = { repositories: 1, pullRequests: 500_000 * share }
  const alone = (size: Size, threads: number, against: string = floor): Case[] => {
    const name = `${nameOf(size)}, ${threads === 1 ? '1 thread' : `${threads} threads`}`
    return together(
      () =>
        folders.withFresh(size, async (dataDir) => {
          const [fresh] = await recalculate(processes, dataDir, { threads, passes: [{ everything: true }] })
          return fresh!
        }),
      [
        { name, ...time, against, of: perPullRequest },
        { name: `${name}: memory`, ...memory, of: ({ peakMb }) => peakMb },
      ],
    )
  }
  return [
    ...together(
      () => measureMany(processes, folders, many),
      [
        { name: floor, unit: time.unit, lowerIsBetter: true, of: ({ least }) => perPullRequest(least) },
        { name: nameOf(many), ...time, of: ({ fresh }) => perPullRequest(fresh) },
        { name: `${nameOf(many)}: memory`, ...memory, of: ({ fresh }) => fresh.peakMb },
        { name: `${nameOf(many)}, everything again`, ...time, of: ({ again }) => perPullRequest(again) },
        { name: `${nameOf(many)}, nothing changed`, ...wait, of: ({ nothing }) => nothing.ms },
        { name: `${nameOf(many)}, one changed`, ...wait, of: ({ changed }) => changed.ms },
      ],
    ),
    ...alone(few, 1),
    ...alone(one, 1),
    ...alone(one, 2, `${nameOf(one)}, 1 thread`),
    ...(large ? alone(largest, 1) : []),
  ]
}

function casesBeside(
  processes: Bench,
  { share, before }: RecalculationOptions & { readonly before: string },
): Case[] {
  const many = { repositories: 20, pullRequests: 5_000 * share }
  const one = { repositories: 1, pullRequests: 50_000 * share }
  const sides = [
    ['before', before, createDataFolders(processes, before)],
    ['now', null, createDataFolders(processes)],
  ] as const
  const measured: readonly (readonly [Size, number])[] = [
    [many, 1],
    [one, 1],
    [one, 2],
  ]
  return measured.flatMap(([size, threads]) =>
    sides.flatMap(([side, checkout, folders]) => {
      const name = `${nameOf(size)}, ${threads === 1 ? '1 thread' : `${threads} threads`}`
      const against = side === 'now' ? { against: `${name}, before` } : {}
      return together(
        () =>
          folders.withFresh(size, async (dataDir) => {
            const passes = [{ everything: true }]
            const [fresh] = await recalculate(processes, dataDir, { threads, passes, checkout })
            return fresh!
          }),
        [
          { name: `${name}, ${side}`, unit: time.unit, lowerIsBetter: true, ...against, of: perPullRequest },
          { name: `${name}, ${side}: memory`, ...memory, of: ({ peakMb }) => peakMb },
        ],
      )
    }),
  )
}

const measureMany = (processes: Bench, folders: DataFolders, size: Size) =>
  folders.withFresh(size, async (dataDir) => {
    const [fresh, again, , nothing, changed] = await recalculate(processes, dataDir, {
      threads: 1,
      passes: [
        { everything: true },
        { everything: true },
        // Settles what that left: the next has nothing to do.
        { everything: false },
        { everything: false },
        { everything: false, changesOne: true },
      ],
    })
    const path = join(dataDir, 'floor.db')
    const floorProcess = await processes.start(processModule('floor'), { dataDir, path, most: 10_000 })
    const least = await floorProcess.next<Measured>()
    return { least, fresh: fresh!, again: again!, nothing: nothing!, changed: changed! }
  })

/** One process recalculates several times. */
async function recalculate(
  { start }: Bench,
  dataDir: string,
  {
    threads,
    passes,
    checkout = null,
  }: {
    readonly threads: number
    readonly passes: readonly Recalculation[]
    readonly checkout?: string | null
  },
): Promise<Measured[]> {
  const child = await start(
    processModule('recalculate', checkout),
    { dataDir },
    { env: { UPFLOW_THREADS: String(threads) } },
  )
  await child.next()
  const measured: Measured[] = []
  for (const pass of passes) {
    child.send(pass)
    measured.push(await child.next())
  }
  await child.kill()
  return measured
}
