/**
 * People who have signed in read, while two organizations are backfilled and recalculated in the process that serves
 * them; after a control, in which the same people read the same and nothing runs.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Case, together } from '@upflow/tooling/bench'
import type { Bench } from '@upflow/tooling/bench-process'
import { startJobs } from './jobs.ts'
import { planVisits } from './plan-visits.ts'
import type { PeopleFigures } from './processes/people.ts'
import type { HealthFigures } from './processes/prober.ts'
import type { ServerFigures } from './processes/server.ts'
import { analyzeAll } from './reads.ts'
import {
  copyOnDisk,
  createOrganizations,
  type Organization,
  own,
  perSecond,
  type Size,
  serve,
} from './scenarios.ts'
import { type SignedIn, signInPeople } from './sign-in-people.ts'

const organizations = ['first', 'second']
const work = { recalculates: true, backfills: true }
/** All four jobs run at once. */
const serving = { threads: 1, concurrency: 4, isOpen: false }
const warmUpSeconds = 5

/** A data folder with organizations that are read, and people who have signed in. */
export interface Inhabited {
  readonly dataDir: string
  readonly organizations: readonly Organization[]
  readonly people: readonly SignedIn[]
  readonly repository: string
}

interface Side {
  readonly read: PeopleFigures
  readonly health: HealthFigures
  /** Of the first and of the second half of the time. */
  readonly halves: readonly [ServerFigures, ServerFigures]
}

export interface PeopleMeasured {
  readonly busy: Side
  readonly control: Side
  readonly recalculated: number
  readonly fetched: number
}

export async function inhabit(processes: Bench, size: Size, count: number): Promise<Inhabited> {
  const all = await createOrganizations(processes, size, organizations)
  const { dataDir } = all[0]!
  const repositories: string[] = []
  for (const one of all) repositories.push(await analyzeAll(one))
  const server = await serve(processes, dataDir, serving)
  const people = await signInPeople({ url: server.url, dataDir, organizations, count })
  await server.process.kill()
  return { dataDir, organizations: all, people, repository: repositories[0]! }
}

/** One server, and the same people twice: while nothing runs, then while all of it does. */
export async function measurePeople(
  processes: Bench,
  { dataDir: loaded, organizations: all, people, repository }: Inhabited,
  seconds: number,
): Promise<PeopleMeasured> {
  const dataDir = join(processes.folder, 'inhabited')
  await copyOnDisk(
    loaded,
    dataDir,
    all.map(({ organizationId }) => organizationId),
  )
  const server = await serve(processes, dataDir, serving)
  const prober = await processes.start(own('prober'), { urls: [server.url], perSecond })
  const crowd = await processes.start(own('people'), {})
  await Promise.all([prober.next(), crowd.next()])
  const read = (forSeconds: number) => {
    const readers = people.map(({ organization, headers }, seed) => ({
      headers,
      ...planVisits({ organization, repository, seed, seconds: forSeconds }),
    }))
    crowd.send({ url: server.url, people: readers, seconds: forSeconds })
    return crowd.next<PeopleFigures>()
  }
  const half = () => {
    server.process.send({ seconds: seconds / 2 })
    return server.process.next<ServerFigures>()
  }
  const measureSide = async (): Promise<Side> => {
    const reading = read(seconds)
    prober.send({ seconds })
    const halves = [await half(), await half()] as const
    const [health] = await prober.next<HealthFigures[]>()
    return { halves, health: health!, read: await reading }
  }
  // Connections, threads, compiled code: what only the first requests pay is paid before.
  await read(warmUpSeconds)
  const control = await measureSide()
  const jobs = await Promise.all(
    all.map(({ organizationId, unread }) => startJobs(dataDir, { organizationId, unread, work })),
  )
  const busy = await measureSide()
  const done = await Promise.all(jobs.map((one) => one.stop()))
  await Promise.all([prober, crowd, server.process].map((one) => one.kill()))
  await rm(dataDir, { recursive: true, force: true })
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
  return {
    busy,
    control,
    recalculated: sum(done.map(({ recalculated }) => recalculated)),
    fetched: sum(done.map((one) => one.read)),
  }
}

/** The worse of both halves. */
const worst = (of: (figures: ServerFigures) => number) => (side: Side) => Math.max(...side.halves.map(of))

/** What is measured of both. */
const measures: readonly {
  readonly name: string
  readonly unit: string
  readonly of: (side: Side) => number
}[] = [
  { name: 'page p50', unit: 'ms', of: ({ read }) => read.p50 },
  { name: 'page p99', unit: 'ms', of: ({ read }) => read.p99 },
  { name: 'page max', unit: 'ms', of: ({ read }) => read.max },
  { name: 'health p50', unit: 'ms', of: ({ health }) => health.p50 },
  { name: 'health p99', unit: 'ms', of: ({ health }) => health.p99 },
  { name: 'event-loop delay p99.9', unit: 'ms', of: worst(({ loopDelayMs }) => loopDelayMs.p999) },
  { name: 'event-loop delay max', unit: 'ms', of: worst(({ loopDelayMs }) => loopDelayMs.max) },
  {
    name: 'longest call to SQLite on the main thread',
    unit: 'ms',
    of: worst(({ longestCallMs }) => longestCallMs),
  },
  { name: 'memory after half of the time', unit: 'MB', of: ({ halves }) => halves[0].memoryMb },
  { name: 'memory at the end', unit: 'MB', of: ({ halves }) => halves[1].memoryMb },
]

const failedOf = ({ read }: Side) => read.failures

/** @param measured once a run */
export function peopleCases(
  title: string,
  { measure, seconds }: { readonly measure: () => Promise<PeopleMeasured>; readonly seconds: number },
): Case[] {
  const lowerIsBetter = true
  return together<PeopleMeasured>(measure, [
    ...measures.flatMap(({ name, unit, of }) => {
      const against = `${title}: ${name}, control`
      return [
        { name: against, unit, lowerIsBetter, of: ({ control }: PeopleMeasured) => of(control) },
        {
          name: `${title}: ${name}`,
          unit,
          lowerIsBetter,
          against,
          of: ({ busy }: PeopleMeasured) => of(busy),
        },
      ]
    }),
    {
      name: `${title}: pages’ requests that failed`,
      unit: 'requests',
      lowerIsBetter,
      of: ({ busy }) => failedOf(busy),
    },
    {
      name: `${title}: pages’ requests that failed, control`,
      unit: 'requests',
      lowerIsBetter,
      of: ({ control }) => failedOf(control),
    },
    {
      name: `${title}: health unanswered`,
      unit: 'requests',
      lowerIsBetter,
      of: ({ busy }) => busy.health.failures,
    },
    { name: `${title}: pages`, unit: 'pages/s', of: ({ busy }) => busy.read.pages / seconds },
    {
      name: `${title}: recalculated`,
      unit: 'pull requests/s',
      of: ({ recalculated }) => recalculated / seconds,
    },
    { name: `${title}: read`, unit: 'pull requests/s', of: ({ fetched }) => fetched / seconds },
  ])
}
