/**
 * The thread of one data file: the only place where this process writes much to it. It reads GitHub, stores what
 * comes, and writes what the analyzing threads make of it, so that a lock, a parser or a large page holds up nobody.
 */
import { type LongWait, openStore, openToRead, type Tenant, type TenantStore } from '@upflow/db'
import type { Log } from '@upflow/jobs'
import { createBusyLog } from '../busy-log.ts'
import { makeApp, readApp } from '../github-app/ask-as-app.ts'
import { createSharedAnalyzers } from '../recalculate/port-analyzers.ts'
import { recalculateRepository } from '../recalculate/recalculate-repository.ts'
import { removeRepository } from '../repositories/remove-repository.ts'
import { recordBeginning } from '../runs/record-run.ts'
import { backfillRepository } from '../sync/backfill-repository.ts'
import { crawlRepository } from '../sync/crawl-repository.ts'
import { feelPulses } from '../sync/feel-pulses.ts'
import { keepingThreads, readThreads } from '../sync/learned-threads.ts'
import { reconcileRepository } from '../sync/reconcile-repository.ts'
import { refreshPullRequests } from '../sync/refresh-pull-requests.ts'
import { retryUnread } from '../sync/retry-unread.ts'
import type { SyncContext, SyncResult } from '../sync/sync-context.ts'
import type { SyncPass } from '../sync/sync-pass.ts'
import { answerCalls, type CallContext } from './calls.ts'
import type { FileMethods, ServeFileTask, SyncNote, SyncTask } from './file-methods.ts'
import { createThreadClient } from './thread-client.ts'
import { createTurns } from './turns.ts'

/** What this thread analyzes by itself before another has started. */
const little = 300

export async function serveFile({
  location,
  organizationId,
  port,
  ...options
}: ServeFileTask): Promise<void> {
  let opening: Promise<TenantStore> | null = null
  // Opened by the first call, so that what is wrong with the file is its answer; what failed is tried anew.
  const open = async (): Promise<TenantStore> => {
    opening ??= openStore(location, organizationId, { ...options, mustExist: true })
    try {
      return await opening
    } catch (error) {
      opening = null
      throw error
    }
  }
  const reading = async <T>(read: (tenant: Tenant) => Promise<T>): Promise<T> => {
    const tenant = await openToRead(await open())
    try {
      return await read(tenant)
    } finally {
      tenant.close()
    }
  }
  const client = createThreadClient(async () => readThreads(await open()))
  const syncing = async <T>(
    { repository, access, token }: Omit<SyncTask, 'pass'>,
    { signal, note, progress }: CallContext<SyncNote>,
    work: (context: SyncContext) => Promise<T>,
  ): Promise<T> => {
    const tenant = await open()
    const log = toLog(note)
    const busy = createBusyLog('sync', organizationId, {
      ...tenant.retry,
      signal,
      onLongWait: ({ message }) => log.warn(message),
    })
    try {
      return await client.use(access, note, (github) => {
        const context: SyncContext = {
          tenant,
          github,
          repository,
          busy,
          signal,
          token,
          progress,
          log,
          now,
        }
        return keepingThreads(context, work)
      })
    } finally {
      busy.end(log)
    }
  }
  const turns = createTurns()
  const analyzers = createSharedAnalyzers()
  try {
    await answerCalls<FileMethods>(port, {
      async open() {
        await open()
        return null
      },

      refresh: async () => (await open()).pathToRead(),

      viewer: (access, { signal, note }) => client.use(access, note, (github) => github.viewer(signal)),

      check: ({ access, repositories, teams }, { signal, note }) =>
        client.use(access, note, (github) => github.check({ repositories, teams, now: now(), signal })),

      app: (access, { signal }) => readApp(access, signal),

      convertManifest: (made, { signal }) => makeApp(made, signal),

      visible: ({ access, cursor }, { signal, note }) =>
        client.use(access, note, (github) => github.visible(cursor, signal)),

      owned: ({ access, owner, cursor }, { signal, note }) =>
        client.use(access, note, (github) => github.owned(owner, cursor, signal)),

      totals: ({ access, ids }, { signal, note }) =>
        client.use(access, note, (github) => github.totals(ids, signal)),

      repository: ({ access, owner, name }, { signal, note }) =>
        client.use(access, note, (github) => github.repository(owner, name, signal)),

      repositoryById: ({ access, id }, { signal, note }) =>
        client.use(access, note, (github) => github.repositoryById(id, signal)),

      probe: ({ access, repositoryId }, { signal, note }) =>
        client.use(access, note, async (github) => {
          await github.probe(repositoryId, signal)
          return null
        }),

      teamMembers: ({ access, team }, { signal, note }) =>
        client.use(access, note, (github) => github.teamMembers(team, signal)),
      feelPulses: async ({ access, ...asked }, { signal, note }) => {
        const tenant = await open()
        return client.use(access, note, (github) => feelPulses(tenant, github, { ...asked, now, signal }))
      },

      sync: ({ pass, ...task }, caller) => syncing(task, caller, (context) => readBy(pass, context)),

      refreshPullRequests: ({ wanted, ...task }, caller) =>
        syncing(task, caller, (context) => refreshPullRequests(context, wanted)),

      async removeRepository(removed, { signal }) {
        await removeRepository(await open(), removed, signal)
        return null
      },

      async recordBeginning(beginning, { signal, note }) {
        const tenant = await open()
        const onLongWait = (wait: LongWait) => note({ kind: 'locked', wait })
        await recordBeginning(tenant, beginning, { ...tenant.retry, signal, onLongWait })
        return null
      },

      retryUnread: ({ over, ...task }, caller) =>
        syncing(task, caller, (context) => retryUnread(context, over)),

      due: async (situation) => {
        const { findDue } = await import('@upflow/notifications')
        return reading((tenant) => findDue(tenant, situation))
      },

      async compose({ delivery, ...rest }) {
        const { composeDigest, composeWaits } = await import('@upflow/notifications')
        return reading((tenant) =>
          delivery.topic === 'digest'
            ? composeDigest(tenant, { ...delivery, ...rest })
            : composeWaits(tenant, { ...delivery, ...rest }),
        )
      },

      // Two runs may want the same repository: the second finds what the first has left.
      recalculate: ({ threads, ...task }, { signal, note, progress }) =>
        turns.take(task.repositoryId, async () =>
          recalculateRepository(await open(), {
            ...task,
            signal,
            onProgress: (current, total) => progress({ current, total }),
            onLongWait: (wait) => note({ kind: 'locked', wait }),
            openAnalyzers: (count) =>
              count > little
                ? analyzers.use(threads, (port) => note({ kind: 'analyzer', port }, [port]))
                : null,
          }),
        ),
    })
  } finally {
    await client.close()
    await (opening as Promise<TenantStore> | null)?.then(
      (tenant) => tenant.close(),
      () => {},
    )
  }
}

function readBy(pass: SyncPass, context: SyncContext): Promise<SyncResult> {
  if (pass.kind === 'crawl') return crawlRepository(context, pass.run)
  return pass.kind === 'reconcile' ? reconcileRepository(context) : backfillRepository(context, pass)
}

const now = () => Math.floor(Date.now() / 1_000)

function toLog(note: (note: SyncNote) => void): Log {
  const at = (level: keyof Log) => (message: string, data?: unknown) =>
    note({ kind: 'log', level, message, data })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
