/** Out of a file into a database: whole and once, or not at all, whatever goes on and whatever dies meanwhile. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { openPostgres } from '@upflow/db'
import { changeSettings, readChanges } from '@upflow/settings'
import { startPostgres } from '@upflow/tooling/postgres'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { copyOrganization } from '../src/copy-organization.ts'
import { openData, openPipeline, parseConfig } from '../src/index.ts'
import { acme, createAcme, dumpOf, newDataDir, newEmulator, open, small, until } from './support.ts'

const postgres = await startPostgres()
afterAll(() => postgres?.stop())

const input = { organizationId: acme } as never
const secret = 'a secret of some length'
const by = 'ann'

/** A file with an organization, and a database that knows of none. */
async function setUp() {
  const dataDir = newDataDir()
  const files = await open(dataDir, {}, 0)
  await createAcme(files, await newEmulator(small(5)))
  const environment = {
    UPFLOW_DATA_DIR: dataDir,
    UPFLOW_SECRET: secret,
    UPFLOW_DATABASE_URL: await postgres!.cloneDatabase(),
  }
  const config = parseConfig(environment)
  await (await openData({ config })).close()
  return { dataDir, files, environment, config }
}

/** What copies comes to its last statements and waits there until it is let go. */
async function held(databaseUrl: string) {
  const { pool, close } = await openPostgres(databaseUrl, { connections: 2 })
  const client = await pool.connect()
  await client.query('BEGIN; LOCK TABLE upflow.organizations IN EXCLUSIVE MODE')
  return {
    waits: () =>
      until(async () => {
        const { rows } = await pool.query(
          `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'upflow.organizations'::regclass`,
        )
        return rows.length > 0
      }),
    async letGo() {
      await client.query('COMMIT')
      client.release()
      await close()
    },
  }
}

/** What is known of organizations in the database. */
async function leftIn(databaseUrl: string) {
  const { pool, close } = await openPostgres(databaseUrl, { connections: 1 })
  const { rows } = await pool.query(
    `SELECT id AS name FROM upflow.organizations UNION ALL SELECT schema FROM upflow.formats WHERE schema <> 'upflow'
     UNION ALL SELECT nspname FROM pg_namespace WHERE nspname LIKE 'tenant%'`,
  )
  await close()
  return rows
}

describe.skipIf(postgres === null)('an organization that is copied into a database', () => {
  it('comes out of its file as it is in it, once, and goes on from there', async () => {
    const dataDir = newDataDir()
    const emulator = await newEmulator(small(20))
    const config = parseConfig({ UPFLOW_DATA_DIR: dataDir, UPFLOW_SECRET: secret })
    const worker = new URL('../dist/worker.js', import.meta.url)
    const before = await openPipeline({ config, concurrency: 1, worker })
    await createAcme(before, emulator)
    await before.engine.jobs.backfill.triggerAndWait(input)
    const expected = await dumpOf(before)
    await before.close()
    const databaseUrl = await postgres!.cloneDatabase()
    const moved = { ...config, databaseUrl }
    const copied = await copyOrganization(moved, acme, { by: 'ann' })
    const countOf = (table: string) => copied.tables.find((one) => one.table === table)?.rows
    expect([copied.canOpenSecrets, countOf('raw_pull_requests')]).toEqual([true, 40])
    await expect(copyOrganization(moved, acme, { by: 'ann' })).rejects.toMatchObject({
      code: 'db/organization-exists',
    })
    await expect(copyOrganization(config, acme, { by: 'ann' })).rejects.toMatchObject({
      code: 'pipeline/no-database',
    })
    const after = await openPipeline({ config: moved, concurrency: 1, worker })
    try {
      expect(await dumpOf(after)).toEqual(expected)
      const [last] = await readChanges(await after.tenants.open(acme), { limit: 1 })
      expect(last).toMatchObject({ key: 'organization', changedBy: 'ann' })
      expect(await after.engine.jobs.crawl.triggerAndWait(input)).toMatchObject({
        status: 'succeeded',
        output: { changed: 0, analyzed: 0 },
      })
    } finally {
      await after.close()
    }
    const file = new Database(join(dataDir, 'tenants', `${acme}.db`), { readonly: true })
    expect(file.prepare('SELECT count(*) FROM raw_pull_requests').pluck().get()).toBe(40)
    file.close()
  })

  it('can be copied again after the process that copied it was killed', async () => {
    const { environment, config } = await setUp()
    const { waits, letGo } = await held(config.databaseUrl!)
    const source = `
      import { copyOrganization, parseConfig } from ${JSON.stringify(new URL('../dist/data.js', import.meta.url).href)}
      await copyOrganization(parseConfig(${JSON.stringify(environment)}), 'acme', { by: 'ann' })`
    const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const ended = once(child, 'exit')
    await Promise.race([waits(), ended.then(([code]) => Promise.reject(new Error(`It ended with ${code}.`)))])
    child.kill('SIGKILL')
    await ended
    await letGo()
    const { tables } = await copyOrganization(config, acme, { by })
    expect(tables.find(({ table }) => table === 'repositories')).toMatchObject({ rows: 2 })
  })

  it('is not while a run of it has not ended, nor when one began meanwhile', async () => {
    const { files, config } = await setUp()
    const refused = { code: 'pipeline/run-active', message: expect.stringContaining('Nothing is copied') }
    const { waits, letGo } = await held(config.databaseUrl!)
    const copying = copyOrganization(config, acme, { by })
    const outcome = expect(copying).rejects.toMatchObject(refused)
    await waits()
    const { runId } = await files.engine.jobs.crawl.trigger(input, { labels: { organization: acme } })
    await letGo()
    await outcome
    await expect(copyOrganization(config, acme, { by })).rejects.toMatchObject(refused)
    expect(await leftIn(config.databaseUrl!)).toEqual([])
    await files.engine.runs.cancel(runId)
    await copyOrganization(config, acme, { by })
  })

  it('is not when its file was written meanwhile', async () => {
    const { files, config } = await setUp()
    const { waits, letGo } = await held(config.databaseUrl!)
    const copying = copyOrganization(config, acme, { by })
    const outcome = expect(copying).rejects.toMatchObject({
      code: 'db/copy-differs',
      message: expect.stringContaining('was written meanwhile'),
    })
    await waits()
    await changeSettings(await files.tenants.open(acme), [{ key: 'releaseRule', value: { kind: 'none' } }], {
      by,
    })
    await letGo()
    await outcome
    expect(await leftIn(config.databaseUrl!)).toEqual([])
  })

  it('keeps its people, who come into the database with the first that asks for them', async () => {
    const { files, config } = await setUp()
    const data = await openData({ config })
    await data.registry.create({ id: 'other', name: 'Other' })
    await data.close()
    files.registry.sqlite.exec(`
      UPDATE organizations SET created_at = 5;
      INSERT INTO "user" VALUES ('ann', 'Ann', 'ann@acme.test', 1, NULL, 0, 0);
      INSERT INTO memberships VALUES ('acme', 'ann', 'owner', 0)`)
    await copyOrganization(config, acme, { by })
    const after = await openData({ config })
    const members = await after.registry.read((sqlite) =>
      sqlite.prepare('SELECT organization_id, user_id, role FROM memberships').raw().all(),
    )
    await after.close()
    expect(members).toEqual([['acme', 'ann', 'owner']])
  })
})
