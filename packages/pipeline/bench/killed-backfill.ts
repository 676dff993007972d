/**
 * A backfill of 100,000 generated pull requests whose process is killed three times, and goes on in the next: what memory
 * each takes, how fast they are together, and how many pages that were committed are asked for again.
 */
import { join } from 'node:path'
import { bench, together } from '@upflow/tooling/bench'
import { type Bench, withProcesses } from '@upflow/tooling/bench-process'
import Database from 'better-sqlite3'
import { organizationId } from './load-organization.ts'
import type { Reached } from './processes/killed-backfill.ts'
import { nameOf, newUnreadFolder, processModule, type Size } from './sizes.ts'

const token = 'bench'
const kills = 3

interface Killed {
  readonly pullRequests: number
  readonly ms: number
  readonly peakMb: number
  readonly again: number
}

export const benchKilledBackfill = ({ share }: { readonly share: number }) =>
  withProcesses(async (processes) => {
    const size = { repositories: 4, pullRequests: 25_000 * share }
    await bench(
      `@upflow/pipeline: a backfill of ${nameOf(size)} generated pull requests, killed ${kills} times`,
      together(
        () => measure(processes, size),
        [
          {
            name: 'rate, the new beginnings included',
            unit: 'pull requests/s',
            of: ({ pullRequests, ms }) => (pullRequests / ms) * 1_000,
          },
          {
            name: 'memory of the process that took most',
            unit: 'MB at the most',
            lowerIsBetter: true,
            of: ({ peakMb }) => peakMb,
          },
          {
            name: 'committed pages that were asked for again',
            unit: 'pages',
            lowerIsBetter: true,
            of: ({ again }) => again,
          },
        ],
      ),
      { runs: 1 },
    )
  })

async function measure(processes: Bench, size: Size): Promise<Killed> {
  const emulator = await processes.start(processModule('emulator'), { ...size, token, isLazy: true })
  const { url: apiUrl } = await emulator.next<{ url: string }>()
  const askedSince = async () => {
    emulator.send({})
    return (await emulator.next<{ pages: string[] }>()).pages
  }
  const dataDir = await newUnreadFolder(processes, size, { apiUrl })
  await askedSince()
  const total = size.repositories * size.pullRequests
  const committed = new Set<string>()
  let [ms, peakMb, again] = [0, 0, 0]
  for (let part = 1; part <= kills + 1; part++) {
    const isLast = part > kills
    const until = isLast ? Number.MAX_SAFE_INTEGER : (total * part) / (kills + 1)
    const reader = await processes.start(processModule('killed-backfill'), { dataDir, apiUrl, token, until })
    const reached = await reader.next<Reached>()
    await reader.kill()
    ms += reached.ms
    peakMb = Math.max(peakMb, reached.peakMb)
    const pages = await askedSince()
    again += pages.filter((page) => committed.has(page)).length
    for (const page of pages.filter(committedOf(dataDir))) committed.add(page)
    if (isLast && (reached.status !== 'succeeded' || countStored(dataDir) !== total))
      throw new Error(`The backfill ${reached.status}, with ${countStored(dataDir)} of ${total} stored.`)
  }
  return { pullRequests: total, ms, peakMb, again }
}

const reading = <T>(dataDir: string, read: (file: Database.Database) => T): T => {
  const file = new Database(join(dataDir, 'tenants', `${organizationId}.db`), { readonly: true })
  try {
    return read(file)
  } finally {
    file.close()
  }
}

/** Of repositories that were begun, every page but the one that is to be asked for next. */
const committedOf = (dataDir: string): ((page: string) => boolean) =>
  reading(dataDir, (file) => {
    const rows = file
      .prepare(`SELECT repository_id AS id, cursor, completed_at FROM sync_state WHERE phase = 'backfill'`)
      .all() as { id: string; cursor: string | null; completed_at: number | null }[]
    const next = new Map(
      rows.map(({ id, cursor, completed_at }) => [id, completed_at === null ? cursor : 'none']),
    )
    return (page) => {
      const [id = '', after] = page.split(' after ')
      return next.has(id) && String(next.get(id)) !== after
    }
  })

const countStored = (dataDir: string): number =>
  reading(dataDir, (file) => file.prepare('SELECT count(*) FROM raw_pull_requests').pluck().get() as number)
