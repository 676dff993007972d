/** The same jobs over a database: the same rows, the same report, one machine that executes. */
import { readReport } from '@upflow/insights'
import { changeSettings, readChanges } from '@upflow/settings'
import { startPostgres } from '@upflow/tooling/postgres'
import { startRelay } from '@upflow/tooling/relay'
import { afterAll, describe, expect, it } from 'vitest'
import { discover, type Pipeline, removeOrganization, removeRepositoryOf } from '../src/index.ts'
import { acme, createAcme, dumpOf, newDataDir, newEmulator, open, small } from './support.ts'

const postgres = await startPostgres()
afterAll(() => postgres?.stop())

const input = { organizationId: acme } as never
const reportOf = async ({ tenants }: Pipeline) =>
  readReport(await tenants.openToRead(acme), { now: 2_000_000_000, filter: { since: 0 } })

/** Instants of this machine's clock are others each time. */
const timeless = (report: Awaited<ReturnType<typeof reportOf>>) => ({
  ...report,
  repositories: report.repositories.map((one) => ({ ...one, asOf: one.asOf !== null })),
})

describe.skipIf(postgres === null)('organizations in a database', () => {
  it('whose way to their database is cut keep their runs: what was asked of it is asked again', async () => {
    const emulator = await newEmulator(small(10))
    let cuts = 0
    let isBegun = false
    const relay = await startRelay(await postgres!.cloneDatabase(), (text) => {
      // The last that a backfill asks before it looks whether GitHub lets it in, for which it has one try.
      const isLast = text.includes('paused:%')
      isBegun ||= isLast && cuts > 0
      if (!isBegun || isLast || cuts === 0 || !text.includes('"tenant_acme"."settings"')) return false
      cuts--
      return true
    })
    const pipeline = await open(newDataDir(), {}, 1, { databaseUrl: relay.url })
    await createAcme(pipeline, emulator)
    cuts = 3
    const { runId, ...ended } = await pipeline.engine.jobs.backfill.triggerAndWait(input)
    expect(ended).toMatchObject({ status: 'succeeded' })
    expect(cuts).toBe(0)
    const retried = (await pipeline.engine.runs.events(runId)).filter(({ type }) => type === 'step.retrying')
    expect(retried).toMatchObject(
      [1, 2, 3].map((attempt) => ({ step: 'check-access', attempt, error: { code: 'db/unreachable' } })),
    )
    await pipeline.close()
    await relay.close()
  })

  it('come to the same rows and the same report as in files, after a backfill, changes and a crawl', async () => {
    const emulator = await newEmulator(small(50))
    const files = await open(newDataDir())
    const database = await open(newDataDir(), {}, 2, { databaseUrl: await postgres!.cloneDatabase() })
    const both = [files, database]
    for (const pipeline of both) await createAcme(pipeline, emulator)
    const compare = async () => {
      const [expected, found] = await Promise.all(both.map(dumpOf))
      expect(found).toEqual(expected)
      expect(expected!.analyzed_pull_requests!.length).toBeGreaterThan(90)
      expect(timeless(await reportOf(database))).toEqual(timeless(await reportOf(files)))
    }
    for (const { engine } of both)
      expect(await engine.jobs.backfill.triggerAndWait(input)).toMatchObject({ status: 'succeeded' })
    await compare()
    const [repository] = emulator.data.repositories
    const [one, gone] = repository!.pullRequests
    const at = '2029-01-01T00:00:00Z'
    Object.assign(one!, { state: 'MERGED', mergedAt: at, closedAt: at, updatedAt: at })
    repository!.pullRequests.splice(repository!.pullRequests.indexOf(gone!), 1)
    for (const { engine } of both)
      expect(await engine.jobs.crawl.triggerAndWait(input)).toMatchObject({ status: 'succeeded' })
    await compare()
    expect(await database.engine.jobs.crawl.triggerAndWait(input)).toMatchObject({
      output: { changed: 0, analyzed: 0 },
    })
  })

  it('add what patterns take in, each once, and read no repository that lies idle', async () => {
    const emulator = await newEmulator(small(5))
    const all = emulator.data.repositories.splice(0)
    const pipeline = await open(newDataDir(), {}, 1, { databaseUrl: await postgres!.cloneDatabase() })
    await createAcme(pipeline, emulator)
    emulator.data.repositories.push(...all)
    const tenant = await pipeline.tenants.open(acme)
    await changeSettings(tenant, [{ key: 'discovery', value: { patterns: ['*/gui'] } }], { by: 'ann' })
    const crawl = async () => {
      emulator.journal.length = 0
      const { status, output } = await pipeline.engine.jobs.crawl.triggerAndWait(input)
      return { status, read: output.read, asked: emulator.journal.map(({ operation }) => operation) }
    }
    expect(await crawl()).toMatchObject({ status: 'succeeded', read: 5 })
    expect(await crawl()).toEqual({ status: 'succeeded', read: 0, asked: ['Visible', 'Pulses'] })
    const look = await tenant.db
      .selectFrom('applied_tokens')
      .selectAll()
      .where('token', 'like', 'discovered:%')
      .execute()
    expect(look).toHaveLength(1)
    await removeRepositoryOf(pipeline, acme, { name: 'bitcoin-core/gui', by: 'ann' })
    expect(
      await discover(pipeline, acme, { discovery: null, signal: new AbortController().signal }),
    ).toMatchObject({
      matched: 1,
      news: [],
      removed: ['bitcoin-core/gui'],
    })
    const [removal, addition] = (await readChanges(tenant, { limit: 2 })).map(({ changedBy, key }) => [
      key,
      changedBy,
    ])
    expect([removal, addition]).toEqual([
      ['repository', 'ann'],
      ['repository', 'pattern */gui'],
    ])
  })

  it('are executed by one machine, until that ends; others trigger and read', async () => {
    const databaseUrl = await postgres!.cloneDatabase()
    const first = await open(newDataDir(), {}, 1, { databaseUrl })
    await expect(open(newDataDir(), {}, 1, { databaseUrl })).rejects.toMatchObject({
      code: 'pipeline/executed-elsewhere',
    })
    await createAcme(first, await newEmulator(small(5)))
    const reading = await open(newDataDir(), {}, 0, { databaseUrl })
    expect(await reading.organizations.list()).toEqual([{ id: acme, name: acme }])
    expect(await reading.organizations.repositories(acme)).toHaveLength(2)
    await first.close()
    await (await open(newDataDir(), {}, 1, { databaseUrl })).close()
  })

  it('are removed whole, and one of the same name begins with nothing', async () => {
    const databaseUrl = await postgres!.cloneDatabase()
    const pipeline = await open(newDataDir(), {}, 1, { databaseUrl })
    const emulator = await newEmulator(small(5))
    await createAcme(pipeline, emulator)
    await pipeline.engine.jobs.backfill.triggerAndWait(input)
    await removeOrganization(pipeline, acme, { confirm: acme, forget: async () => {} })
    expect([await pipeline.organizations.list(), await pipeline.tenants.isThere(acme)]).toEqual([[], false])
    await createAcme(pipeline, emulator)
    expect((await dumpOf(pipeline)).raw_pull_requests).toEqual([])
  })
})
