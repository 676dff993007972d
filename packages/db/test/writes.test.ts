import { join } from 'node:path'
import { parseOrganizationId, toPullRequestId } from '@upflow/model'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type BusyEvent,
  busyLine,
  createRawUpsert,
  createUpsert,
  fromPayload,
  type LongWait,
  openTenant,
  summarizeBusy,
  type Tenant,
  toRawRow,
  upsertAll,
  withBusyRetry,
  writeInChunks,
} from '../src/index.ts'
import { applyOnce } from '../src/sqlite/store/apply-once.ts'
import { busy, lockElsewhere, newFolder, pullRequest } from './support.ts'

let tenant: Tenant
beforeEach(async () => {
  tenant = await openTenant(join(newFolder(), 'acme.db'), parseOrganizationId('acme'))
  tenant.sqlite.exec(
    `INSERT INTO repositories (id, owner, name) VALUES ('R_1', 'acme', 'app'); CREATE TABLE items (id INTEGER PRIMARY KEY, a TEXT, b INTEGER)`,
  )
})
afterEach(() => tenant.close())

const all = (table: string) => tenant.sqlite.prepare(`SELECT * FROM ${table}`).all()

describe('what SQLite says of a write', () => {
  const change = {
    changed_at: 1,
    changed_by: 'ann',
    repository_id: null,
    key: 'run',
    before: null,
    after: JSON.stringify('x'.repeat(100_000)),
  }
  it.each([
    ['may only be read', 'query_only = ON', 'SQLITE_READONLY'],
    ['has no room', 'max_page_count = 1', 'SQLITE_FULL'],
  ])(
    'of a file that %s is told with its name and what to do, whoever waits for it',
    async (_, pragma, code) => {
      tenant.sqlite.pragma(pragma)
      const told = {
        code: 'db/unusable-file',
        facts: { path: tenant.path },
        message: expect.stringMatching(/^The file of organization 'acme' .*acme\.db cannot .* Check that/),
        cause: expect.objectContaining({ code }),
      }
      await expect(tenant.recordOnce('token', change)).rejects.toMatchObject(told)
      await expect(
        tenant.recordOnce('token', change, { ...tenant.retry, worker: 'step' }),
      ).rejects.toMatchObject(told)
      const key = 'key'
      await expect(
        tenant.commitSettings({
          expected: [],
          texts: [{ key, repositoryId: null, text: change.after }],
          changes: [],
        } as never),
      ).rejects.toMatchObject(told)
    },
  )
})

describe('the generic upsert', () => {
  it('leaves the table as the last row of each key says, and tells what changed', () => {
    const row = fc.record({
      id: fc.integer({ min: 1, max: 4 }),
      a: fc.option(fc.constantFrom('x', 'y')),
      b: fc.option(fc.integer({ min: 0, max: 2 })),
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        tenant.sqlite.exec('DELETE FROM items')
        const upsert = createUpsert<(typeof rows)[number]>(tenant.sqlite, { table: 'items', key: ['id'] })
        const expected = new Map<number, (typeof rows)[number]>()
        for (const one of rows) {
          const known = expected.get(one.id)
          expect(upsert(one)).toBe(!known || known.a !== one.a || known.b !== one.b)
          expected.set(one.id, one)
        }
        expect(all('items')).toEqual([...expected.values()].sort((x, y) => x.id - y.id))
      }),
      { numRuns: 200 },
    )
  })
})

describe('raw pull requests', () => {
  const stored = () => fromPayload((all('raw_pull_requests')[0] as { payload: string }).payload)
  it.each([
    ['a newer version overwrites', { updatedAt: 2_001, title: 'new' }, 'new'],
    ['an older version does not', { updatedAt: 1_999, title: 'stale' }, 'A change'],
    ['the same version with other children does', { title: 'reread' }, 'reread'],
    ['the same version, incomplete, does not', { title: 'half', incomplete: ['reviews'] }, 'A change'],
    [
      'a newer version, incomplete, does',
      { updatedAt: 2_001, title: 'half', incomplete: ['reviews'] },
      'half',
    ],
  ] as const)('%s', (_, overrides, title) => {
    const upsert = createRawUpsert(tenant)
    upsert(toRawRow(pullRequest()))
    upsert(toRawRow(pullRequest(overrides)))
    expect(stored().title).toBe(title)
  })

  it('come out as they went in, and what is the same is not written', () => {
    const upsert = createRawUpsert(tenant)
    const original = pullRequest({ title: 'NUL \u0000, lone \ud800, 😀', fullDatabaseId: '99999999999' })
    expect([upsert(toRawRow(original)), upsert(toRawRow(original)), stored()]).toEqual([
      true,
      false,
      original,
    ])
  })
})

describe('chunked writes', () => {
  it('write each group whole, in order, and yield between chunks', async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 0)
    const insert = tenant.sqlite.prepare('INSERT INTO items (a, b) VALUES (?, ?)')
    const groups = Array.from({ length: 300 }, (_, index) => index)
    const sizes: number[] = []
    const report = await writeInChunks(tenant.sqlite, {
      groups,
      budgetMs: 1,
      busy,
      write: (group) => {
        for (let part = 0; part < 20; part++) insert.run(String(group), part)
        return true
      },
      onChunk: () =>
        sizes.push((tenant.sqlite.prepare('SELECT count(*) AS n FROM items').get() as { n: number }).n),
    })
    clearInterval(timer)
    expect(report).toMatchObject({ groups: 300, changed: 300 })
    expect(report.chunks).toBeGreaterThan(1)
    expect(sizes.every((size) => size % 20 === 0)).toBe(true)
    expect(ticks).toBeGreaterThan(0)
  })

  it('stop between chunks when aborted, and what was committed stays', async () => {
    const controller = new AbortController()
    const rows = Array.from({ length: 10 }, (_, id) => ({ id, a: 'x', b: null }))
    const write = upsertAll(
      tenant.sqlite,
      { table: 'items', key: ['id'] },
      {
        rows,
        busy,
        budgetMs: 0,
        signal: controller.signal,
        onChunk: (written) => written === 4 && controller.abort(new Error('stop')),
      },
    )
    await expect(write).rejects.toThrow('stop')
    expect(all('items')).toHaveLength(4)
  })

  it('count what changed, and nothing the second time', async () => {
    const rows = Array.from({ length: 50 }, (_, id) => ({ id, a: 'x', b: id }))
    const write = () => upsertAll(tenant.sqlite, { table: 'items', key: ['id'] }, { rows, busy })
    expect([(await write()).changed, (await write()).changed]).toEqual([50, 0])
  })
})

