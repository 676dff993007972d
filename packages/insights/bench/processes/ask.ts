/** A process that asks as a server does: how long answers take, and how long its own thread is held up meanwhile. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTenants } from '@upflow/db'
import { type Insights, openInsights } from '@upflow/insights'
import type { OrganizationId } from '@upflow/model'
import { datedTeam } from '../dated-team.ts'

export interface Answered {
  /** Milliseconds by question: the median. */
  readonly ms: Readonly<Record<string, number>>
  readonly versionMs: number
  /** The 99.9th percentile and the most, in milliseconds. */
  readonly delay: Delay
  readonly idle: Delay
}

interface Delay {
  readonly p999: number
  readonly max: number
}

interface Asking {
  readonly dataDir: string
  readonly organizationId: OrganizationId
  /** The instant as of which the file is. */
  readonly now: number
  readonly rounds: number
}

const { dataDir, organizationId, now, rounds } = JSON.parse(process.argv[2]!) as Asking
const since = now - 90 * 86_400
const tomorrow = now + 86_400
/** A tenth of all. */
const ofFolder = { paths: ['packages/web'] }
const ofTeam = { teams: [datedTeam] }
/**
 * Each asked with a bound that excludes nothing and is another every time, so that no answer is one that was kept. Where
 * columns are, it lies within the time of those before, as that of pages does for a day.
 */
const questions: Readonly<Record<string, (insights: Insights, at: number) => Promise<unknown>>> = {
  'newest 50': (insights, at) => insights.ask(organizationId, 'pulls', { limit: 50, openedSince: -at }),
  'longest 50 of 90 days': (insights, at) =>
    insights.ask(organizationId, 'pulls', {
      limit: 50,
      sort: 'total_seconds',
      filter: { since },
      openedSince: -at,
    }),
  'waiting longest, 50': (insights, at) =>
    insights.ask(organizationId, 'pulls', {
      limit: 50,
      sort: 'now_since',
      descending: false,
      openedSince: -at,
    }),
  'waits by state': (insights, at) => insights.ask(organizationId, 'board', { at: now + at, limit: 10 }),
  'flow of 90 days': (insights, at) =>
    insights.ask(organizationId, 'flow', { filter: { since, until: now + at }, now: tomorrow }),
  'report of 90 days': (insights, at) =>
    insights.ask(organizationId, 'report', { now: now + at, filter: { since, until: now + at } }),
  'report of 90 days, compared with nothing': (insights, at) =>
    insights.ask(organizationId, 'report', {
      now: now + at,
      filter: { since, until: now + at },
      before: null,
    }),
  'report of 90 days, working clock': (insights, at) =>
    insights.ask(organizationId, 'report', {
      now,
      clock: 'working',
      filter: { since, until: now + at },
    }),
  'report of all history': (insights, at) => insights.ask(organizationId, 'report', { now: now + at }),
  'report of all history, working clock': (insights, at) =>
    insights.ask(organizationId, 'report', { now: now + at, clock: 'working' }),
  'report of all history by author': (insights, at) =>
    insights.ask(organizationId, 'report', { now: now + at, by: 'author' }),
  'distribution of all history': (insights, at) =>
    insights.ask(organizationId, 'distribution', { metric: 'total', filter: { until: now + at } }),
  'reviews of all history': (insights, at) =>
    insights.ask(organizationId, 'reviews', { filter: { until: tomorrow - at } }),
  'reviews of 90 days': (insights, at) =>
    insights.ask(organizationId, 'reviews', { filter: { since, until: tomorrow - at } }),
  'responses of 90 days, 50': (insights, at) =>
    insights.ask(organizationId, 'responses', {
      limit: 50,
      filter: { since, until: now + at },
      maySeeFew: true,
    }),
  "responses of 90 days' busiest fifth, 50": (insights, at) =>
    insights.ask(organizationId, 'responses', {
      limit: 50,
      load: 'busiest',
      filter: { since, until: now + at },
      maySeeFew: true,
    }),
  'requests of 90 days, 50': (insights, at) =>
    insights.ask(organizationId, 'requests', { limit: 50, filter: { since, until: now + at } }),
  'newest 50 of a folder': (insights, at) =>
    insights.ask(organizationId, 'pulls', { limit: 50, openedSince: -at, filter: ofFolder }),
  'report of 90 days of a folder': (insights, at) =>
    insights.ask(organizationId, 'report', {
      now: now + at,
      filter: { since, until: now + at, ...ofFolder },
    }),
  'report of all history of a folder': (insights, at) =>
    insights.ask(organizationId, 'report', { now: now + at, filter: ofFolder }),
  'longest 50 of a team with dated members': (insights, at) =>
    insights.ask(organizationId, 'pulls', {
      limit: 50,
      sort: 'total_seconds',
      openedSince: -at,
      filter: ofTeam,
    }),
  'report of all history that such a team reviewed': (insights, at) =>
    insights.ask(organizationId, 'report', {
      now: now + at,
      filter: { ...ofTeam, teamAs: 'reviewer' },
    }),
}

/** What is answered from columns that are kept, and has to be read anew after a commit, or brought up to date. */
const fromKept = [
  'waits by state',
  'flow of 90 days',
  'report of 90 days',
  'report of all history',
  'distribution of all history',
  'reviews of 90 days',
  'reviews of all history',
]

const tenants = createTenants({ dataDir })
const insights = openInsights({ tenants, threads: 1 })
const taken: Record<string, number[]> = {}
let asked = 1
const ask = async (name: string) => {
  const started = performance.now()
  await questions[name]!(insights, asked++)
  return performance.now() - started
}

// What a server has done long before: files open, code warm.
for (const name of Object.keys(questions)) for (let time = 0; time < 3; time++) await ask(name)

const watched = async (work: () => Promise<void>): Promise<Delay> => {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await work()
  delay.disable()
  return { p999: delay.percentile(99.9) / 1e6, max: delay.max / 1e6 }
}
let tookMs = 0
const delay = await watched(async () => {
  const started = performance.now()
  for (let round = 0; round < rounds; round++)
    for (const name of Object.keys(questions)) {
      taken[name] ??= []
      taken[name].push(await ask(name))
    }
  tookMs = performance.now() - started
})
const { sqlite } = await tenants.openToRead(organizationId)
// Of the newest pull requests, as a crawl finds changed ones.
const commit = sqlite.prepare(
  `UPDATE analyzed_pull_requests SET title = ? WHERE pull_request_key IN
     (SELECT pull_request_key FROM analyzed_pull_requests ORDER BY created_at DESC LIMIT 100)`,
)
for (let round = 0; round < rounds; round++)
  for (const name of fromKept) {
    commit.run(`${name} ${round}`)
    const first = `${name}, after a commit`
    taken[first] ??= []
    taken[first].push(await ask(name))
  }
const idle = await watched(async () => void (await sleep(tookMs)))

const versions = 1_000
const started = performance.now()
for (let time = 0; time < versions; time++) await insights.dataVersion(organizationId)
const versionMs = (performance.now() - started) / versions

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!
const ms = Object.fromEntries(Object.entries(taken).map(([name, values]) => [name, median(values)]))
process.send!({ ms, versionMs, delay, idle } satisfies Answered)
await insights.close()
await tenants.close()
