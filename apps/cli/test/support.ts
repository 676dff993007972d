/** The built CLI as a process of its own, over a data folder that the test removes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Dataset, type Emulator, type Fault, loadSample, startEmulator } from '@upflow/github-emulator'
import Database from 'better-sqlite3'
import { afterEach, expect } from 'vitest'

const main = join(import.meta.dirname, '../dist/main.js')
export const token = 'ghp_canary0123456789canary0123456789canary'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

export function newFolder(from?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-cli-'))
  closing.push(() => rmSync(folder, { recursive: true, force: true }))
  if (from) cpSync(from, folder, { recursive: true })
  return folder
}

export interface Result {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly process: ChildProcess
  readonly ended: Promise<Result>
  readonly stderr: () => string
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Null: what comes is written by the test. */
  readonly input?: string | null
  /** A file to write to. Default: a pipe that is read. */
  readonly stdout?: number
  /** As which user, when not as this one. */
  readonly uid?: number
  /** What comes before it: for another host than this one. */
  readonly enter?: readonly string[]
}

export function start(
  dataDir: string,
  args: readonly string[],
  { env = {}, input = '', stdout: output, uid, enter = [] }: StartOptions = {},
): Running {
  const [command, ...words] = [...enter, process.execPath, main, ...args]
  const child = spawn(command!, words, {
    env: { PATH: process.env.PATH, HOME: dataDir, UPFLOW_DATA_DIR: dataDir, ...env } as NodeJS.ProcessEnv,
    ...(uid === undefined ? {} : { uid }),
    stdio: ['pipe', output ?? 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin!.on('error', () => {})
  if (input !== null) child.stdin!.end(input)
  const ended = new Promise<Result>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  )
  closing.push(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { process: child, ended, stderr: () => stderr }
}

/** Its exit code, or that of a shell for the signal that ended it. */
export const asShellsSee = ({ code, signal }: Result): number =>
  code ?? 128 + constants.signals[signal as keyof typeof constants.signals]

export const upflow = (
  dataDir: string,
  args: readonly string[],
  options: StartOptions = {},
): Promise<Result> => start(dataDir, args, options).ended

export const small = (count = 75): Dataset => loadSample(['bitcoin-core'], count)

/** Without a rate limit: a hundred backfills in a row would come to wait for its reset. */
export async function newEmulator(data: Dataset = small()): Promise<Emulator> {
  const emulator = await startEmulator({ data, tokens: { [token]: { login: 'dev' } }, pointsPerHour: null })
  closing.push(() => emulator.close())
  return emulator
}

/** A data folder in which organization `acme` reads the emulator's repositories, all made by the CLI. */
export async function newAcme(
  emulator: Emulator,
  env: NonNullable<StartOptions['env']> = {},
): Promise<string> {
  const dataDir = newFolder()
  await ok(
    upflow(
      dataDir,
      [
        'org',
        'create',
        'acme',
        '--api-url',
        emulator.url,
        '--token-stdin',
        '--release-rule',
        'branch:master',
      ],
      { env, input: `${token}\n` },
    ),
  )
  await ok(
    upflow(
      dataDir,
      ['repo', 'add', 'acme', ...emulator.data.repositories.map(({ owner, name }) => `${owner}/${name}`)],
      { env },
    ),
  )
  emulator.journal.length = 0
  return dataDir
}

export async function ok(running: Promise<Result>): Promise<Result> {
  const result = await running
  if (result.code !== 0)
    throw new Error(`exit code ${result.code}, signal ${result.signal}: ${result.stderr}`)
  return result
}

const tables = [
  'repositories',
  'raw_pull_requests',
  'tags',
  'analyzed_pull_requests',
  'segments',
  'review_requests',
  'retry_queue',
]

/** Every row of what people see, in order. */
export function dump(dataDir: string, organization = 'acme'): Record<string, unknown[]> {
  const file = new Database(join(dataDir, 'tenants', `${organization}.db`), { readonly: true })
  try {
    return rowsOf(file)
  } finally {
    file.close()
  }
}

export const rowsOf = (file: Database.Database): Record<string, unknown[]> =>
  Object.fromEntries(
    tables.map((table) => [table, file.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all()]),
  )

/** The pages of whole pull requests that were asked for: repository and cursor. */
export const pagesOf = (emulator: Emulator): { repository: string; after: string | null }[] =>
  emulator.journal
    .filter(({ operation }) => operation === 'PullRequests')
    .map(({ variables }) => ({
      repository: String(variables.repository),
      after: variables.after as string | null,
    }))

/** Answers no page from the given one on until it is released: what runs is certainly in the middle of it. */
export function holdPages(emulator: Emulator, from: number): { release(): void } {
  let release: () => void = () => {}
  const until = new Promise<void>((resolve) => {
    release = resolve
  })
  const fault: Fault = {
    times: Number.POSITIVE_INFINITY,
    when: ({ operation }) => operation === 'PullRequests' && pagesOf(emulator).length >= from,
    respond: { kind: 'hold', until },
  }
  emulator.faults.push(fault)
  return {
    release() {
      emulator.faults.length = 0
      release()
    },
  }
}

/** How many pages of each repository are committed; none before the file is there. */
export function committedPages(dataDir: string): Map<string, number> {
  try {
    const file = new Database(join(dataDir, 'tenants', 'acme.db'), { readonly: true, fileMustExist: true })
    try {
      const rows = file
        .prepare<[], { repository_id: string; pages: number }>(
          `SELECT repository_id, pages FROM sync_state WHERE phase = 'backfill'`,
        )
        .all()
      return new Map(rows.map((row) => [row.repository_id, row.pages]))
    } finally {
      file.close()
    }
  } catch {
    return new Map()
  }
}

/** Whether any file of a folder's jobs holds the text, WAL included. */
export const fileHolds = (path: string, text: string): boolean => readFileSync(path).includes(text)

export async function until<T>(look: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const found = await look()
    if (found) return found as NonNullable<T>
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** What `--json` prints: one object on one line. */
export function jsonOf(text: string) {
  expect(text.trim().split('\n')).toHaveLength(1)
  return JSON.parse(text)
}
