/**
 * What people wait for at a page: overview, list and one pull request, asked by 20 connections at once, from the cache
 * and past it, alone and while the same process recalculates and backfills. Meanwhile health is asked at a steady rate,
 * of this server and of a control that has nothing to do: who asks takes of the machine too.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openPipeline, parseConfig } from '@upflow/pipeline'
import { type Case, together } from '@upflow/tooling/bench'
import type { Bench } from '@upflow/tooling/bench-process'
import { startJobs } from './jobs.ts'
import type { HealthFigures } from './processes/prober.ts'
import type { ReadFigures } from './processes/reader.ts'
import type { ServerFigures } from './processes/server.ts'
import { copyOnDisk, type Organization, own, perSecond, serve } from './scenarios.ts'

const connections = 20
/** So many addresses that one is asked again after the others have pushed it out, or not at all. */
const variants = 400

export interface Question {
  readonly name: string
  /** The addresses that are asked in turn. */
  readonly paths: (organization: string, repository: string) => readonly string[]
}

const dayBefore = (days: number) =>
  new Date(Date.UTC(2025, 4, 31) - days * 86_400_000).toISOString().slice(0, 10)
const each = <T>(of: (index: number) => T): T[] => Array.from({ length: variants }, (_, index) => of(index))
const root = (organization: string) => `/api/v1/organizations/${organization}`

/** The generated data ends in May 2025. */
export const questions: readonly Question[] = [
  { name: 'healthz', paths: () => ['/healthz'] },
  {
    name: 'overview, again',
    paths: (id) => [`${root(id)}/figures?from=${dayBefore(89)}&to=${dayBefore(0)}`],
  },
  {
    name: 'overview, each another',
    paths: (id) =>
      each((index) => `${root(id)}/figures?from=${dayBefore(89 + index)}&to=${dayBefore(index)}`),
  },
  { name: 'list, again', paths: (id) => [`${root(id)}/pulls?limit=50`] },
  {
    name: 'list, each another',
    paths: (id) => each((index) => `${root(id)}/pulls?limit=50&openedTo=${dayBefore(index)}`),
  },
  { name: 'one pull request, again', paths: (id, repository) => [`${root(id)}/pulls/${repository}/7`] },
  {
    name: 'one pull request, each another',
    paths: (id, repository) => each((index) => `${root(id)}/pulls/${repository}/${index + 1}`),
  },
]

interface ReadMeasured {
  readonly read: ReadFigures
  readonly server: ServerFigures
  readonly health: HealthFigures
  /** Of a server beside it that has nothing to do. */
  readonly control: HealthFigures
}

export interface ReadsMeasured {
  /** By the name of the question. */
  readonly questions: ReadonlyMap<string, ReadMeasured>
  /** After all questions, and after all of them once more: what a server keeps does not grow with what it is asked. */
  readonly memoryMb: readonly [once: number, twice: number]
}

/** With every pull request analyzed, so that there is something to read. */
export async function analyzeAll({ dataDir, organizationId, unread }: Organization): Promise<string> {
  const pipeline = await openPipeline({ config: parseConfig({ UPFLOW_DATA_DIR: dataDir }), concurrency: 1 })
  try {
    const all = await pipeline.organizations.repositories(organizationId as never)
    const names = all.map(({ owner, name }) => `${owner}/${name}`).filter((name) => !unread.has(name))
    const { status } = await pipeline.engine.jobs.recalculate.triggerAndWait({
      organizationId,
      repositories: names,
    } as never)
    if (status !== 'succeeded') throw new Error(`the organization could not be analyzed: ${status}`)
    return names[0]!
  } finally {
    await pipeline.close()
  }
}

export interface ReadsOptions {
  readonly isBusy: boolean
  readonly seconds: number
  readonly repository: string
}