describe('contention', () => {
  it('is retried chunk by chunk while another process holds the lock, and every event is counted', async () => {
    tenant.sqlite.pragma('busy_timeout = 0')
    const lock = await lockElsewhere(tenant.path)
    const events: BusyEvent[] = []
    const rows = [{ id: 1, a: 'x', b: 1 }]
    let released: Promise<void> | null = null
    const onBusy = (event: BusyEvent) => {
      events.push(event)
      if (events.length === 2) released = lock.release()
    }
    await upsertAll(
      tenant.sqlite,
      { table: 'items', key: ['id'] },
      { rows, busy: { ...busy, onBusy, delaysMs: Array(200).fill(20) } },
    )
    await released
    const summary = summarizeBusy(events)
    expect(summary).toMatchObject({
      events: events.length,
      retries: events.length,
      gaveUp: 0,
      byWorker: { test: events.length },
    })
    expect(summary.totalWaitMs).toBe(events.reduce((sum, { delayMs }) => sum + delayMs, 0))
    expect(busyLine(summary)).toMatch(
      /^SQLite was busy \d+ times: \d+ retries, 0 gave up, \d+ ms waited \(test \d+\)$/,
    )
  })

  it('gives up after the last try, says so, and keeps what was committed', async () => {
    tenant.sqlite.pragma('busy_timeout = 0')
    const lock = await lockElsewhere(tenant.path)
    const events: BusyEvent[] = []
    const write = applyOnce(tenant.sqlite, 't', () => {}, {
      ...busy,
      onBusy: (event) => events.push(event),
      delaysMs: [1, 1],
    })
    await expect(write).rejects.toMatchObject({ code: 'db/busy', retryable: true, facts: { attempts: 3 } })
    expect(events.map(({ attempt, gaveUp }) => [attempt, gaveUp])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ])
    expect(summarizeBusy(events)).toMatchObject({ events: 3, retries: 2, gaveUp: 1 })
    await lock.release()
  })

  it.each([
    ['within one try', { tryMs: 60_000 }],
    ['from try to try', { delaysMs: Array<number>(10_000).fill(20) }],
  ])('that lasts is told while it does, %s', async (_, patience) => {
    tenant.sqlite.pragma('busy_timeout = 10')
    const lock = await lockElsewhere(tenant.path)
    let released: Promise<void> | null = null
    const messages: string[] = []
    const onLongWait = ({ message }: LongWait) => {
      messages.push(message)
      released = lock.release()
    }
    await applyOnce(tenant.sqlite, 't', () => {}, { ...busy, ...patience, onLongWait })
    await released
    expect(messages).toEqual([
      expect.stringMatching(/^waits for the file of .* another process keeps locked: \d+ s so far$/),
    ])
  })

  it('keeps a query from being done, and no other query from being answered', async () => {
    tenant.sqlite.pragma('busy_timeout = 0')
    const lock = await lockElsewhere(tenant.path)
    const written = tenant.db.insertInto('settings').values({ key: 'a', value: '1' }).execute()
    expect(await tenant.db.selectFrom('settings').selectAll().execute()).toEqual([])
    await lock.release()
    await written
    expect(await tenant.db.selectFrom('settings').selectAll().execute()).toEqual([{ key: 'a', value: '1' }])
  })

  it('other errors are thrown at once', async () => {
    let tries = 0
    await expect(
      withBusyRetry(() => {
        tries++
        throw new Error('no such table')
      }, busy),
    ).rejects.toThrow('no such table')
    expect(tries).toBe(1)
  })
})

describe('applyOnce', () => {
  it('commits rows and token together, once', async () => {
    const insert = () => void tenant.sqlite.exec(`INSERT INTO items (a) VALUES ('x')`)
    expect([
      await applyOnce(tenant.sqlite, 'run:page:1', insert, busy),
      await applyOnce(tenant.sqlite, 'run:page:1', insert, busy),
    ]).toEqual([true, false])
    const failing = applyOnce(
      tenant.sqlite,
      'run:page:2',
      () => {
        insert()
        throw new Error('half way')
      },
      busy,
    )
    await expect(failing).rejects.toThrow('half way')
    expect(all('items')).toHaveLength(1)
    expect(await applyOnce(tenant.sqlite, 'run:page:2', insert, busy)).toBe(true)
    await applyOnce(tenant.sqlite, 'other:page:1', () => {}, busy)
    await tenant.forgetTokens('run:', busy)
    expect((all('applied_tokens') as { token: string }[]).map(({ token }) => token)).toEqual(['other:page:1'])
  })
})

it('deleting a repository deletes all that it has', () => {
  createRawUpsert(tenant)(toRawRow(pullRequest({ id: toPullRequestId('PR_2') })))
  tenant.sqlite.exec(`DELETE FROM repositories`)
  expect(all('raw_pull_requests')).toEqual([])
})
