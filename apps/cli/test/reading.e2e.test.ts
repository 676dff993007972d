/**
 * What the commands that show print, against plain SQL over the same file: each number is as long as the list behind
 * it, page by page.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newAcme, newEmulator, newFolder, ok, type Result, upflow } from './support.ts'

type Json = Record<string, never> & { readonly count: number; readonly next: string | null }

const dataDir = mkdtempSync(join(tmpdir(), 'upflow-cli-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

beforeAll(async () => {
  const acme = await newAcme(await newEmulator())
  await ok(upflow(acme, ['backfill']))
  cpSync(acme, dataDir, { recursive: true })
  // Of the sample all is whole.
  const file = new Database(join(dataDir, 'tenants', 'acme.db'))
  file.exec(`UPDATE analyzed_pull_requests SET incomplete = 'commits' WHERE number % 10 = 0`)
  file.close()
})

const say = async (...args: string[]): Promise<Result> => ok(upflow(dataDir, args))
const json = async (...args: string[]): Promise<Json> => JSON.parse((await say(...args, '--json')).stdout)

function sql<T>(text: string): T {
  const file = new Database(join(dataDir, 'tenants', 'acme.db'), { readonly: true })
  try {
    return file.prepare<[], T>(text).get()!
  } finally {
    file.close()
  }
}
const countOf = (from: string) => sql<{ count: number }>(`SELECT count(*) AS count FROM ${from}`).count

/** All of a list, read in pages of so many. */
async function wholeList(rows: string, args: readonly string[], limit = '40'): Promise<unknown[]> {
  const all: unknown[] = []
  let after: readonly string[] = []
  for (;;) {
    const page = await json(...args, '--limit', limit, ...after)
    all.push(...(page[rows] as unknown as unknown[]))
    if (page.next === null) {
      expect(all, args.join(' ')).toHaveLength(page.count)
      return all
    }
    after = ['--after', page.next]
  }
}

const works = `analyzed_pull_requests WHERE kind = 'work' AND incomplete IS NULL`

describe('now', () => {
  it('counts what waits in each state, of one repository too', async () => {
    const board = async (...args: string[]) =>
      ((await json('now', ...args)).columns as unknown as { state: string; count: number }[]).map(
        ({ count, state }) => [state, count],
      )
    const expected = (and: string) =>
      ['draft', 'awaiting-request', 'awaiting-review', 'in-review', 'approved'].map((state) => [
        state,
        countOf(`${works} AND now_state = '${state}' AND merged_at IS NULL ${and}`),
      ])
    expect((await board()).slice(0, -1)).toEqual(expected(''))
    const { id } = sql<{ id: string }>(`SELECT id FROM repositories WHERE name = 'gui'`)
    for (const name of ['bitcoin-core/gui', 'gui', id])
      expect((await board('--repository', name)).slice(0, -1)).toEqual(
        expected(`AND repository_id = '${id}'`),
      )
  })

  it('shows any past moment, by a day of the organization or an instant', async () => {
    const day = await json('now', '--at', '2026-07-01')
    expect(day).toEqual(await json('now', '--at', '2026-07-01T00:00:00Z'))
    expect(day).not.toEqual(await json('now', '--at', '2026-01-01'))
    expect((await say('now', '--at', '2026-07-01')).stdout).toContain(
      'What waits in acme · 2026-07-01 00:00 · on the clock of UTC',
    )
    expect(await upflow(dataDir, ['now', '--at', '2199-01-01'])).toMatchObject({
      code: 2,
      stderr: 'Error: --at lies in the future: what waits is known up to now. See --help.\n',
    })
  })
})

it('days are those of the organization', async () => {
  const tokyo = newFolder(dataDir)
  await ok(upflow(tokyo, ['settings', 'set', 'calendar.timeZone', 'Asia/Tokyo', '--no-recalculate']))
  const inTokyo = async (...args: string[]) =>
    JSON.parse((await ok(upflow(tokyo, [...args, '--json']))).stdout)
  const at = await inTokyo('now', '--at', '2026-07-01')
  expect(at).toEqual(await inTokyo('now', '--at', '2026-06-30T15:00:00Z'))
  expect(at.at).toBe(Date.parse('2026-06-30T15:00:00Z') / 1_000)
  const { steps } = await inTokyo('flow', '--since', '2026-06-01', '--until', '2026-07-01')
  expect([steps.length, steps.at(-1).endsAt]).toEqual([30, at.at])
})

