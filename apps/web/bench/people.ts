/**
 * People who have signed in read, while two organizations are backfilled and recalculated in the process that serves
 * them; beside a control, a copy of it all with the same people, in which nothing runs.
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

export async function measurePeople(
  processes: Bench,
  { dataDir: loaded, organizations: all, people, repository }: Inhabited,
  seconds: number,
): Promise<PeopleMeasured> {
  const folders = ['busy', 'control'].map((name) => join(processes.folder, name))
  const ids = all.map(({ organizationId }) => organizationId)
  for (const folder of folders) await copyOnDisk(loaded, folder, ids)
  const servers = await Promise.all(folders.map((folder) => serve(processes, folder, serving)))
  const prober = await processes.start(own('prober'), { urls: servers.map(({ url }) => url), perSecond })
  const crowds = await Promise.all(servers.map(() => processes.start(own('people'), {})))
  await Promise.all([prober, ...crowds].map((one) => one.next()))
  const read = (forSeconds: number) => {
    // Of both sides the same people open the same pages.
    const readers = people.map(({ organization, headers }, seed) => ({
      headers,
      ...planVisits({ organization, repository, seed, seconds: forSeconds }),
    }))
    for (const [index, crowd] of crowds.entries())
      crowd.send({ url: servers[index]!.url, people: readers, seconds: forSeconds })
    return Promise.all(crowds.map((crowd) => crowd.next<PeopleFigures>()))
  }
  // Connections, threads, compiled code: what only the first requests pay is paid before.
  await read(warmUpSeconds)
  const jobs = await Promise.all(
    all.map(({ organizationId, unread }) => startJobs(folders[0]!, { organizationId, unread, work })),
  )
  const reading = read(seconds)
  prober.send({ seconds })
  const half = () => {
    for (const { process } of servers) process.send({ seconds: seconds / 2 })
    return Promise.all(servers.map(({ process }) => process.next<ServerFigures>()))
  }
  const [first, second] = [await half(), await half()]
  const done = await Promise.all(jobs.map((one) => one.stop()))
  const [figures, health] = [await reading, await prober.next<HealthFigures[]>()]
  await Promise.all([prober, ...crowds, ...servers.map(({ process }) => process)].map((one) => one.kill()))
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
  const sideOf = (index: number): Side => ({
    read: figures[index]!,
    health: health[index]!,
    halves: [first[index]!, second[index]!],
  })
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
  return {
    busy: sideOf(0),
    control: sideOf(1),
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

const errorsOf = ({ read, health }: Side) => read.failures + health.failures

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
    { name: `${title}: errors`, unit: 'requests', lowerIsBetter, of: ({ busy }) => errorsOf(busy) },
    {
      name: `${title}: errors, control`,
      unit: 'requests',
      lowerIsBetter,
      of: ({ control }) => errorsOf(control),
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
