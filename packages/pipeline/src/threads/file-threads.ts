/** The main thread's side of the data files' threads: one for each file in use, started by need and ended when idle. */
import { MessageChannel } from 'node:worker_threads'
import { createWorkerPool } from '@upflow/analyzer/pool'
import { identityOf, isReplaced, type TenantLocation, type TenantStore } from '@upflow/db'
import { type Caller, type CallOptions, createCaller } from './calls.ts'
import type { FileMethods, ServeFileTask, WaitNote } from './file-methods.ts'

export interface FileThreads {
  /** Loads what the first call would have to. */
  ready(): Promise<void>
  /** Calls the thread of a file. @throws WorkerFailed; the signal's reason when aborted */
  call<Name extends keyof FileMethods>(
    file: DataFile,
    method: Name,
    input: FileMethods[Name]['input'],
    options?: CallOptions<FileMethods[Name]['note']>,
  ): Promise<FileMethods[Name]['result']>
  /** Ends the thread of a file that is about to be another one, or none. */
  release(file: DataFile): Promise<void>
  /** Aborts what is under way, closes every file and ends every thread. Idempotent. */
  close(): Promise<void>
}

/** Where an organization's data lies. */
export type DataFile = Pick<TenantStore, 'location' | 'organizationId'>

interface Session {
  readonly caller: Caller<FileMethods>
  readonly ended: Promise<void>
  /** Which file it is; null of what is no file of this machine. */
  readonly identity: string | null
  calls: number
  idle: NodeJS.Timeout | null
}

/** As many as there may be files in use at once; a file that waited for a thread would wait for another's end. */
const mostFiles = 1_000
const idleMs = 2_000

export interface FileThreadsOptions extends Pick<ServeFileTask, 'busyTimeoutMs'> {
  /** The built worker module, `worker.js` beside the package's index. */
  readonly worker: URL
  /** What GitHub says may repeat what it was asked with: taken out before anybody hears of it. */
  readonly redact: (text: string) => string
}

export function createFileThreads({ worker, redact, ...options }: FileThreadsOptions): FileThreads {
  const pool = createWorkerPool<ServeFileTask, void>({ worker, threads: mostFiles, youngGenerationMiB: 16 })
  const sessions = new Map<string, Session>()

  const start = ({ location, organizationId }: DataFile): Session => {
    const name = nameOf({ location })
    const { port1, port2 } = new MessageChannel()
    const caller = createCaller<FileMethods>(port1, redact)
    const running = pool.run({ ...options, kind: 'serve-file', location, organizationId, port: port2 }, [
      port2,
    ])
    const session: Session = {
      caller,
      identity: location.kind === 'file' ? identityOf(location.path) : null,
      calls: 0,
      idle: null,
      ended: running.then(
        () => end(name, session, new Error(`The thread of ${name} has ended.`)),
        (error: Error) => end(name, session, error),
      ),
    }
    sessions.set(name, session)
    return session
  }
  /** None of a file in whose place another process has put another, or none: nobody would find what is written to it. */
  const present = ({ location }: DataFile): Session | null => {
    const name = nameOf({ location })
    const session = sessions.get(name)
    if (session === undefined || !isOfAnother(location, session)) return session ?? null
    end(name, session, new Error(`The file ${name} was taken away.`))
    return null
  }
  const end = (name: string, session: Session, why: Error) => {
    if (session.idle) clearTimeout(session.idle)
    if (sessions.get(name) === session) sessions.delete(name)
    session.caller.close(why)
  }

  /** Of what is told meanwhile, waits are shown as they are: all else goes through the journal of a run. */
  const withoutSecrets = <Note>(options: CallOptions<Note> = {}): CallOptions<Note> => {
    const { onNote } = options
    return onNote === undefined
      ? options
      : { ...options, onNote: (note) => onNote(isWait(note) ? redactedWait(note, redact) : note) }
  }

  return {
    ready: pool.ready,
    async call(file, method, input, options) {
      const name = nameOf(file)
      const session = present(file) ?? start(file)
      if (session.idle) clearTimeout(session.idle)
      session.calls++
      try {
        return await session.caller.call(method, input, withoutSecrets(options))
      } finally {
        if (--session.calls === 0) {
          const leave = () => end(name, session, new Error(`The thread of ${name} was idle.`))
          session.idle = setTimeout(leave, idleMs).unref()
        }
      }
    },
    async release(file) {
      const name = nameOf(file)
      const session = sessions.get(name)
      if (!session) return
      end(name, session, new Error(`The file ${name} is taken away.`))
      await session.ended
    },
    async close() {
      const closing = [...sessions]
      for (const [name, session] of closing) end(name, session, new Error('The files were closed.'))
      await Promise.all(closing.map(([, { ended }]) => ended))
      await pool.close()
    },
  }
}

const isWait = <Note>(note: Note): note is Note & WaitNote =>
  (note as { readonly kind?: unknown }).kind === 'wait'

const redactedWait = <Note extends WaitNote>(note: Note, redact: (text: string) => string): Note => ({
  ...note,
  wait: { ...note.wait, message: redact(note.wait.message) },
})

const isOfAnother = (location: TenantLocation, { identity }: Session): boolean =>
  location.kind === 'file' && isReplaced(location.path, identity)

/** Of organizations in one database, the schema tells them apart. */
const nameOf = ({ location }: Pick<DataFile, 'location'>): string =>
  location.kind === 'file' ? location.path : location.schema
