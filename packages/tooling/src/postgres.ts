/**
 * A PostgreSQL for tests and benchmarks: a real server in a temporary folder, on 127.0.0.1 and a free port, as a user
 * without rights where this one has all, which it refuses to run as. It ends with the process that started it, however
 * that ends.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { findPrograms, toReachable, unprivileged } from './postgres-programs.ts'

export interface Postgres {
  /** Of the template: what is put into it is in each clone that is made afterwards. Close what is connected to it first. */
  readonly url: string
  /** A new database as the template is, and its URL. @param name default one that was not used yet */
  cloneDatabase(name?: string): Promise<string>
  /** The same database by the server's socket: there is no other way to it from outside of its namespace. */
  toSocketUrl(url: string): string
  /** `fast` ends its connections and what they do; `immediate` is a crash, which it recovers from as it starts. */
  restart(mode: 'fast' | 'immediate'): Promise<void>
  /** Ends it, connections or not, and removes its folder. */
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** Settings of the server beside its own: without `fsync` unless told otherwise, as nothing outlives a test. */
  readonly settings?: Readonly<Record<string, string>>
  /** Where it listens, and lets in whoever is in its network (default 127.0.0.1). */
  readonly host?: string
  /** What comes before its command as root, such as `ip netns exec name`. */
  readonly prefix?: readonly string[]
}

const startTries = 5
const startPatienceMs = 120_000

/**
 * @returns null where there is no PostgreSQL, which is said: what needs it is skipped
 * @throws Error when there is none in CI, or when it does not start
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres | null> {
  const found = findPrograms()
  if (!found) {
    const why = 'what needs PostgreSQL, since there is none (pnpm install, or Debian: apt install postgresql)'
    if (process.env.CI) throw new Error(`Not to be skipped in CI: ${why}`)
    console.warn(`Skipped: ${why}.`)
    return null
  }
  const user = unprivileged()
  const folder = mkdtempSync(join(tmpdir(), 'upflow-postgres-'))
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  try {
    if (user) chownSync(folder, user.uid, user.gid)
    const programs = user ? toReachable(found, folder, user) : found
    const data = join(folder, 'data')
    execFileSync(join(programs, 'initdb'), ['-D', data, ...initdbOptions], {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    if (options.host) appendFileSync(join(data, 'pg_hba.conf'), 'host all all samenet trust\n')
    const server = createServerProcess({ programs, folder, data, user, ...options })
    await server.start()
    return toPostgres(server, removeFolder)
  } catch (error) {
    removeFolder()
    throw error
  }
}

const initdbOptions = ['-U', 'upflow', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']

interface Place extends PostgresOptions {
  readonly programs: string
  readonly folder: string
  readonly data: string
  readonly user: { readonly uid: number; readonly gid: number } | undefined
}

interface ServerProcess {
  start(): Promise<void>
  end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>
  url(database: string): string
  toSocketUrl(url: string): string
  admin<T>(work: (client: pg.Client) => Promise<T>): Promise<T>
}

/** The server under a shell that ends it as soon as nobody holds the shell's input open any more. */
function createServerProcess({
  programs,
  folder,
  data,
  user,
  host = '127.0.0.1',
  settings = {},
  prefix = [],
}: Place): ServerProcess {
  const logFile = join(folder, 'log')
  let child: ChildProcess | undefined
  let port = 0
  const url = (database: string) => `postgresql://upflow@${host}:${port}/${database}`

  const launch = () => {
    const log = openSync(logFile, 'a')
    const given = Object.entries({ fsync: 'off', ...settings }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ])
    const command = [join(programs, 'postgres'), '-D', data, '-h', host, '-p', String(port), '-k', folder]
    const entered = [...prefix, 'setpriv', `--reuid=${user?.uid}`, `--regid=${user?.gid}`, '--clear-groups']
    child = spawn('sh', ['-c', guarded, 'sh', ...(prefix.length > 0 ? entered : []), ...command, ...given], {
      ...(prefix.length > 0 ? {} : user),
      cwd: folder,
      stdio: ['pipe', log, log],
    })
    closeSync(log)
  }
  /** Through its socket: there is no way to it by network where it is in a namespace. */
  const admin: ServerProcess['admin'] = (work) =>
    withClient({ host: folder, port, user: 'upflow', database: 'postgres' }, work)
  const isAnswering = async () => {
    try {
      await admin((client) => client.query('SELECT 1'))
      return true
    } catch {
      return false
    }
  }
  /** False when it ended instead, as it does when another took the port. */
  const answers = async () => {
    for (const since = Date.now(); Date.now() - since < startPatienceMs; await sleep(20)) {
      if (await isAnswering()) return true
      if (child?.exitCode !== null || child.signalCode !== null) return false
    }
    return false
  }

  return {
    url,
    toSocketUrl: (tcp) => `postgresql://upflow@localhost${new URL(tcp).pathname}?host=${folder}&port=${port}`,
    admin,
    async start() {
      // After a restart it is looked for where it was.
      for (let tries = 0; tries < startTries; tries++) {
        if (port === 0 || tries > 0) port = await freePort()
        launch()
        if (await answers()) return
      }
      throw new Error(`PostgreSQL did not start: ${readFileSync(logFile, 'utf8').slice(-2_000)}`)
    },
    async end(signal) {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      process.kill(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), signal)
      await gone
    },
  }
}

/** `$@` in the background; when nobody holds this shell's input open any more, it is ended and its folder removed. */
const guarded = `exec 3<&0
"$@" 3<&- & server=$!
(read -r _ <&3; : > orphaned; kill -QUIT $server) & guard=$!
wait $server; kill $guard 2>/dev/null; [ ! -e orphaned ] || rm -rf "$PWD"`

async function toPostgres(server: ServerProcess, removeFolder: () => void): Promise<Postgres> {
  let clones = 0
  await server.admin((client) => client.query('CREATE DATABASE template'))
  return {
    url: server.url('template'),
    async cloneDatabase(name = `clone_${++clones}`) {
      await server.admin((client) =>
        client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE template`),
      )
      return server.url(name)
    },
    toSocketUrl: server.toSocketUrl,
    async restart(mode) {
      await server.end(mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
      await server.start()
    },
    async stop() {
      await server.end('SIGQUIT')
      removeFolder()
    },
  }
}

async function withClient<T>(config: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 10_000 })
  // Told by what is asked of it.
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