describe('reviews', () => {
  it('are as many as their lists have', async () => {
    const found = (await json('reviews', 'show')) as unknown as {
      merged: number
      responses: number
      byHour: number[][]
      requests: Record<string, number>
      load: { busiestFifth: number }
    }
    expect(found.merged).toBe(countOf(`${works} AND merged_at IS NOT NULL`))
    const listed = async (...args: string[]) =>
      (await wholeList('responses', ['reviews', 'responses', ...args], '500')).length
    expect(found.responses).toBeGreaterThan(0)
    expect(await listed()).toBe(found.responses)
    expect(await listed('--load', 'busiest')).toBe(found.load.busiestFifth)
    expect(await listed('--weekday', '2')).toBe(found.byHour[1]!.reduce((sum, count) => sum + count, 0))
    for (const [became, count] of Object.entries(found.requests))
      expect(await wholeList('requests', ['reviews', 'requests', '--became', became]), became).toHaveLength(
        count,
      )
    const answered = ['reviews', 'requests', '--period-of', 'answered', '--since', '2026-06-01']
    const since = (await json('reviews', 'show', '--since', '2026-06-01')) as unknown as {
      answers: { n: number }
    }
    expect(await wholeList('requests', answered)).toHaveLength(since.answers.n)
  })
})

describe('flow', () => {
  it('adds up to what was opened and merged, from the first day on', async () => {
    const { steps } = (await json('flow', '--since', '2010-01-01')) as unknown as {
      steps: { opened: number; merged: number }[]
    }
    const sum = (of: 'opened' | 'merged') => steps.reduce((all, step) => all + step[of], 0)
    expect(sum('opened')).toBe(countOf(works))
    expect(sum('merged')).toBe(countOf(`${works} AND merged_at IS NOT NULL`))
  })

  it('is of half a year before its end', async () => {
    const { steps } = (await json('flow', '--until', '2026-07-02')) as unknown as {
      steps: { day: string; opened: number }[]
    }
    // From a Thursday on: its week begins before, and has what came since.
    expect(steps).toHaveLength(27)
    expect(steps[0]!.day).toBe('2025-12-29')
    expect(steps.reduce((all, { opened }) => all + opened, 0)).toBe(
      countOf(`${works} AND created_at >= unixepoch('2026-01-01') AND created_at < unixepoch('2026-07-02')`),
    )
  })
})

describe('releases', () => {
  it('have released what is released, and lack what is not', async () => {
    const found = (await json('releases')) as unknown as { atMerge: number; pullRequests: number }
    expect(found.atMerge + found.pullRequests).toBe(countOf(`${works} AND released_at IS NOT NULL`))
    expect(found.atMerge).toBeGreaterThan(0)
  })
})

it('pulls list has what waits in a state, and what is not released', async () => {
  const rows = async (...args: string[]) =>
    ((await json('pulls', 'list', '--limit', '500', ...args)).pullRequests as unknown as unknown[]).length
  const { columns } = (await json('now')) as unknown as { columns: { state: string; count: number }[] }
  for (const { count, state } of columns.slice(0, -1))
    expect(await rows('--now', state, '--whole'), state).toBe(count)
  expect(await rows('--unreleased', '--whole')).toBe(columns.at(-1)!.count)
  expect(await rows('--whole', '--released-since', '2026-08-01')).toBe(
    countOf(`${works} AND released_at >= unixepoch('2026-08-01')`),
  )
  expect(await rows('--whole', '--closed-since', '2026-07-01', '--closed-until', '2026-08-01')).toBe(
    countOf(
      `${works} AND merged_at IS NULL AND closed_at >= unixepoch('2026-07-01') AND closed_at < unixepoch('2026-08-01')`,
    ),
  )
  const partly = countOf(`analyzed_pull_requests WHERE kind = 'work' AND incomplete IS NOT NULL`)
  expect(partly).toBeGreaterThan(0)
  expect(await rows('--incomplete')).toBe(partly)
})

