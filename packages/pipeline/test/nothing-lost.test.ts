/** What GitHub withholds, removes, renames or dates oddly: never silent, never for ever, and never at others' cost. */
import { join } from 'node:path'
import { readReport } from '@upflow/insights'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { acme, dump, open, pages, setup, small } from './support.ts'
import { stored, truth } from './truth.ts'

const input = { organizationId: acme } as never
const isRequestFor = (ids: unknown, number: number) =>
  Array.isArray(ids) &&
  ids.some((id) => Buffer.from(String(id).slice(3), 'base64url').toString().endsWith(`:${number}`))
const few = () => setup({ data: small(30) })

describe('what could not be read whole', () => {
  it('makes the run a partial one that names it, is in no figure, and is read by the retry', async () => {
    const { dataDir, emulator, pipeline, tenant } = await few()
    const gui = emulator.data.repositories[0]!
    const victim = gui.pullRequests.find((one) => one.mergedAt !== null && one.reviews.nodes.length > 0)!
    emulator.denials.push({
      field: 'PullRequest.reviews',
      message: 'Resource not accessible',
      when: (source) => source.number === victim.number && String(source.url).includes('/gui/'),
    })
    const run = await pipeline.engine.jobs.backfill.triggerAndWait(input)
    expect(run).toMatchObject({
      status: 'partial',
      output: {
        read: 60,
        analyzed: 60,
        unread: 1,
        failed: [],
        unreadIn: [
          {
            repository: 'bitcoin-core/gui',
            pullRequests: 1,
            message: expect.stringMatching(
              `number ${victim.number}: not all of its reviews .* not accessible`,
            ),
          },
        ],
      },
    })
    const analyzed = () =>
      tenant.sqlite
        .prepare(
          'SELECT incomplete, unreviewed, pickup_seconds FROM analyzed_pull_requests WHERE repository_id = ? AND number = ?',
        )
        .get(gui.id, victim.number)
    expect(analyzed()).toEqual({ incomplete: 'reviews', unreviewed: null, pickup_seconds: null })
    const ofGui = { filter: { repositories: ['bitcoin-core/gui'] }, now: 0 }
    const before = await readReport(tenant, ofGui)
    expect(before).toMatchObject({ all: { incomplete: 1 }, repositories: [{ unread: 0 }] })

    emulator.denials.length = 0
    emulator.journal.length = 0
    tenant.sqlite.exec('UPDATE retry_queue SET next_at = 0')
    await pipeline.engine.runs.retry(run.runId)
    expect(await pipeline.engine.runs.wait(run.runId)).toMatchObject({
      status: 'succeeded',
      output: { unread: 0, unreadIn: [] },
    })
    expect(pages(emulator)).toEqual([])
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
    expect(analyzed()).toMatchObject({ incomplete: null, unreviewed: expect.any(Number) })
    expect((await readReport(tenant, ofGui)).all).toMatchObject({
      merged: before.all.merged + 1,
      incomplete: 0,
    })
  })

  it('or not at all is queued with the reason, while later pages are read; each later run says so', async () => {
    const { dataDir, emulator, pipeline, tenant } = await few()
    const victim = emulator.data.repositories[0]!.pullRequests[25]!
    emulator.denials.push({
      field: 'PullRequest.title',
      message: 'Could not load',
      type: 'INTERNAL',
      when: (source) => source.number === victim.number && String(source.url).includes('/gui/'),
    })
    const first = await pipeline.engine.jobs.backfill.triggerAndWait(input)
    expect(first).toMatchObject({ status: 'partial', output: { read: 59, unread: 1 } })
    expect(dump(dataDir).retry_queue).toMatchObject([
      { number: victim.number, reason: 'Could not load', attempts: 0 },
    ])
    expect((await readReport(tenant, { now: 0 })).repositories).toMatchObject([{ unread: 1 }, { unread: 0 }])
    expect((await pipeline.engine.jobs.crawl.triggerAndWait(input)).status).toBe('partial')

    emulator.denials.length = 0
    tenant.sqlite.exec('UPDATE retry_queue SET next_at = 0')
    expect(await pipeline.engine.jobs.crawl.triggerAndWait(input)).toMatchObject({
      status: 'succeeded',
      output: { unread: 0, analyzed: 1 },
    })
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  })

  it('of the tags makes the run a partial one that removes none, and the retry reads them', async () => {
    const data = small(30)
    const tag = { name: 'v1', oid: 'c1', committedDate: '2030-01-01T00:00:00Z', annotated: false }
    for (const repository of data.repositories) repository.tags = [tag]
    const { dataDir, emulator, pipeline } = await setup({ data, releaseRule: { kind: 'tags', key: 'v.*' } })
    await pipeline.engine.jobs.backfill.triggerAndWait(input)
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation, variables }) =>
        operation === 'Tags' && variables.repository === data.repositories[0]!.id,
      respond: { kind: 'errors', errors: [{ type: 'FORBIDDEN', message: 'no tags for you' }] },
    })
    const run = await pipeline.engine.jobs.crawl.triggerAndWait(input)
    expect(run).toMatchObject({
      status: 'partial',
      output: { failed: [], unreadIn: [{ message: expect.stringContaining('no tags for you') }] },
    })
    expect(dump(dataDir).tags).toHaveLength(2)
    emulator.faults.length = 0
    await pipeline.engine.runs.retry(run.runId)
    expect((await pipeline.engine.runs.wait(run.runId)).status).toBe('succeeded')
  })

  it('of the tags, in a run that an older version began, is read when it goes on', async () => {
    const data = small(30)
    data.repositories.splice(1)
    const { dataDir, emulator, pipeline } = await setup({ data, releaseRule: { kind: 'tags', key: 'v.*' } })
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation }) => operation === 'Tags',
      respond: { kind: 'errors', errors: [{ type: 'FORBIDDEN', message: 'no tags for you' }] },
    })
    const { runId } = await pipeline.engine.jobs.crawl.triggerAndWait(input)
    await pipeline.close()
    const jobs = new Database(join(dataDir, 'jobs.db'))
    const { changes } = jobs
      .prepare(
        `UPDATE steps SET value = json_set(json_remove(value, '$.factsMissing'), '$.tagsMissing', 'no tags for you')
         WHERE run_id = ? AND key LIKE 'sync:%' AND value ->> '$.factsMissing.reason' IS NOT NULL`,
      )
      .run(runId)
    expect(changes).toBe(1)
    jobs.close()
    data.repositories[0]!.tags = [
      { name: 'v1', oid: 'c1', committedDate: '2030-01-01T00:00:00Z', annotated: false },
    ]
    emulator.faults.length = 0
    const reopened = await open(dataDir)
    await reopened.engine.runs.retry(runId)
    expect((await reopened.engine.runs.wait(runId)).status).toBe('succeeded')
    expect(dump(dataDir).tags).toHaveLength(1)
  })

  it.each([
    ['the look-up of its number', 'PullRequestId'],
    ['the second reading', 'PullRequestsById'],
  ])(
    'and %s fails: the run succeeds or is partial, and one attempt more is counted',
    async (_, operation) => {
      const { dataDir, emulator, pipeline } = await few()
      const victim = emulator.data.repositories[0]!.pullRequests[5]!
      const denial = {
        field: 'PullRequest.reviews',
        message: 'not now',
        when: ({ number }: { number?: unknown }) => number === victim.number,
      }
      emulator.denials.push(denial)
      emulator.faults.push({
        times: Number.POSITIVE_INFINITY,
        when: (request) => request.operation === operation,
        respond: { kind: 'errors', errors: [{ message: 'Something odd happened' }] },
      })
      const { status, output } = await pipeline.engine.jobs.backfill.triggerAndWait(input)
      // What could not be asked for is merely tried again later; what was asked for and not given is missing.
      expect([status, output.failed]).toEqual([operation === 'PullRequestId' ? 'succeeded' : 'partial', []])
      expect(dump(dataDir).retry_queue).toMatchObject([
        { number: victim.number, attempts: 1, reason: expect.stringContaining('odd') },
      ])
    },
  )

  it('because it is too heavy for GitHub does not hide the others of its batch', async () => {
    const { dataDir, emulator, pipeline, tenant } = await few()
    const victims = emulator.data.repositories[0]!.pullRequests.slice(3, 9)
    for (const { number } of victims)
      emulator.denials.push({
        field: 'PullRequest.reviews',
        message: 'no',
        when: (source) => source.number === number,
      })
    const [heavy] = victims
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation, variables }) =>
        operation === 'PullRequestsById' && isRequestFor(variables.ids, heavy!.number),
      respond: { kind: 'status', status: 502 },
    })
    await pipeline.engine.jobs.backfill.triggerAndWait(input)
    emulator.denials.length = 0
    tenant.sqlite.exec('UPDATE retry_queue SET next_at = 0')
    const missing = { organizationId: acme, missing: true } as never
    await pipeline.engine.jobs.backfill.triggerAndWait(missing)
    expect(dump(dataDir).retry_queue).toMatchObject([{ number: heavy!.number }])
  })
})

