/** What comes by itself: for each organization whatever ails the others, and in no process that serves one command. */
import { join } from 'node:path'
import { parseOrganizationId, toRepositoryId } from '@upflow/model'
import { changeSettings } from '@upflow/settings'
import Database from 'better-sqlite3'
import { afterEach, expect, it } from 'vitest'
import {
  applyAllSchedules,
  keepSchedules,
  openPipeline,
  type Pipeline,
  parseConfig,
  readAllSchedules,
  readSchedules,
  startedBy,
} from '../src/index.ts'
import { acme, newDataDir, setup, until } from './support.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const namesOf = async ({ engine }: Pipeline) => (await engine.schedules.list()).map(({ name }) => name)

async function open(dataDir: string, options: { concurrency: number; firesSchedules?: boolean }) {
  const pipeline = await openPipeline({
    config: parseConfig({ UPFLOW_DATA_DIR: dataDir }),
    autoStart: false,
    worker: new URL('../dist/worker.js', import.meta.url),
    ...options,
  })
  closing.push(() => pipeline.close({ graceMs: 2_000 }))
  return pipeline
}

it('an organization whose file is of a newer version keeps no other from its schedules', async () => {
  const dataDir = newDataDir()
  const first = await open(dataDir, { concurrency: 0 })
  const integration = { kind: 'github', apiUrl: 'http://127.0.0.1:9', sealedToken: null } as const
  const token = 'ghp_0123456789012345678901234567890123'
  for (const id of ['aaa', 'bbb']) {
    await first.organizations.create({ id, integration, token })
    const { db } = await first.tenants.openToRead(parseOrganizationId(id))
    await db
      .insertInto('repositories')
      .values({
        id: toRepositoryId('R_1'),
        owner: id,
        name: 'app',
        is_archived: 0,
        default_branch: 'main',
        release_rule: null,
      })
      .execute()
  }
  const common = { job: 'crawl', cron: '0 6 * * *', input: { organizationId: acme } } as const
  await first.engine.schedules.set('crawl:gone', common as never)
  await first.engine.schedules.set('nightly', common as never)
  await first.close()
  const file = new Database(join(dataDir, 'tenants', 'aaa.db'))
  file.pragma('user_version = 999')
  file.close()

  const pipeline = await open(dataDir, { concurrency: 0 })
  const troubles: unknown[] = []
  await applyAllSchedules(pipeline, { onTrouble: (error) => troubles.push(error) })
  expect((await namesOf(pipeline)).sort()).toEqual(['crawl:bbb', 'nightly', 'reconcile:bbb'])
  expect(troubles).toMatchObject([{ code: 'db/newer-file', message: expect.stringContaining('aaa') }])

  const { schedules, unread } = await readAllSchedules(pipeline)
  expect(unread).toEqual([{ organization: 'aaa', problem: (troubles[0] as Error).message }])
  const own = await readSchedules(pipeline, parseOrganizationId('bbb'))
  expect(schedules).toEqual(own.map((one) => ({ organization: 'bbb', ...one })))
  expect(schedules).toMatchObject([{ kind: 'crawl', problem: null }, { kind: 'reconcile' }])
})

it('what is due is begun by who serves everybody, not by who executes one command', async () => {
  const { dataDir, pipeline: before } = await setup()
  await before.engine.schedules.set('every second', {
    job: 'recalculate',
    cron: '* * * * * *',
    input: { organizationId: acme, repositories: null, everything: false },
    labels: { organization: acme, [startedBy]: 'schedule' },
    onConflict: 'join',
  })
  await before.close()
  const command = await open(dataDir, { concurrency: 2 })
  command.engine.start()
  const { nextAt } = (await command.engine.schedules.list())[0]!
  // It looks four times a second.
  await until(() => Date.now() > nextAt + 2_000)
  expect(await command.engine.runs.list()).toEqual([])
  const server = await open(dataDir, { concurrency: 1, firesSchedules: true })
  server.engine.start()
  await until(async () => (await server.engine.runs.list({ status: ['succeeded'] })).length > 0)
})

it('what was turned off while nobody served does not come once more', async () => {
  const { dataDir, pipeline: before } = await setup()
  const never = { crawl: null, reconcile: null }
  await changeSettings(await before.tenants.openToRead(acme), [{ key: 'schedules', value: never }], {
    by: 'ann',
  })
  const { nextAt } = await before.engine.schedules.set('crawl:acme', {
    job: 'crawl',
    cron: '* * * * * *',
    input: { organizationId: acme, repositories: null, recalculate: true },
  })
  await before.close()
  await until(() => Date.now() > nextAt)
  const server = await open(dataDir, { concurrency: 1, firesSchedules: true })
  const kept = keepSchedules(server, {
    onTrouble: (error) => {
      throw error
    },
  })
  closing.push(() => kept.stop())
  await kept.begun
  expect(await namesOf(server)).toEqual([])
  expect(await server.engine.runs.list()).toEqual([])
})
