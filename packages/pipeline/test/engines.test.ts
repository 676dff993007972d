/** The same jobs on the engine of one machine and on that of several: the same rows, and whatever is asked of runs. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadSample } from '@upflow/github-emulator'
import { readReport } from '@upflow/insights'
import { startPostgres } from '@upflow/tooling/postgres'
import { afterAll, describe, expect, it } from 'vitest'
import {
  applySchedules,
  cancelRun,
  chooseJobsPlace,
  executeUnlessServed,
  type Pipeline,
  possibleActions,
  readSchedules,
  removeOrganization,
  rerunRun,
  retryRun,
  startRefresh,
  startRun,
} from '../src/index.ts'
import { acme, createAcme, dumpOf, newDataDir, newEmulator, open, pages, small, until } from './support.ts'

const postgres = await startPostgres()
afterAll(() => postgres?.stop())

const input = { organizationId: acme } as never
const wanted = {
  job: 'backfill',
  organizationId: acme,
  repositories: null,
  queue: 'default',
  by: 'ann',
} as const

/** Of ids, contents, totals and segments; instants of this machine's clock are others each time. */
async function hashOf(pipeline: Pipeline): Promise<string> {
  const rows = await dumpOf(pipeline)
  const report = await readReport(await pipeline.tenants.openToRead(acme), {
    now: 2_000_000_000,
    filter: { since: 0 },
  })
  const totals = { ...report, repositories: report.repositories.map(({ asOf: _, ...one }) => one) }
  return createHash('sha256').update(JSON.stringify({ rows, totals })).digest('hex')
}