describe('one bad pull request', () => {
  it('that the file does not take is queued, and the others are stored', async () => {
    const { dataDir, emulator, pipeline, tenant } = await few()
    const victim = emulator.data.repositories[0]!.pullRequests[5]!
    tenant.sqlite.exec(
      `CREATE TRIGGER refuses BEFORE INSERT ON raw_pull_requests WHEN NEW.number = ${victim.number}
       BEGIN SELECT raise(ABORT, 'not this one'); END`,
    )
    const { status, output } = await pipeline.engine.jobs.backfill.triggerAndWait(input)
    expect([status, output.failed, output.analyzed]).toEqual(['partial', [], 59])
    expect(dump(dataDir).retry_queue).toMatchObject([
      { number: victim.number, reason: expect.stringContaining('not this one') },
    ])
  })

  it('that cannot be analyzed keeps no other from it, and is said', async () => {
    const { dataDir, pipeline, tenant } = await few()
    await pipeline.engine.jobs.backfill.triggerAndWait({ organizationId: acme, recalculate: false } as never)
    tenant.sqlite.exec(
      `UPDATE raw_pull_requests SET payload = '{}' WHERE key = (SELECT min(key) FROM raw_pull_requests)`,
    )
    const { runId, output } = await pipeline.engine.jobs.recalculate.triggerAndWait(input)
    expect([output.analyzed, dump(dataDir).analyzed_pull_requests!.length]).toEqual([59, 59])
    const warnings = (await pipeline.engine.runs.events(runId)).filter(
      (event) => event.type === 'log' && event.level === 'warn',
    )
    expect(warnings).toMatchObject([
      { message: expect.stringMatching(/1 pull requests of .* could not be analyzed/) },
    ])
  })
})

