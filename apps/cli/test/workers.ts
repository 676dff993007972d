/** Workers over a database, each with a token of its own, and what they come to. */
import { openPostgres } from '@upflow/db'
import { type Emulator, startEmulator } from '@upflow/github-emulator'
import { parseOrganizationId } from '@upflow/model'
import { openData, parseConfig } from '@upflow/pipeline/data'
import { afterEach } from 'vitest'
import {
  holdPages,
  newAcme,
  newFolder,
  ok,
  pagesOf,
  type Running,
  rowsOf,
  type StartOptions,
  small,
  start,
  token,
  until,
  upflow,
} from './support.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
/** After the test. */
export const atEnd = (close: () => unknown): void => void closing.push(close)

/** UPFLOW_WORKER_ROUNDS of them (default 1; `test:workers` does 20): after how many pages each is met. */
export const rounds = Array.from({ length: Number(process.env.UPFLOW_WORKER_ROUNDS ?? 1) }, (_, index) => ({
  pages: 2 + ((3 + 5 * index) % 9),
}))

/** Each worker reads with a token of its own, so that GitHub knows which of them asks. */
export const workerTokens = ['one', 'two'].map((name) => `ghp_${name.padEnd(36, '0')}`)

export async function newGitHub(): Promise<Emulator> {
  const logins = Object.fromEntries(workerTokens.map((one, index) => [one, { login: `worker-${index}` }]))
  const tokens = { ...logins, [token]: { login: 'dev' } }
  const emulator = await startEmulator({ data: small(), tokens, pointsPerHour: null })
  atEnd(() => emulator.close())
  return emulator
}

/** Of which nothing comes by the clock, also when an hour turns. */
export async function newUntimedAcme(
  emulator: Emulator,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const dataDir = await newAcme(emulator, env)
  const never = JSON.stringify({ crawl: null, reconcile: null })
  await ok(upflow(dataDir, ['settings', 'set', 'acme', 'schedules', never, '--no-recalculate'], { env }))
  return dataDir
}

export async function startWorker(
  env: Readonly<Record<string, string>>,
  options: StartOptions = {},
): Promise<Running> {
  const worker = start(newFolder(), ['worker'], { env, ...options })
  await until(() => worker.stderr().includes("Serves the queue 'default'"))
  return worker
}

export const askers = ({ journal }: Emulator) =>
  journal.flatMap(({ operation, viewer }) => (operation === 'PullRequests' ? [viewer] : []))

export async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const database = await openPostgres(url)
  try {
    return (await database.pool.query<Row>(sql)).rows
  } finally {
    await database.close()
  }
}

/** How many pages of each repository are committed. */
async function committedIn(url: string): Promise<Map<string, number>> {
  const rows = await ask<{ repository_id: string; pages: number }>(
    url,
    `SELECT repository_id, pages FROM tenant_acme.sync_state WHERE phase = 'backfill'`,
  )
  return new Map(rows.map(({ repository_id: id, pages }) => [id, pages]))
}
export const servingIn = (url: string) => ask(url, `SELECT id FROM upflow_jobs.owners WHERE queues <> '[]'`)
const sumOf = (pages: Map<string, number>) => [...pages.values()].reduce((sum, count) => sum + count, 0)

export async function dumpOf(dataDir: string, env: Readonly<Record<string, string>>) {
  const data = await openData({ config: parseConfig({ UPFLOW_DATA_DIR: dataDir, ...env }) })
  try {
    return rowsOf((await data.tenants.openToRead(parseOrganizationId('acme'))).sqlite)
  } finally {
    await data.close()
  }
}

interface Midst {
  /** What follows it. */
  readonly following: Running
  /** Which of the workers executes it. */
  readonly index: number
  /** GitHub answers again. What it was asked before is forgotten. */
  goOn(): void
  /** Of what was committed. */
  readonly askedAgain: () => string[]
}

/** A backfill of which so many pages are committed, while whoever asks for another waits. */
export async function beginBackfill(
  emulator: Emulator,
  {
    dataDir,
    env,
    url,
    pages,
  }: {
    readonly dataDir: string
    readonly env: Readonly<Record<string, string>>
    readonly url: string
    readonly pages: number
  },
): Promise<Midst> {
  emulator.journal.length = 0
  const held = holdPages(emulator, pages + 1)
  const following = start(dataDir, ['backfill', 'acme', '--json'], { env })
  await until(async () => askers(emulator).length > pages && sumOf(await committedIn(url)) === pages)
  const committed = await committedIn(url)
  const names = () =>
    pagesOf(emulator).map(({ repository, after }) => ({ repository, page: `${repository} ${after}` }))
  const before = names()
  const done = [...committed].flatMap(([repository, count]) =>
    before.filter((one) => one.repository === repository).slice(0, count),
  )
  const [viewer] = new Set(askers(emulator))
  return {
    following,
    index: Number(viewer!.at(-1)),
    goOn() {
      emulator.journal.length = 0
      held.release()
    },
    askedAgain: () => names().flatMap(({ page }) => (done.some((one) => one.page === page) ? [page] : [])),
  }
}