describe.skipIf(postgres === null)('jobs on several machines', () => {
  const shared = async () => ({ databaseUrl: await postgres!.cloneDatabase(), jobs: 'database' }) as const

  it('bring the whole sample to the same hash as on one', { timeout: 600_000 }, async () => {
    const emulator = await newEmulator(loadSample())
    const one = await open(newDataDir())
    const several = await open(newDataDir(), {}, 2, await shared())
    for (const pipeline of [one, several]) {
      await createAcme(pipeline, emulator)
      const { status } = await pipeline.engine.jobs.backfill.triggerAndWait(input)
      expect(status).toBe('succeeded')
    }
    expect(await hashOf(several)).toBe(await hashOf(one))
    const { analyzed_pull_requests: analyzed, segments } = await dumpOf(several)
    const all = emulator.data.repositories.flatMap(({ pullRequests }) => pullRequests)
    expect([analyzed!.length, segments!.length > all.length]).toEqual([all.length, true])
  })

  it('are begun, followed, listed, refused, cancelled, retried and set from a machine that executes none', async () => {
    const place = await shared()
    const emulator = await newEmulator(small(30))
    const web = await open(newDataDir(), {}, 0, place)
    await createAcme(web, emulator)
    const waiting = await startRun(web, wanted)
    const pending = (await web.engine.runs.get(waiting.runId))!
    expect((await possibleActions(web, pending)).nobody).toContain("No process serves the queue 'default'")
    const worker = await open(newDataDir(), {}, 2, place)
    const messages: string[] = []
    const ended = await web.engine.runs.wait(waiting.runId, {
      onProgress: ({ message }) => messages.push(message ?? ''),
    })
    expect([ended.status, messages.some((message) => message.includes('bitcoin-core/'))]).toEqual([
      'succeeded',
      true,
    ])
    expect((await possibleActions(web, { ...ended, status: 'pending' })).nobody).toBeNull()

    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation }) => operation === 'PullRequests',
      respond: { kind: 'hold', until: held },
    })
    const second = await startRun(web, wanted)
    emulator.journal.length = 0
    await until(() => pages(emulator).length > 0)
    await expect(
      removeOrganization(web, acme, { confirm: acme, forget: async () => {} }),
    ).rejects.toMatchObject({ code: 'pipeline/run-active' })
    expect(await startRun(web, wanted)).toMatchObject({ outcome: 'joined', runId: second.runId })
    expect(await cancelRun(web, second.runId, 'ann')).toBe(true)
    expect(await web.engine.runs.wait(second.runId)).toMatchObject({ status: 'cancelled' })
    emulator.faults.length = 0
    release()
    await retryRun(web, second.runId, 'ann')
    expect(await web.engine.runs.wait(second.runId)).toMatchObject({ status: 'succeeded' })
    const third = await rerunRun(web, second.runId, 'ann')
    expect(await web.engine.runs.wait(third.id)).toMatchObject({ status: 'succeeded' })
    const [repository] = emulator.data.repositories
    const refreshed = await startRefresh(web, {
      organizationId: acme,
      repository: repository!.id,
      numbers: [repository!.pullRequests[0]!.number],
      queue: 'default',
      by: 'ann',
    })
    expect(await web.engine.runs.wait(refreshed.runId)).toMatchObject({ status: 'succeeded' })

    const ids = [refreshed.runId, third.id, second.runId, waiting.runId]
    const idsOf = (runs: readonly { readonly id: string }[]) => runs.map(({ id }) => id)
    const labels = { organization: acme }
    expect(idsOf(await worker.engine.runs.list({ labels }))).toEqual(ids)
    const reader = (await chooseJobsPlace(web.config).openReader())!
    try {
      expect(idsOf(await reader.list({ labels }))).toEqual(ids)
      expect(await reader.steps(second.runId)).toEqual(await worker.engine.runs.steps(second.runId))
      expect(await reader.events(second.runId)).toEqual(await worker.engine.runs.events(second.runId))
      await expect(reader.steps('none')).rejects.toMatchObject({ code: 'jobs/unknown-run' })
    } finally {
      await reader.close()
    }
    await applySchedules(web, acme)
    expect(await readSchedules(worker, acme)).toMatchObject([
      { kind: 'crawl', problem: null, nextAt: expect.any(Number) },
      { kind: 'reconcile', problem: null, nextAt: expect.any(Number) },
    ])
    const later = (await chooseJobsPlace(web.config).openReader())!
    expect(await readSchedules({ ...worker, engine: later }, acme)).toEqual(await readSchedules(worker, acme))
    await later.close()
  })

  it('are executed by who waits for them while nobody else serves, also when who did has gone', async () => {
    const place = await shared()
    const emulator = await newEmulator(small(5))
    const worker = await open(newDataDir(), {}, 1, place)
    await createAcme(worker, emulator)
    const command = await open(newDataDir(), {}, 1, { ...place, autoStart: false })
    let hasBegun = false
    const executing = executeUnlessServed(command, () => {
      hasBegun = true
    })
    const { runId } = await startRun(command, wanted)
    expect(await command.engine.runs.wait(runId)).toMatchObject({ status: 'succeeded' })
    expect(hasBegun).toBe(false)
    await worker.close()
    const again = await startRun(command, wanted)
    expect(await command.engine.runs.wait(again.runId)).toMatchObject({ status: 'succeeded' })
    expect(hasBegun).toBe(true)
    executing.stop()
  })

  it('have nothing to read before there are any, and make nothing by that', async () => {
    const databaseUrl = await postgres!.cloneDatabase()
    const place = chooseJobsPlace({ dataDir: newDataDir(), jobsUrl: databaseUrl })
    expect([await place.openReader(), await place.openReader()]).toEqual([null, null])
    await place.migrate()
    const reader = await place.openReader()
    expect(await reader!.list()).toEqual([])
    await reader!.close()
  })

  it('are loaded where they are asked for, and nothing of them on one machine', async () => {
    const databaseUrl = await postgres!.cloneDatabase()
    const alone = loadedWith({})
    const several = loadedWith({
      UPFLOW_DATABASE_URL: databaseUrl,
      UPFLOW_SECRET: 'a secret of some length',
    })
    const isOfSeveral = (url: string) => /dbos|node_modules\/pg\//.test(url)
    expect([alone.filter(isOfSeveral), several.some(isOfSeveral)]).toEqual([[], true])
  })
})

/** The modules that a process loads which opens a pipeline to execute, and closes it. */
function loadedWith(environment: Readonly<Record<string, string>>): string[] {
  const coverage = newDataDir()
  const source = `
    import { openPipeline, parseConfig } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
    const pipeline = await openPipeline({ config: parseConfig(process.env), concurrency: 1 })
    await pipeline.close()`
  execFileSync(process.execPath, ['--input-type=module', '-e', source], {
    env: { UPFLOW_DATA_DIR: newDataDir(), NODE_V8_COVERAGE: coverage, ...environment },
  })
  return readdirSync(coverage).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(coverage, name), 'utf8')) as { result: { url: string }[] }
    return result.map(({ url }) => url)
  })
}
