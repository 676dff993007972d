/** After a sync the database equals the emulator's truth, row by row, whatever happened on the way. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadSample } from '@upflow/github-emulator'
import { parseInstant } from '@upflow/model'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import {
  acme,
  createAcme,
  dump,
  newDataDir,
  newEmulator,
  open,
  pages,
  setup,
  small,
  token,
  until,
} from './support.ts'
import { stored, truth } from './truth.ts'

const backfill = { organizationId: acme } as never

describe('backfill', () => {
  it('stores the whole truth, analyzes all of it, and the second time changes no row', async () => {
    const { dataDir, emulator, pipeline } = await setup({ data: loadSample(['bitcoin-core']) })
    const first = await pipeline.engine.jobs.backfill.triggerAndWait(backfill)
    const rows = dump(dataDir)
    expect(stored(rows.raw_pull_requests!)).toEqual(truth(emulator))
    expect(first).toMatchObject({
      status: 'succeeded',
      output: {
        repositories: 2,
        read: 1845,
        stored: 1845,
        analyzed: 1845,
        changed: 1845,
        unread: 0,
        failed: [],
      },
    })
    expect(rows.analyzed_pull_requests).toHaveLength(1845)
    const requests = emulator.journal.length

    emulator.journal.length = 0
    const second = await pipeline.engine.jobs.backfill.triggerAndWait(backfill)
    expect(second).toMatchObject({
      status: 'succeeded',
      output: { read: 1845, stored: 0, analyzed: 0, changed: 0 },
    })
    expect(dump(dataDir)).toEqual(rows)
    expect(emulator.journal.length).toBeLessThanOrEqual(requests)
  })

  it('the second time reads everything again: what moved no updatedAt, too', async () => {
    const { dataDir, emulator, pipeline } = await setup()
    await pipeline.engine.jobs.backfill.triggerAndWait(backfill)
    const { pullRequests } = emulator.data.repositories[0]!
    const first = pages(emulator)
    emulator.journal.length = 0
    // A base branch that is renamed, and comments that are deleted, leave updatedAt as it is.
    pullRequests[3]!.baseRefName = 'main'
    const talked = pullRequests.filter((one) => one.comments.nodes.length > 0).slice(0, 40)
    for (const one of talked) one.comments.nodes.length = 0
    const { output } = await pipeline.engine.jobs.backfill.triggerAndWait(backfill)
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
    expect(output.stored).toBe(new Set([...talked, pullRequests[3]!]).size)
    // The two repositories are read at once, in whatever order their pages come.
    expect(pages(emulator).sort()).toEqual(first.sort())
  })

  it('of what is missing reads whole what is not stored, not whole, or older, and nothing else', async () => {
    const { dataDir, emulator, pipeline, tenant } = await setup()
    await pipeline.engine.jobs.backfill.triggerAndWait(backfill)
    const { pullRequests } = emulator.data.repositories[0]!
    pullRequests[4]!.updatedAt = '2026-01-01T00:00:00Z'
    pullRequests[4]!.comments.nodes.push({
      author: { __typename: 'User', login: 'late' },
      createdAt: '2026-01-01T00:00:00Z',
    })
    pullRequests.push({
      ...pullRequests[0]!,
      number: 9_001,
      createdAt: '2026-01-02T00:00:00Z',
      updatedAt: '2026-01-02T00:00:00Z',
    })
    tenant.sqlite
      .prepare(`UPDATE raw_pull_requests SET incomplete = 'reviews' WHERE repository_id = ? AND number = ?`)
      .run(emulator.data.repositories[0]!.id, pullRequests[7]!.number)
    emulator.journal.length = 0
    const input = { ...(backfill as object), missing: true } as never
    const { output } = await pipeline.engine.jobs.backfill.triggerAndWait(input)
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
    expect(output).toMatchObject({ stored: 3, analyzed: 2, unread: 0 })
    expect(
      emulator.journal
        .filter(({ operation }) => operation === 'PullRequestsById')
        .map(({ variables }) => (variables.ids as string[]).length),
    ).toEqual([3])
    expect(pages(emulator)).toEqual([])
  })

  it('since a time reads what was created from then on', async () => {
    const { dataDir, emulator, pipeline } = await setup()
    await pipeline.engine.jobs.backfill.triggerAndWait(backfill)
    const gui = emulator.data.repositories[0]!
    const byCreation = [...gui.pullRequests].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    const since = parseInstant(byCreation[9]!.createdAt)
    const expected = structuredClone(truth(emulator))
    for (const one of gui.pullRequests) one.baseRefName = 'main'
    emulator.journal.length = 0
    const input = { ...(backfill as object), repositories: ['gui'], since } as never
    const { output } = await pipeline.engine.jobs.backfill.triggerAndWait(input)
    const wanted = new Set(
      byCreation.filter((one) => parseInstant(one.createdAt) >= since).map((one) => one.number),
    )
    for (const row of expected) if (row[0] === gui.id && wanted.has(row[1] as number)) row[5] = 'main'
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(expected)
    expect([output.read, pages(emulator).length]).toEqual([wanted.size, 1])
  })

  it('with files refreshes the file lists only', async () => {
    const data = loadSample(['cfrg'])
    const { dataDir, emulator, pipeline } = await setup({ data })
    await pipeline.engine.jobs.backfill.triggerAndWait(backfill)
    const one = data.repositories[0]!.pullRequests[5]!
    one.files!.nodes.push({ path: 'late.md', additions: 1, deletions: 0 })
    const expected = truth(emulator)
    one.baseRefName = 'not looked at'
    emulator.journal.length = 0
    const { output } = await pipeline.engine.jobs.backfill.triggerAndWait({
      organizationId: acme,
      files: true,
    } as never)
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(expected)
    expect(output).toMatchObject({ stored: 1, analyzed: 1 })
    expect(new Set(emulator.journal.map(({ operation }) => operation))).toEqual(
      new Set(['Viewer', 'Access', 'PullRequestFiles']),
    )
  })

  it('without recalculating leaves the analysis as it is', async () => {
    const { dataDir, pipeline } = await setup()
    const { output } = await pipeline.engine.jobs.backfill.triggerAndWait({
      organizationId: acme,
      recalculate: false,
    } as never)
    expect([output.stored, output.analyzed, dump(dataDir).analyzed_pull_requests!.length]).toEqual([
      180, 0, 0,
    ])
  })

  it('of one repository reads no other', async () => {
    const { emulator, pipeline } = await setup()
    const { output } = await pipeline.engine.jobs.backfill.triggerAndWait({
      organizationId: acme,
      repositories: ['GUI'],
    } as never)
    expect([output.repositories, output.read]).toEqual([1, 90])
    expect(
      new Set(
        emulator.journal.flatMap(({ variables }) => (variables.repository ? [variables.repository] : [])),
      ),
    ).toEqual(new Set([emulator.data.repositories[0]!.id]))
  })
})

describe('a repository that fails', () => {
  it('does not stop the others: the run is partial and names it, and a retry takes only that one', async () => {
    const { dataDir, emulator, pipeline } = await setup()
    const [, broken] = emulator.data.repositories
    broken!.isVisible = false
    const first = await pipeline.engine.jobs.backfill.triggerAndWait(backfill)
    expect(first).toMatchObject({
      status: 'partial',
      output: {
        read: 90,
        analyzed: 90,
        failed: [{ repository: 'bitcoin-core/secp256k1', code: 'github/not-found' }],
      },
    })

    broken!.isVisible = true
    emulator.journal.length = 0
    await pipeline.engine.runs.retry(first.runId)
    const again = await pipeline.engine.runs.wait(first.runId)
    expect(again).toMatchObject({ status: 'succeeded', output: { read: 180, analyzed: 180, failed: [] } })
    expect(pages(emulator).every((page) => page.startsWith(broken!.id))).toBe(true)
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  })

  it('in the middle keeps what it had, analyzes that, and goes on after its last page', async () => {
    const { dataDir, emulator, pipeline } = await setup()
    const [gui] = emulator.data.repositories
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation, variables }) =>
        operation === 'PullRequests' && variables.repository === gui!.id && variables.after !== null,
      respond: { kind: 'status', status: 403 },
    })
    const first = await pipeline.engine.jobs.backfill.triggerAndWait(backfill)
    expect(first).toMatchObject({
      status: 'partial',
      output: { failed: [{ repository: 'bitcoin-core/gui', code: 'github/access-denied' }] },
    })
    expect(dump(dataDir).analyzed_pull_requests).toHaveLength(90 + 24)
    emulator.faults.length = 0
    emulator.journal.length = 0
    await pipeline.engine.runs.retry(first.runId)
    expect(await pipeline.engine.runs.wait(first.runId)).toMatchObject({
      status: 'succeeded',
      output: { analyzed: 156 },
    })
    expect(pages(emulator)).toHaveLength(3)
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  })

  it('again at the retry has what that one brought analyzed too', async () => {
    const { dataDir, emulator, pipeline } = await setup()
    const [gui] = emulator.data.repositories
    const pagesOfGui = () =>
      emulator.journal.filter(
        ({ operation, variables }) => operation === 'PullRequests' && variables.repository === gui!.id,
      ).length
    let allowed = 1
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation, variables }) =>
        operation === 'PullRequests' && variables.repository === gui!.id && pagesOfGui() > allowed,
      respond: { kind: 'status', status: 403 },
    })
    const first = await pipeline.engine.jobs.backfill.triggerAndWait(backfill)
    expect([first.status, dump(dataDir).analyzed_pull_requests!.length]).toEqual(['partial', 90 + 24])
    allowed = pagesOfGui() + 1
    await pipeline.engine.runs.retry(first.runId)
    expect((await pipeline.engine.runs.wait(first.runId)).status).toBe('partial')
    expect(dump(dataDir).analyzed_pull_requests).toHaveLength(90 + 48)
  })

  it('is not alone: when all fail the run has failed, with the reason', async () => {
    const { emulator, pipeline } = await setup()
    for (const repository of emulator.data.repositories) repository.isVisible = false
    await expect(pipeline.engine.jobs.backfill.triggerAndWait(backfill)).rejects.toThrow(
      /All 2 repositories failed/,
    )
  })
})

describe('crawl', () => {
  it('after a backfill reads only what was updated since, and ends with the truth', async () => {
    const { dataDir, emulator, pipeline } = await setup()
    await pipeline.engine.jobs.backfill.triggerAndWait(backfill)
    emulator.journal.length = 0
    const second = await pipeline.engine.jobs.crawl.triggerAndWait(backfill)
    expect(second.output).toMatchObject({ stored: 0, analyzed: 0 })
    expect(pages(emulator)).toHaveLength(2)
    // Each step says of which repository it is, also where it had nothing to do. A sync does with its first page: before
    // that it is not begun.
    const events = await pipeline.engine.runs.events(second.runId, { limit: 1_000 })
    const named = events.flatMap((event) =>
      event.type === 'progress' ? `${event.step?.split(':')[0]} ${event.progress.message}` : [],
    )
    for (const name of ['bitcoin-core/gui', 'bitcoin-core/secp256k1'])
      expect(named).toEqual(expect.arrayContaining([`sync ${name}`, `recalculate ${name}`]))

    const gui = emulator.data.repositories[0]!
    gui.pullRequests[50]!.updatedAt = '2030-01-01T00:00:00Z'
    gui.pullRequests[50]!.reviews.nodes.pop()
    gui.pullRequests.push({
      ...gui.pullRequests[0]!,
      number: 9_001,
      createdAt: '2030-01-02T00:00:00Z',
      updatedAt: '2030-01-02T00:00:00Z',
    })
    expect((await pipeline.engine.jobs.crawl.triggerAndWait(backfill)).output).toMatchObject({
      stored: 2,
      analyzed: 2,
    })
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  })

  it('without a backfill reads everything; equal times across page boundaries lose nothing', async () => {
    const data = small()
    for (const { pullRequests } of data.repositories)
      for (const one of pullRequests) one.updatedAt = '2025-01-01T00:00:00Z'
    const { dataDir, emulator, pipeline } = await setup({ data })
    await pipeline.engine.jobs.crawl.triggerAndWait(backfill)
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  })

  it('and a backfill at once, while pull requests change, do not corrupt each other', async () => {
    const { dataDir, emulator, pipeline } = await setup()
    let changes = 0
    const timer = setInterval(() => {
      for (const { pullRequests } of emulator.data.repositories) {
        const one = pullRequests[(changes * 37) % pullRequests.length]!
        one.updatedAt = new Date(Date.UTC(2029, 0, 1, 0, 0, changes)).toISOString().replace('.000Z', 'Z')
        one.comments.nodes.push({ author: { __typename: 'User', login: 'busy' }, createdAt: one.updatedAt })
      }
      changes++
    }, 5)
    await Promise.all([
      pipeline.engine.jobs.backfill.triggerAndWait(backfill),
      pipeline.engine.jobs.crawl.triggerAndWait(backfill),
      pipeline.engine.jobs.crawl.triggerAndWait(backfill),
    ])
    clearInterval(timer)
    expect(changes).toBeGreaterThan(5)
    await pipeline.engine.jobs.crawl.triggerAndWait(backfill)
    const rows = dump(dataDir)
    expect(stored(rows.raw_pull_requests!)).toEqual(truth(emulator))
    // What was analyzed is what is stored.
    const hashes = (table: string, id: string, hash: string) =>
      (rows[table] as Record<string, string>[]).map((row) => [row[id], row[hash]])
    expect(hashes('analyzed_pull_requests', 'pull_request_id', 'source_hash')).toEqual(
      hashes('raw_pull_requests', 'id', 'content_hash'),
    )
  })
})

describe('before anything starts', () => {
  it.each([
    ['an unknown organization', { organizationId: 'other' }, 'db/unknown-organization'],
    [
      'an unknown repository',
      { organizationId: acme, repositories: ['none'] },
      'pipeline/unknown-repository',
    ],
  ])('%s is named', async (_, input, code) => {
    const { emulator, pipeline } = await setup()
    await expect(pipeline.engine.jobs.backfill.triggerAndWait(input as never)).rejects.toMatchObject({
      error: { code },
    })
    expect(emulator.journal).toEqual([])
  })

  it('a wrong token and none end the run, and a retry goes on with what is stored since', async () => {
    const { emulator, pipeline } = await setup()
    await pipeline.organizations.storeToken(acme, 'ghp_wrongwrongwrongwrongwrong')
    const { runId } = await pipeline.engine.jobs.backfill.trigger(backfill)
    expect(await pipeline.engine.runs.wait(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'github/authentication-failed' },
    })
    expect(pages(emulator)).toEqual([])
    await pipeline.organizations.storeToken(acme, token)
    await pipeline.engine.runs.retry(runId)
    expect(await pipeline.engine.runs.wait(runId)).toMatchObject({ status: 'succeeded' })

    const { tenants } = pipeline
    const tenant = await tenants.openToRead(acme)
    tenant.sqlite.exec(
      `UPDATE settings SET value = json_set(value, '$.sealedToken', NULL) WHERE key = 'integration'`,
    )
    await expect(pipeline.engine.jobs.backfill.triggerAndWait(backfill)).rejects.toMatchObject({
      error: { code: 'pipeline/no-token' },
    })
  })
})

describe('the token', () => {
  it('is in no file, whatever happened: not in jobs, tenants, registry or their WALs', async () => {
    const { dataDir, emulator, pipeline } = await setup()
    // GitHub echoes the token in what it refuses: an error that would carry it into a step.
    emulator.faults.push(
      {
        when: ({ operation }) => operation === 'PullRequests',
        respond: { kind: 'status', status: 403, body: JSON.stringify({ message: `no access for ${token}` }) },
      },
      {
        when: ({ operation }) => operation === 'PullRequests',
        respond: { kind: 'errors', errors: [{ message: `odd ${token}` }] },
        times: 3,
      },
    )
    const run = await pipeline.engine.jobs.backfill.triggerAndWait(backfill)
    expect(run.status).toBe('partial')
    expect(JSON.stringify(await pipeline.engine.runs.events(run.runId))).toContain('[redacted]')
    await pipeline.engine.runs.retry(run.runId)
    await pipeline.engine.runs.wait(run.runId)
    for (const name of [
      'jobs.db',
      'jobs.db-wal',
      'registry.db',
      'registry.db-wal',
      `tenants/${acme}.db`,
      `tenants/${acme}.db-wal`,
    ])
      expect(readFileSync(join(dataDir, name)).includes('canary'), name).toBe(false)
  })
})

describe('contention', () => {
  it('that does not end is given up after bounded retries, summed up in one line, and a retry goes on', async () => {
    const { dataDir, emulator, pipeline, tenant } = await setup({
      options: { busyTimeoutMs: 0 },
    })
    const other = new Database(tenant.path)
    other.exec('BEGIN IMMEDIATE')
    const { runId } = await pipeline.engine.jobs.backfill.trigger(backfill)
    const run = await pipeline.engine.runs.wait(runId)
    expect(run).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('stayed locked over 4 tries') },
    })
    const logs = (await pipeline.engine.runs.events(runId)).flatMap((event) =>
      event.type === 'log' && event.level === 'error' ? [event] : [],
    )
    // Two repositories, each tried twice.
    expect(logs.map(({ step }) => step?.split(':')[0])).toEqual(['sync', 'sync', 'sync', 'sync'])
    expect(logs[0]?.message).toMatch(
      /^SQLite was busy 4 times: 3 retries, 1 gave up, \d+ ms waited \(sync 4\)$/,
    )
    expect(logs[0]?.data).toMatchObject({ events: 4, retries: 3, gaveUp: 1, byWorker: { sync: 4 } })

    other.exec('ROLLBACK')
    other.close()
    await pipeline.engine.runs.retry(runId)
    expect(await pipeline.engine.runs.wait(runId)).toMatchObject({ status: 'succeeded' })
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  })
})

describe('two processes', () => {
  it('a second backfill of the organization joins the first, from another engine', async () => {
    const dataDir = newDataDir()
    const emulator = await newEmulator()
    const first = await open(dataDir)
    await createAcme(first, emulator)
    emulator.faults.push({ when: ({ operation }) => operation === 'Viewer', respond: { kind: 'hang' } })
    const options = { concurrencyKey: 'backfill:acme', onConflict: 'join' } as const
    const one = await first.engine.jobs.backfill.trigger(backfill, options)
    await until(() => emulator.journal.length > 0)
    const second = await open(dataDir)
    const two = await second.engine.jobs.backfill.trigger(backfill, options)
    expect([two.outcome, two.runId]).toEqual(['joined', one.runId])
    // The first process leaves; the second, which only followed, takes over.
    await first.close({ graceMs: 2_000 })
    expect((await two.wait()).status).toBe('succeeded')
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  })
})
