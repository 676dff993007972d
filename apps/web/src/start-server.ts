/** Opens the pipeline and what is read by, listens, and closes all of it in the order in which it is used. */
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { apiTokenPattern, linkAddress, serverNames } from '@upflow/accounts'
import type { SignInOptions } from '@upflow/accounts/sign-in'
import { openInsights } from '@upflow/insights'
import {
  type Config,
  type Demo,
  keepSchedules,
  openPipeline,
  type Pipeline,
  type PipelineOptions,
} from '@upflow/pipeline'
import { hearEnds } from './api/hear-ends.ts'
import { createApp } from './app.ts'
import { openAccounts } from './auth/open-accounts.ts'
import { openBackups } from './backups/open-backups.ts'
import { type ListenOptions, listen } from './listen.ts'
import { createLog, type LogOptions } from './log.ts'
import { readPages } from './pages/pages.ts'
import { createStreams } from './streams.ts'

export interface WebServer {
  readonly url: string
  /** Takes no more requests, ends streams, gives runs back, closes every file. Idempotent. */
  close(): Promise<void>
}

export interface ServerOptions
  extends Partial<Pick<LogOptions, 'to'>>,
    Pick<PipelineOptions, 'delivering' | 'githubTiming'>,
    Pick<SignInOptions, 'hashing'> {
  /** Of the built pages. */
  readonly pagesFolder?: string
  readonly demo?: Demo
  /** Done once all is open, before anybody is served. */
  readonly begin?: (pipeline: Pipeline) => Promise<void>
  /** How many streams there may be at once: runs that are followed, tables that are read. */
  readonly mostStreams?: number
  readonly heartbeatMs?: number
  /** How patient it is with connections. */
  readonly timing?: ListenOptions['timing']
}

/** Beside what is started, `dist/main.js`. */
const builtPages = fileURLToPath(new URL('./ui', import.meta.url))

/** While runs write much, pages show what was there so long ago at the most, unless they know of something later. */
const mostHeldMs = 10_000

/** @throws DbError, JobsError when a file cannot be used; a Node error when the port is taken */
export async function startServer(config: Config, options: ServerOptions = {}): Promise<WebServer> {
  const {
    pagesFolder = builtPages,
    mostStreams = 500,
    demo,
    delivering,
    githubTiming,
    begin,
    to,
    timing,
    ...rest
  } = options
  const { host, port, concurrency, hosts, signIn } = config.web
  const pages = await readPages(pagesFolder)
  const pipeline = await openPipeline({
    config,
    concurrency,
    autoStart: false,
    firesSchedules: true,
    ...(demo ? { demo } : {}),
    ...(delivering ? { delivering } : {}),
    ...(githubTiming ? { githubTiming } : {}),
    onTrouble: ({ error, runId }) => log.error({ err: error, runId }, 'trouble'),
    onLongWait: ({ what, waitedMs }) => log.warn({ what, waitedMs }, 'waits for a lock'),
    onAccountsTaken: (taken) =>
      log.info({ ...taken }, 'accounts of this machine are in the database now, for all machines'),
  })
  const redact = (text: string) => pipeline.redact(text).replace(apiTokenPattern, '[redacted]')
  const log = createLog({ redact, ...(to ? { to } : {}) })
  const insights = openInsights({ tenants: pipeline.tenants, hold: { mostMs: mostHeldMs } })
  const streams = createStreams(mostStreams)
  const schedules =
    concurrency === 0
      ? null
      : keepSchedules(pipeline, { onTrouble: (error) => log.error({ err: error }, 'schedules') })
  let closeAccounts: (() => Promise<void>) | null = null
  const closeFiles = async () => {
    const stopped = schedules?.stop()
    await insights.close()
    await closeAccounts?.()
    await pipeline.close()
    await stopped
    await log.close()
  }
  try {
    await begin?.(pipeline)
    const { announce, close, ...accounts } = await openAccounts(config, pipeline, log, options)
    closeAccounts = close
    let url = ''
    const app = createApp({
      context: {
        organizations: pipeline.organizations,
        insights,
        runs: hearEnds(pipeline.engine.runs, insights),
        streams,
        dataDir: config.dataDir,
        backups: openBackups({
          dataDir: config.dataDir,
          folder: config.backupDir,
          organizationsIn: config.organizationsIn,
          accounts: accounts.accounts,
        }),
        now: () => Math.floor(Date.now() / 1_000),
        ...accounts,
        url: () => url,
        // What is answered is told as what is logged is.
        pipeline: { ...pipeline, redact },
      },
      log,
      pages,
      hosts: serverNames({ host, hosts, url: signIn.url }),
      ...rest,
    })
    const server = await listen(app, { host, port, timing })
    const address = server.address() as AddressInfo
    const own = `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
    url = linkAddress({ host, hosts, port: address.port, url: signIn.url })
    await announce(url)
    let closed: Promise<void> | null = null
    return {
      url: own,
      close() {
        closed ??= (async () => {
          const ended = server.stop()
          streams.endAll()
          await ended
          await closeFiles()
        })()
        return closed
      },
    }
  } catch (error) {
    await closeFiles()
    throw error
  }
}