describe('health', () => {
  it('counts what its list has', async () => {
    const found = (await json('health', 'show')) as unknown as {
      access: { points: unknown }
      repositories: Record<string, number>[]
      ignored: { count: number; kind: string; why: string }[]
    }
    expect(found.access).toMatchObject({ tokenExpiresAt: null })
    const sum = (of: string) => found.repositories.reduce((all, one) => all + one[of]!, 0)
    const standing = (name: string) => wholeList('pullRequests', ['health', 'pulls', '--standing', name])
    expect(sum('stored')).toBe(countOf('raw_pull_requests'))
    expect(await standing('stored')).toHaveLength(sum('stored'))
    expect(sum('incomplete')).toBeGreaterThan(0)
    expect(await standing('incomplete')).toHaveLength(sum('incomplete'))
    const [first] = found.ignored
    const same = found.ignored.filter(({ kind, why }) => kind === first!.kind && why === first!.why)
    expect(
      await wholeList('items', ['health', 'ignored', '--item', first!.kind, '--why', first!.why], '500'),
    ).toHaveLength(same.reduce((all, { count }) => all + count, 0))
  })

  it('is there before anything was read', async () => {
    const unread = await newAcme(await newEmulator())
    const { stdout } = await ok(upflow(unread, ['health', 'show']))
    expect(stdout).toContain('bitcoin-core/gui: never read whole yet\n  0 stored\n')
    expect((await ok(upflow(unread, ['health', 'pulls']))).stderr).toContain('There is none.')
  })
})

it.each([
  [['now'], 'in review: '],
  [['reviews', 'show'], 'Rounds of review: 0: '],
  [['reviews', 'responses'], 'bitcoin-core/'],
  [['reviews', 'requests'], 'bitcoin-core/'],
  [['flow'], 'week from  opened'],
  [['releases'], 'released by their own merge: '],
  [['health', 'show'], 'bitcoin-core/gui: whole as of '],
  [['health', 'pulls'], 'bitcoin-core/'],
  [['health', 'ignored'], 'bitcoin-core/'],
] as const)('%j prints for people in 80 columns', async (args, holds) => {
  const { stdout } = await say(...args)
  expect(stdout).toContain(holds)
  for (const line of stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80)
})

it.each([
  [['now', '--at', 'yesterday'], '--at takes a day such as 2026-01-31, or an instant'],
  [['now', '--limit', '0'], '--limit takes a whole number'],
  [['now', '--repository', 'none'], "'none'"],
  [['reviews', 'show', '--weekday', '1'], '--weekday goes with responses'],
  [['reviews', 'responses', '--weekday', '8'], '--weekday takes a whole number from 1 to 7'],
  [['reviews', 'requests', '--became', 'lost'], '--became takes answered, removed, open or unanswered'],
  [['reviews', 'responses', '--after', '[1]'], 'is not the place of a page'],
  [['flow', '--since', '2026-02-01', '--until', '2026-01-01'], 'is not before --until'],
  [['releases', '--clock', 'sun'], '--clock takes wall or working'],
  [['health', 'pulls', '--standing', 'lost'], '--standing takes stored, incomplete'],
  [['health', 'pulls', '--lacks', 'commits'], 'it needs --standing incomplete'],
  [['health', 'pulls', '--standing', 'incomplete', '--lacks', 'commit'], '--lacks takes commits, reviews'],
  [['health', 'ignored', '--item', 'reviews'], '--item takes review, comment, request or commit'],
  [['health', 'ignored', '--why', 'bots'], '--why takes bot, author'],
  [['reviews', 'requests', '--period-of', 'answered', '--became', 'open'], '--became open contradicts'],
  [['pulls', 'list', '--whole', '--incomplete'], '--whole contradicts --incomplete'],
  [['pulls', 'list', '--now', 'waiting'], '--now takes draft, awaiting-request'],
  [['health'], 'Say what to do with health: use show, pulls or ignored'],
])('%j cannot be meant', async (args, why) => {
  const { code, stderr, stdout } = await upflow(dataDir, args)
  expect(code).toBeGreaterThan(0)
  expect(stderr).toContain(why)
  expect(stdout).toBe('')
})
