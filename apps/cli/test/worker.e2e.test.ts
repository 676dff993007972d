/** `worker`: serves runs and schedules without a web server; however many there are, a tick makes one run. */
import { parseOrganizationId } from '@upflow/model'
import { openPipeline, parseConfig } from '@upflow/pipeline'
import { expect, it } from 'vitest'
import { newAcme, newEmulator, ok, type Running, small, start, until, upflow } from './support.ts'

interface Listed {
  readonly id: string
  readonly job: string
  readonly status: string
  readonly createdAt: number
  readonly labels: Readonly<Record<string, string>>
}

const json = async <T>(dataDir: string, args: readonly string[]): Promise<T> =>
  JSON.parse((await ok(upflow(dataDir, [...args, '--json']))).stdout) as T
const runsOf = async (dataDir: string) =>
  (await json<{ runs: Listed[] }>(dataDir, ['runs', 'list', '--limit', '500'])).runs

async function startWorker(dataDir: string): Promise<Running> {
  const worker = start(dataDir, ['worker'])
  await until(() => worker.stderr().includes("Serves the queue 'default'"))
  return worker
}

/** More often than can be set. */
async function setEverySecond(dataDir: string): Promise<void> {
  const config = parseConfig({ UPFLOW_DATA_DIR: dataDir })
  const pipeline = await openPipeline({ config, concurrency: 0 })
  const organizationId = parseOrganizationId('acme')
  await pipeline.engine.schedules.set('every second', {
    job: 'crawl',
    cron: '* * * * * *',
    input: { organizationId, repositories: null, recalculate: true },
    concurrencyKey: `crawl:${organizationId}`,
    onConflict: 'join',
    labels: { organization: organizationId, startedBy: 'schedule' },
  })
  await pipeline.close()
}

it('two workers make one run a tick, and both stop cleanly', async () => {
  const emulator = await newEmulator(small(3))
  const dataDir = await newAcme(emulator)
  for (const kind of ['crawl', 'reconcile'])
    await ok(upflow(dataDir, ['schedules', 'set', 'acme', kind, 'never']))
  await setEverySecond(dataDir)
  const workers = await Promise.all([startWorker(dataDir), startWorker(dataDir)])
  const scheduled = async () => {
    for (;;) {
      const runs = (await runsOf(dataDir)).filter(({ labels }) => labels.startedBy === 'schedule')
      if (runs.filter(({ status }) => status === 'succeeded').length >= 5) return runs
    }
  }
  const runs = await scheduled()
  for (const { process } of workers) process.kill('SIGTERM')
  for (const { ended } of workers) expect(await ended).toMatchObject({ code: 0, signal: null })
  // A tick is a second here: no two runs are of the same.
  const ticks = runs.map(({ createdAt }) => Math.floor(createdAt / 1_000))
  expect(new Set(ticks).size).toBe(runs.length)
  expect(new Set(runs.map(({ job }) => job))).toEqual(new Set(['crawl']))
})

it('a run that was triggered elsewhere is executed, and given back when the worker stops', async () => {
  const emulator = await newEmulator(small(3))
  const dataDir = await newAcme(emulator)
  expect(
    await json<{ schedules: { kind: string; cron: string; problem: string | null }[] }>(dataDir, [
      'schedules',
      'list',
      'acme',
    ]),
  ).toMatchObject({
    schedules: [
      { kind: 'crawl', cron: '*/15 * * * *', problem: null },
      { kind: 'reconcile', cron: '20 3 * * *', problem: null },
    ],
  })
  const all = await json<{ schedules: unknown[]; unread: unknown[] }>(dataDir, ['schedules', 'list', '--all'])
  expect(all).toMatchObject({
    schedules: [
      { organization: 'acme', kind: 'crawl', cron: '*/15 * * * *' },
      { organization: 'acme', kind: 'reconcile' },
    ],
    unread: [],
  })
  const crawled = await ok(upflow(dataDir, ['crawl', 'acme', '--json']))
  const { run } = JSON.parse(crawled.stdout) as { run: { id: string } }
  const worker = await startWorker(dataDir)
  await ok(upflow(dataDir, ['runs', 'rerun', run.id]))
  worker.process.kill('SIGINT')
  expect(await worker.ended).toMatchObject({ code: 0 })
  const [again] = await runsOf(dataDir)
  expect(again).toMatchObject({ job: 'crawl', status: 'succeeded' })
  const log = (await ok(upflow(dataDir, ['settings', 'log', 'acme']))).stdout
  expect(log).toContain(`run: crawl run again (${again!.id})`)
  expect(log).toContain(`run: crawl started (${run.id})`)
})

it('what a page can do has its command', async () => {
  const emulator = await newEmulator(small(3))
  const dataDir = await newAcme(emulator)
  await ok(upflow(dataDir, ['backfill', 'acme']))
  expect((await ok(upflow(dataDir, ['org', 'check', 'acme']))).stdout).toMatch(
    /good +token +The token belongs to dev/,
  )
  const { repositories } = await json<{ repositories: { name: string; isAdded: boolean }[] }>(dataDir, [
    'repo',
    'available',
    'acme',
  ])
  expect(repositories.every(({ isAdded }) => isAdded)).toBe(true)
  expect((await ok(upflow(dataDir, ['repo', 'estimate', 'acme']))).stdout).toMatch(
    /pull requests: about \d+ requests/,
  )
  expect((await ok(upflow(dataDir, ['backfill', 'acme', '--estimate']))).stdout).toMatch(
    /pull requests: about \d+ requests/,
  )
  const partly = await upflow(dataDir, ['backfill', 'acme', '--estimate', '--missing'])
  expect(partly.stderr).toContain('it goes without --missing')
  const preview = await ok(upflow(dataDir, ['settings', 'preview', 'acme', 'releaseRule', 'none']))
  expect(preview.stdout).toMatch(/deploy .* → –/)
  expect((await ok(upflow(dataDir, ['settings', 'get', 'acme', 'releaseRule']))).stdout).toContain('master')
  const [one] = repositories
  await ok(upflow(dataDir, ['repo', 'remove', 'acme', one!.name]))
  await ok(upflow(dataDir, ['settings', 'set', 'acme', 'discovery.patterns', `${one!.name.split('/')[0]}/*`]))
  const discovered = await ok(upflow(dataDir, ['repo', 'discover', 'acme']))
  expect(discovered.stdout).toMatch(/^\d+ repositories are seen, \d+ taken in by patterns, 0 of them new$/m)
  expect(discovered.stderr).toContain(`${one!.name} was removed by hand`)
  await ok(upflow(dataDir, ['org', 'set', 'acme', '--name', 'Acme Inc']))
  const log = (await ok(upflow(dataDir, ['settings', 'log', 'acme']))).stdout
  expect(log).toContain(`repository: ${one!.name} removed`)
  expect(log).toContain('name: acme → Acme Inc')
})
