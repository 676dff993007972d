/**
 * Answers questions about organizations without blocking who asks: read in threads, kept while they hold, and equal
 * questions are answered once: those that are asked of one version of the data, and those that wait for a thread,
 * whatever is written meanwhile.
 */
import { availableParallelism } from 'node:os'
import type { OrganizationId } from '@upflow/model'
import { createAnswerCache } from './answer-cache.ts'
import { createDataVersions, type DataVersion, type TenantFiles } from './data-versions.ts'
import { createHeldVersions, type HoldOptions } from './held-versions.ts'
import { InsightsError } from './insights-error.ts'
import type { Queries, QueryName } from './queries.ts'
import { type Asked, createQuestionThreads } from './threads/question-threads.ts'
import type { Question } from './threads/serve-questions.ts'

export interface AskOptions {
  /** Aborted, the caller is free at once: what is queued for nobody else is dropped, what runs goes on without it. */
  readonly signal?: AbortSignal
}

export interface Insights {
  /**
   * @throws InsightsError; QuestionFailed with the code of another package; DbError about the file; the signal's reason
   */
  ask<Name extends QueryName>(
    organizationId: OrganizationId,
    name: Name,
    request: Queries[Name]['request'],
    options?: AskOptions,
  ): Promise<Queries[Name]['answer']>
  /** The same answer as JSON in UTF-8, for who only hands it on: large ones take long to parse. Not to be changed. */
  askForJson<Name extends QueryName>(
    organizationId: OrganizationId,
    name: Name,
    request: Queries[Name]['request'],
    options?: AskOptions,
  ): Promise<Uint8Array>
  /**
   * A text that is another whenever a committed write, of any process, may have changed an answer, or some seconds after
   * it (`hold`): an ETag. Asked before a question, the answer is of this version or a later one. It is never the same
   * after a restart.
   */
  dataVersion(organizationId: OrganizationId): Promise<string>
  /**
   * What is asked from now on has what was written until this instant, however long versions are held: for whoever knows
   * of it. Later than now is now. @param ms since 1970
   */
  noneUntil(organizationId: OrganizationId, ms: number): void
  /** Rejects what is not answered and ends the threads. Idempotent. */
  close(): Promise<void>
}

export interface InsightsOptions {
  /** Where the files are; opening one brings its format up to date. They stay the caller's. */
  readonly tenants: TenantFiles
  /** Default: one fewer than the cores, from 1 to 4. */
  readonly threads?: number
  /** Answers may be of a version before while many commits come and answering takes long. Default: they never are. */
  readonly hold?: HoldOptions
  /** Of the answers that are kept. Default: 64 MiB. */
  readonly cacheBytes?: number
  /**
   * Of what all threads together keep of files to answer from: a pull request takes some 320 bytes by each clock, and 50
   * and its history for boards and flow. Default: 256 MiB.
   */
  readonly keptBytes?: number
  /** How many files each thread keeps open. */
  readonly filesPerThread?: number
  /** After how long without a question a thread leaves. */
  readonly idleMs?: number
  /** The built worker module. Default: the one beside this one. */
  readonly worker?: URL
}

interface InFlight {
  readonly asked: Asked
  readonly path: string
  /** The latest at which somebody asked: the answer is of it or of a later one. */
  dataVersion: string
  callers: number
}

export function openInsights({
  tenants,
  threads = Math.min(4, Math.max(1, availableParallelism() - 1)),
  hold = { mostMs: 0 },
  cacheBytes = 64 * 2 ** 20,
  keptBytes = 256 * 2 ** 20,
  filesPerThread = 8,
  idleMs = 300_000,
  worker = new URL('./worker.js', import.meta.url),
}: InsightsOptions): Insights {
  const pool = createQuestionThreads({
    worker,
    threads,
    mostFiles: filesPerThread,
    mostKeptBytes: Math.floor(keptBytes / threads),
    idleMs,
  })
  const versions = createHeldVersions(createDataVersions(tenants), hold)
  const cache = createAnswerCache({ mostBytes: cacheBytes })
  const inFlight = new Map<string, InFlight>()
  let closed = false

  const throwIfClosed = () => {
    if (closed) throw new InsightsError('insights/closed', 'A question was asked after the close.')
  }
  const versionOf = async (organizationId: OrganizationId): Promise<DataVersion> => {
    throwIfClosed()
    return versions.of(organizationId)
  }
  const begin = (text: string, dataVersion: string, question: Question): InFlight => {
    const asked = pool.ask(question)
    const one: InFlight = { asked, path: question.path, dataVersion, callers: 0 }
    inFlight.set(text, one)
    const { organizationId } = question
    asked.answer.then(
      (answer) => {
        versions.note(organizationId, asked.tookMs())
        cache.put({ organizationId, dataVersion: one.dataVersion, question: text }, answer)
        forget(text, one)
      },
      () => forget(text, one),
    )
    return one
  }
  const forget = (text: string, one: InFlight) => {
    if (inFlight.get(text) === one) inFlight.delete(text)
  }
  /** What nobody reads yet will see all that is written by now. */
  const joined = (text: string, { path, version, order }: DataVersion): InFlight | null => {
    const one = inFlight.get(text)
    if (one?.dataVersion === version) return one
    if (!one || one.path !== path || !one.asked.renew(order)) return null
    one.dataVersion = version
    return one
  }
  const askForJson: Insights['askForJson'] = async (organizationId, name, request, { signal } = {}) => {
    signal?.throwIfAborted()
    const data = await versionOf(organizationId)
    signal?.throwIfAborted()
    throwIfClosed()
    const text = `${organizationId} ${name} ${canonical(request)}`
    const kept = cache.get({ organizationId, dataVersion: data.version, question: text })
    if (kept) return kept
    const question = { path: data.path, order: data.order, organizationId, name, request }
    const one = joined(text, data) ?? begin(text, data.version, question)
    one.callers++
    try {
      return await orAborted(one.asked.answer, signal)
    } finally {
      if (--one.callers === 0 && one.asked.drop()) forget(text, one)
    }
  }
  return {
    askForJson,
    async ask(organizationId, name, request, options) {
      const json = await askForJson(organizationId, name, request, options)
      return JSON.parse(new TextDecoder().decode(json)) as Queries[typeof name]['answer']
    },
    dataVersion: async (organizationId) => (await versionOf(organizationId)).version,
    noneUntil: versions.noneUntil,
    async close() {
      closed = true
      await pool.close()
      versions.close()
    },
  }
}

/** JSON that does not depend on the order in which an object's members were set. */
const canonical = (request: unknown): string =>
  JSON.stringify(request, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  let abort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