describe('what GitHub removed', () => {
  it.each(['backfill', 'crawl'] as const)('is removed by the next %s, and remembered', async (job) => {
    const { dataDir, emulator, pipeline, tenant } = await few()
    await pipeline.engine.jobs.backfill.triggerAndWait(input)
    const { id, pullRequests } = emulator.data.repositories[0]!
    const [removed] = pullRequests.splice(12, 1)
    expect((await pipeline.engine.jobs[job].triggerAndWait(input)).status).toBe('succeeded')
    const rows = dump(dataDir)
    expect(stored(rows.raw_pull_requests!)).toEqual(truth(emulator))
    expect(rows.analyzed_pull_requests).toHaveLength(59)
    const remembered = () =>
      tenant.sqlite
        .prepare('SELECT repository_id, number, title, removed_at FROM removed_pull_requests')
        .all()
    expect(remembered()).toEqual([
      {
        repository_id: id,
        number: removed!.number,
        title: removed!.title ?? '',
        removed_at: expect.any(Number),
      },
    ])

    // And once it is there again, it is not removed any more.
    pullRequests.push(removed!)
    await pipeline.engine.jobs.backfill.triggerAndWait(input)
    expect([stored(dump(dataDir).raw_pull_requests!), remembered()]).toEqual([truth(emulator), []])
  })

  it('leaves the queue with it', async () => {
    const { dataDir, emulator, pipeline, tenant } = await few()
    const { pullRequests } = emulator.data.repositories[0]!
    emulator.denials.push({
      field: 'PullRequest.reviews',
      message: 'no',
      when: ({ number }) => number === pullRequests[12]!.number,
    })
    await pipeline.engine.jobs.backfill.triggerAndWait(input)
    emulator.denials.length = 0
    pullRequests.splice(12, 1)
    tenant.sqlite.exec('UPDATE retry_queue SET next_at = 0')
    expect((await pipeline.engine.jobs.crawl.triggerAndWait(input)).status).toBe('succeeded')
    expect([stored(dump(dataDir).raw_pull_requests!), dump(dataDir).retry_queue]).toEqual([
      truth(emulator),
      [],
    ])
  })

  it('before it was ever stored leaves the queue with the next pass over everything', async () => {
    const { dataDir, emulator, pipeline } = await few()
    const { pullRequests } = emulator.data.repositories[0]!
    emulator.denials.push({
      field: 'PullRequest.title',
      type: 'INTERNAL',
      message: 'Could not load',
      when: ({ number }) => number === pullRequests[12]!.number,
    })
    expect((await pipeline.engine.jobs.backfill.triggerAndWait(input)).status).toBe('partial')
    emulator.denials.length = 0
    pullRequests.splice(12, 1)
    expect((await pipeline.engine.jobs.backfill.triggerAndWait(input)).status).toBe('succeeded')
    expect([stored(dump(dataDir).raw_pull_requests!), dump(dataDir).retry_queue]).toEqual([
      truth(emulator),
      [],
    ])
  })

  it('is looked for once, not by every crawl, when GitHub merely does not count some', async () => {
    const { emulator, pipeline } = await few()
    await pipeline.engine.jobs.backfill.triggerAndWait(input)
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation }) => operation === 'PullRequests',
      respond: {
        kind: 'change',
        change: ((answer: { data: { node: { pullRequests: { totalCount: number } } } }) => {
          answer.data.node.pullRequests.totalCount -= 2
          return answer
        }) as never,
      },
    })
    const looks = async () => {
      emulator.journal.length = 0
      await pipeline.engine.jobs.crawl.triggerAndWait(input)
      return emulator.journal.filter(({ operation }) => operation === 'PullRequestsStillThere').length
    }
    expect([await looks(), await looks()]).toEqual([2, 0])
  })

  it('with its whole repository, or out of sight, is kept', async () => {
    const { dataDir, emulator, pipeline } = await few()
    await pipeline.engine.jobs.backfill.triggerAndWait(input)
    const rows = dump(dataDir)
    emulator.data.repositories[0]!.isVisible = false
    expect((await pipeline.engine.jobs.backfill.triggerAndWait(input)).status).toBe('partial')
    expect(dump(dataDir)).toEqual(rows)
  })
})

