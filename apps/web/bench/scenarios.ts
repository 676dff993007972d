/** One scenario: a server with work, a control that has none, and a prober that asks both in the same seconds. */
import { cp, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench, BenchProcess } from '@upflow/tooling/bench-process'
import { startJobs, type Work, type WorkDone } from './jobs.ts'
import { type LockFigures, watchLock } from './lock-watch.ts'
import type { HealthFigures } from './processes/prober.ts'
import type { ServerFigures } from './processes/server.ts'

export interface Size {
  readonly repositories: number
  /** In each. */
  readonly pullRequests: number
}

export interface Scenario extends Work {
  readonly name: string
  readonly threads: number
}

export const scenarios: readonly Scenario[] = [
  { name: 'idle', recalculates: false, backfills: false, threads: 1 },
  { name: 'recalculate', recalculates: true, backfills: false, threads: 1 },
  { name: 'backfill', recalculates: false, backfills: true, threads: 1 },
  { name: 'both', recalculates: true, backfills: true, threads: 1 },
  { name: 'both-2-threads', recalculates: true, backfills: true, threads: 2 },
]

export interface Served extends ServerFigures {
  readonly health: HealthFigures
}
export interface Measured {
  readonly busy: Served
  readonly control: Served
  readonly lock: LockFigures
  readonly done: WorkDone
}

export interface Organization {
  readonly dataDir: string
  readonly organizationId: string
  readonly unread: ReadonlySet<string>
}

const token = 'bench'
export const perSecond = 100
export const own = (name: string) => new URL(`./processes/${name}.ts`, import.meta.url)
/** What the benchmarks of the pipeline have, as processes. */
const pipelines = (name: string) =>
  new URL(`../../../packages/pipeline/bench/processes/${name}.ts`, import.meta.url)

/** All of it has been read, and as many repositories again are served by an emulator and have not. */
export async function createOrganization(processes: Bench, size: Size): Promise<Organization> {
  const [organization] = await createOrganizations(processes, size, ['generated'])
  return organization!
}

/** Each as the others, in one data folder, and read from one emulator. */
export async function createOrganizations(
  { folder, start }: Bench,
  size: Size,
  ids: readonly string[],
): Promise<Organization[]> {
  const { repositories, pullRequests } = size
  const emulator = await start(pipelines('emulator'), { repositories: 2 * repositories, pullRequests, token })
  const { url: apiUrl } = await emulator.next<{ url: string }>()
  const dataDir = join(folder, `${ids.length}x${repositories}x${pullRequests}`)
  const organizations: Organization[] = []
  for (const id of ids) {
    const input = { dataDir, id, ...size, unread: repositories, apiUrl, token }
    const loader = await start(pipelines('load'), input)
    const { organizationId, unread } = await loader.next<{ organizationId: string; unread: string[] }>()
    organizations.push({ dataDir, organizationId, unread: new Set(unread) })
  }
  return organizations
}

export async function measure(
  processes: Bench,
  { dataDir: loaded, ...organization }: Organization,
  scenario: Scenario,
  seconds: number,
): Promise<Measured> {
  const [dataDir, controlDir] = [join(processes.folder, 'busy'), join(processes.folder, 'control')]
  await copyOnDisk(loaded, dataDir, [organization.organizationId])
  const busy = await serve(processes, dataDir, scenario)
  const control = await serve(processes, controlDir, scenario)
  const prober = await processes.start(own('prober'), { urls: [busy.url, control.url], perSecond })
  await prober.next()
  // Connections, compiled code: what only the first requests pay is paid before.
  prober.send({ seconds: 1 })
  await prober.next()

  const jobs = await startJobs(dataDir, { ...organization, work: scenario })
  const lock = await watchLock(dataDir, organization.organizationId)
  for (const each of [busy.process, control.process, prober]) each.send({ seconds })
  const served = await Promise.all([
    busy.process.next<ServerFigures>(),
    control.process.next<ServerFigures>(),
  ])
  const lockFigures = await lock.stop()
  const done = await jobs.stop()
  const health = await prober.next<HealthFigures[]>()
  await Promise.all([busy.process.kill(), control.process.kill(), prober.kill()])
  for (const each of [dataDir, controlDir]) await rm(each, { recursive: true, force: true })
  return {
    busy: { ...served[0], health: health[0]! },
    control: { ...served[1], health: health[1]! },
    lock: lockFigures,
    done,
  }
}

export interface Serving {
  readonly threads: number
  /** How many runs at once. */
  readonly concurrency?: number
  /** Nobody signs in. */
  readonly isOpen?: boolean
}

export async function serve(
  { folder, start }: Bench,
  dataDir: string,
  { threads, concurrency = 2, isOpen = true }: Serving,
): Promise<{ readonly process: BenchProcess; readonly url: string }> {
  const server = await start(
    own('server'),
    { scratchDir: join(folder, 'scratch') },
    {
      nodeArgs: await startArgs(),
      env: {
        UPFLOW_DATA_DIR: dataDir,
        UPFLOW_WEB_OPEN: isOpen ? '1' : '0',
        UPFLOW_THREADS: String(threads),
        UPFLOW_WEB_CONCURRENCY: String(concurrency),
        UPFLOW_WEB_PORT: '0',
      },
    },
  )
  const { url } = await server.next<{ url: string }>()
  return { process: server, url }
}

/** What Node is told by the package's own `start`. */
async function startArgs(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  const [, args] = /\bnode (.*)dist\/main\.js$/.exec(scripts.start) ?? []
  if (args === undefined) throw new Error('the start script of apps/web does not end in its built module')
  return args.split(' ').filter(Boolean)
}

/** What a copy leaves to be written to the disk would be written while something is measured. */
export async function copyOnDisk(from: string, to: string, organizations: readonly string[]): Promise<void> {
  await cp(from, to, { recursive: true })
  for (const id of organizations) {
    const file = await open(join(to, 'tenants', `${id}.db`), 'r+')
    await file.sync()
    await file.close()
  }
}
