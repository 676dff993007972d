/** What a preview says is what saving gives, and it leaves the file as it was, to the byte. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readReport } from '@upflow/insights'
import { type OrganizationId, parseOrganizationId } from '@upflow/model'
import { changeSettings, type WantedChange } from '@upflow/settings'
import { describe, expect, it } from 'vitest'
import { fullName, startRun } from '../src/index.ts'
import { acme, setup, small } from './support.ts'

const now = 1_900_000_000

async function read() {
  const made = await setup({ data: small(40) })
  const { runId } = await startRun(made.pipeline, {
    job: 'backfill',
    organizationId: acme,
    repositories: null,
    queue: 'default',
    by: 'ann',
  })
  expect(await made.pipeline.engine.runs.wait(runId)).toMatchObject({ status: 'succeeded' })
  return made
}

/** Of the file and what is not in it yet. */
const hashOf = (path: string) =>
  [path, `${path}-wal`].map((one) =>
    existsSync(one) ? createHash('sha256').update(readFileSync(one)).digest('hex') : null,
  )

/** Who answered most: without him, much is otherwise. */
const busiest = (sqlite: Awaited<ReturnType<typeof setup>>['tenant']['sqlite']) =>
  sqlite
    .prepare<[], string>('SELECT reviewer_login FROM responses GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1')
    .pluck()
    .get()!

const ofMost = (sql: string) => (sqlite: Parameters<typeof busiest>[0]) =>
  sqlite.prepare<[], string>(sql).pluck().get()!
/** Who answered most after that, and who wrote most: as one person, what they said to each other is no answer. */
const second = ofMost(
  'SELECT reviewer_login FROM responses GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1 OFFSET 1',
)
const author = ofMost(
  `SELECT author_login FROM analyzed_pull_requests WHERE author_login NOT IN
     (SELECT reviewer_login FROM responses GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 2)
   GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1`,
)

describe('a preview', () => {
  it('is what saving gives, and writes nothing', async () => {
    const { pipeline, tenant } = await read()
    const changes: WantedChange[] = [
      { key: 'excludedLogins', value: [busiest(tenant.sqlite)] },
      { key: 'calendar', value: { timeZone: 'Asia/Tokyo', from: '10:00', to: '12:00' } },
      { key: 'kinds', value: [{ kind: 'docs', title: '(?i)doc' }] },
      { key: 'releaseRule', value: { kind: 'none' } },
      { key: 'codingWindowDays', value: 1 },
      { key: 'mergedLogins', value: [{ login: second(tenant.sqlite), others: [author(tenant.sqlite)] }] },
    ]
    const stored = () =>
      tenant.sqlite.prepare('SELECT * FROM analyzed_pull_requests ORDER BY pull_request_key').all() as Record<
        string,
        unknown
      >[]
    const before = stored()
    const hash = hashOf(tenant.path)
    const preview = await pipeline.previewer.preview({
      file: tenant,
      organizationId: acme,
      changes,
      filter: {},
      now,
    })
    expect(hashOf(tenant.path)).toEqual(hash)
    expect(stored()).toEqual(before)
    const figures = async (clock: 'wall' | 'working') =>
      (await readReport(tenant, { filter: {}, clock, now })).all
    expect(preview.figures.wall.before).toEqual(await figures('wall'))
    expect(preview.figures.working.before).toEqual(await figures('working'))

    await changeSettings(tenant, changes, { by: 'ann' })
    const { runId } = await startRun(pipeline, {
      job: 'recalculate',
      organizationId: acme,
      repositories: null,
      queue: 'default',
      by: 'ann',
    })
    await pipeline.engine.runs.wait(runId)
    expect(preview.figures.wall.after).toEqual(await figures('wall'))
    expect(preview.figures.working.after).toEqual(await figures('working'))
    expect(preview.figures.wall.after).not.toEqual(preview.figures.wall.before)

    // Counted another way: row by row, column by column.
    const after = stored()
    const isOther = (columns: readonly string[]) =>
      after.filter((row, index) => columns.some((column) => row[column] !== before[index]![column])).length
    const seconds = Object.keys(after[0]!).filter((column) => column.endsWith('_seconds'))
    expect(preview.moved).toMatchObject({
      compared: after.length,
      kinds: isOther(['kind']),
      sizes: 0,
      releases: isOther(['released_at', 'released_by']),
    })
    expect(preview.moved.pullRequests).toBe(
      isOther(['kind', 'size_class', 'released_at', 'released_by', ...seconds]),
    )
    const [most] = preview.moved.most
    const row = after.find(
      ({ number, repository_id }) =>
        number === most!.number &&
        repository_id ===
          tenant.sqlite
            .prepare(`SELECT id FROM repositories WHERE owner || '/' || name = ?`)
            .pluck()
            .get(most!.repository),
    )!
    expect(most!.after).toMatchObject({
      kind: row.kind,
      review: row.review_seconds,
      total: row.total_seconds,
    })
    const moves = preview.moved.most.map(({ movedSeconds }) => movedSeconds)
    expect(moves).toEqual([...moves].sort((a, b) => b - a))
    expect(moves[0]).toBeGreaterThan(0)
  })

  it('says of what cannot be set what saving says', async () => {
    const { pipeline, tenant } = await setup({ data: small(2) })
    const wanted = (changes: WantedChange[]) =>
      pipeline.previewer.preview({ file: tenant, organizationId: acme, changes, filter: {}, now })
    await expect(wanted([{ key: 'codingWindowDays', value: 0 }])).rejects.toMatchObject({
      code: 'settings/invalid',
      message: expect.stringContaining('codingWindowDays must be at least 1 day'),
    })
    await expect(wanted([{ key: 'codingWindowDays', value: 5, ifVersion: 'other' }])).rejects.toMatchObject({
      code: 'settings/changed-meanwhile',
    })
    const same = await wanted([])
    expect(same.moved).toMatchObject({ compared: 0, pullRequests: 0, most: [] })
  })

  it('names what saving would have read first', async () => {
    const { pipeline, tenant } = await setup({ data: small(2) })
    const input = { organizationId: acme, repositories: null, recalculate: true }
    await pipeline.engine.jobs.crawl.triggerAndWait(input)
    const wanted = async (value: unknown) => {
      const changes = [{ key: 'releaseRule', value }] as const
      const asked = { file: tenant, organizationId: acme, changes, filter: {}, now }
      return (await pipeline.previewer.preview(asked)).unread
    }
    const all = (await pipeline.organizations.repositories(acme)).map(fullName)
    expect(await wanted({ kind: 'tags', key: 'v.*' })).toEqual(all)
    expect(await wanted({ kind: 'none' })).toEqual([])
  })

  it('is not made for who has left, and of an organization the newest alone waits', async () => {
    const { pipeline, tenant } = await setup({ data: small(2) })
    const leaving = new AbortController()
    const ask = (organizationId: OrganizationId, signal?: AbortSignal) =>
      pipeline.previewer.preview(
        { file: tenant, organizationId, changes: [], filter: {}, now },
        signal ? { signal } : {},
      )
    const underWay = ask(acme, leaving.signal)
    const replaced = ask(acme)
    const left = ask(parseOrganizationId('other'), leaving.signal)
    const newest = ask(acme)
    const settled = Promise.allSettled([underWay, replaced, left])
    leaving.abort(new Error('left'))
    expect(await newest).toMatchObject({ moved: { compared: 0 } })
    expect(await settled).toMatchObject([
      { status: 'rejected', reason: { message: 'left' } },
      { status: 'rejected', reason: { code: 'pipeline/superseded' } },
      { status: 'rejected', reason: { message: 'left' } },
    ])
  })
})