describe('a repository', () => {
  it('is followed by its id: its name, owner, default branch, and that it is archived', async () => {
    const { dataDir, emulator, pipeline } = await few()
    await pipeline.engine.jobs.backfill.triggerAndWait(input)
    Object.assign(emulator.data.repositories[0]!, {
      name: 'desktop',
      owner: 'elsewhere',
      defaultBranch: 'trunk',
      isArchived: true,
    })
    await pipeline.engine.jobs.crawl.triggerAndWait(input)
    expect(dump(dataDir).repositories).toContainEqual(
      expect.objectContaining({
        name: 'desktop',
        owner: 'elsewhere',
        default_branch: 'trunk',
        is_archived: 1,
      }),
    )
  })

  it('whose old name another has taken is not mixed up with it, and each can be named', async () => {
    const { dataDir, emulator, pipeline } = await few()
    const [gui] = emulator.data.repositories
    gui!.name = 'gui-legacy'
    emulator.data.repositories.push({
      ...gui!,
      id: 'R_another',
      name: 'gui',
      pullRequests: gui!.pullRequests.slice(0, 3),
    })
    await pipeline.organizations.addRepository(acme, 'bitcoin-core/gui')
    for (const [name, read] of [
      ['gui', 3],
      ['gui-legacy', 30],
      ['R_another', 3],
    ] as const)
      expect(
        (
          await pipeline.engine.jobs.backfill.triggerAndWait({
            organizationId: acme,
            repositories: [name],
          } as never)
        ).output,
      ).toMatchObject({ read })
    expect((dump(dataDir).repositories as { name: string }[]).map(({ name }) => name).sort()).toEqual([
      'gui',
      'gui-legacy',
      'secp256k1',
    ])
  })
})