/** All questions of one server, one after the other. */
export async function measureReads(
  processes: Bench,
  { dataDir: loaded, ...organization }: Organization,
  { isBusy, seconds, repository }: ReadsOptions,
): Promise<ReadsMeasured> {
  const dataDir = join(processes.folder, 'read')
  await copyOnDisk(loaded, dataDir, [organization.organizationId])
  const controlDir = join(processes.folder, 'read-control')
  const server = await serve(processes, dataDir, { threads: 1 })
  const control = await serve(processes, controlDir, { threads: 1 })
  const prober = await processes.start(own('prober'), { urls: [server.url, control.url], perSecond })
  const reader = await processes.start(own('reader'), {})
  await Promise.all([prober.next(), reader.next()])
  const ask = (question: Question, forSeconds: number) =>
    reader.send({
      url: server.url,
      paths: question.paths(organization.organizationId, repository),
      connections,
      seconds: forSeconds,
    })
  // Connections, threads, compiled code: what only the first requests pay is paid before.
  for (const question of questions) {
    ask(question, 1)
    await reader.next()
  }
  const work = { recalculates: isBusy, backfills: isBusy }
  const jobs = await startJobs(dataDir, { ...organization, work })
  const askAll = async () => {
    const found = new Map<string, ReadMeasured>()
    for (const question of questions) {
      for (const one of [server.process, prober]) one.send({ seconds })
      ask(question, seconds)
      const [read, figures, [health, beside]] = await Promise.all([
        reader.next<ReadFigures>(),
        server.process.next<ServerFigures>(),
        prober.next<HealthFigures[]>(),
      ])
      found.set(question.name, { read, server: figures, health: health!, control: beside! })
    }
    return found
  }
  const [once, twice] = [await askAll(), await askAll()]
  await jobs.stop()
  await Promise.all([server.process, control.process, prober, reader].map((one) => one.kill()))
  for (const each of [dataDir, controlDir]) await rm(each, { recursive: true, force: true })
  const memoryOf = (all: typeof once) => [...all.values()].at(-1)!.server.memoryMb
  return { questions: once, memoryMb: [memoryOf(once), memoryOf(twice)] }
}

/** @param measure of all questions; told once a run */
export function readCases(title: string, measure: () => Promise<ReadsMeasured>): Case[] {
  const lowerIsBetter = true
  const once = `${title}: memory after all questions`
  return together<ReadsMeasured>(measure, [
    ...questions.flatMap(({ name }) => {
      const of = (figure: (measured: ReadMeasured) => number) => (all: ReadsMeasured) =>
        figure(all.questions.get(name)!)
      const ms = (what: string, figure: (measured: ReadMeasured) => number) => ({
        name: `${title}: ${name}: ${what}`,
        unit: 'ms',
        lowerIsBetter,
        of: of(figure),
      })
      return [
        { name: `${title}: ${name}`, unit: 'requests/s', of: of(({ read }) => read.perSecond) },
        ms('p50', ({ read }) => read.p50),
        ms('p99', ({ read }) => read.p99),
        ms('health p99 meanwhile, control', ({ control }) => control.p99),
        {
          ...ms('health p99 meanwhile', ({ health }) => health.p99),
          against: `${title}: ${name}: health p99 meanwhile, control`,
        },
        ms('event-loop delay p99.9 meanwhile', ({ server }) => server.loopDelayMs.p999),
        {
          name: `${title}: ${name}: failures`,
          unit: 'requests',
          lowerIsBetter,
          of: of(({ read }) => read.failures),
        },
        {
          name: `${title}: ${name}: memory`,
          unit: 'MB at the most',
          lowerIsBetter,
          of: of(({ server }) => server.peakMb),
        },
      ]
    }),
    { name: once, unit: 'MB', lowerIsBetter, of: ({ memoryMb }) => memoryMb[0] },
    {
      name: `${title}: memory after all of them once more`,
      unit: 'MB',
      lowerIsBetter,
      against: once,
      of: ({ memoryMb }) => memoryMb[1],
    },
  ])
}