describe('clocks', () => {
  it('a watermark is never later than the server’s own: what an update in the future would hide is read', async () => {
    const { dataDir, emulator, pipeline, tenant } = await few()
    const { pullRequests } = emulator.data.repositories[0]!
    pullRequests[0]!.updatedAt = '2999-01-01T00:00:00Z'
    await pipeline.engine.jobs.backfill.triggerAndWait(input)
    const { watermark } = tenant.sqlite
      .prepare(`SELECT max(watermark) AS watermark FROM sync_state WHERE phase = 'crawl'`)
      .get() as { watermark: number }
    expect(watermark).toBeLessThanOrEqual(Date.now() / 1_000)
    for (const one of pullRequests.slice(1))
      Object.assign(one, {
        updatedAt: new Date(Date.now() + 60_000).toISOString().replace(/\.\d+/, ''),
        title: 'later',
      })
    await pipeline.engine.jobs.crawl.triggerAndWait(input)
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  })

  it('updates that are dated before the watermark are read as far back as they go', async () => {
    const { dataDir, emulator, pipeline } = await setup({ data: small(90) })
    const { pullRequests } = emulator.data.repositories[0]!
    for (const [index, one] of pullRequests.entries())
      one.updatedAt = new Date(Date.UTC(2025, 0, 1, 0, 0, index)).toISOString().replace('.000Z', 'Z')
    pullRequests[0]!.updatedAt = '2025-03-01T00:00:00Z'
    await pipeline.engine.jobs.backfill.triggerAndWait(input)
    for (const one of pullRequests.slice(20, 70))
      Object.assign(one, { updatedAt: '2025-02-01T00:00:00Z', title: 'later' })
    await pipeline.engine.jobs.crawl.triggerAndWait(input)
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  })
})

describe('before a repository is begun', () => {
  it('it is said that the token lacks a scope', async () => {
    const { dataDir, emulator, pipeline, tenant } = await few()
    emulator.faults.push({
      when: ({ operation }) => operation === 'Access',
      respond: {
        kind: 'errors',
        errors: [{ type: 'INSUFFICIENT_SCOPES', message: "the 'slug' field requires read:org" }],
      },
    })
    await expect(pipeline.engine.jobs.backfill.triggerAndWait(input)).rejects.toMatchObject({
      error: { code: 'github/insufficient-scopes', message: expect.stringContaining('read:org') },
    })
    expect([pages(emulator), tenant.sqlite.prepare('SELECT count(*) FROM sync_state').pluck().get()]).toEqual(
      [[], 0],
    )
    expect(dump(dataDir).raw_pull_requests).toEqual([])
  })

  it('but what is wrong with one repository alone is left to that one', async () => {
    const { emulator, pipeline } = await few()
    emulator.data.repositories[0]!.isVisible = false
    expect(await pipeline.engine.jobs.backfill.triggerAndWait(input)).toMatchObject({
      status: 'partial',
      output: { read: 30, failed: [{ code: 'github/not-found' }] },
    })
  })
})
