/** Runs as several processes of the CLI have them: followed, cancelled, given back, killed. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  asShellsSee,
  fileHolds,
  holdPages,
  jsonOf,
  newAcme,
  newEmulator,
  ok,
  pagesOf,
  start,
  token,
  until,
  upflow,
} from './support.ts'

describe('two at once', () => {
  it('the second backfill follows the first, and both end well', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const held = holdPages(emulator, 3)
    const first = start(dataDir, ['backfill', '--json'])
    await until(() => pagesOf(emulator).length > 2)
    const second = start(dataDir, ['backfill', '--json'])
    await until(() => second.stderr().includes('is doing just that already'))
    held.release()
    const results = await Promise.all([ok(first.ended), ok(second.ended)])
    const [one, two] = results.map(({ stdout }) => jsonOf(stdout))
    expect([two.run, two.output]).toEqual([one.run, one.output])
    const pages = pagesOf(emulator).map(({ repository, after }) => `${repository} ${after}`)
    expect(new Set(pages).size).toBe(pages.length)
  })

  it('one with other options waits its turn', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const held = holdPages(emulator, 3)
    const first = start(dataDir, ['backfill', '--json'])
    await until(() => pagesOf(emulator).length > 2)
    const second = start(dataDir, ['backfill', '--no-recalculate', '--json'])
    await until(() => second.stderr().includes('waits for run'))
    held.release()
    expect(jsonOf((await ok(second.ended)).stdout).output).toMatchObject({ stored: 0 })
    await ok(first.ended)
  })

  it('a run can be cancelled from another process', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    emulator.faults.push({
      when: ({ operation }) => operation === 'PullRequests',
      respond: { kind: 'hang' },
      times: Number.POSITIVE_INFINITY,
    })
    const first = start(dataDir, ['backfill', '--json'])
    await until(() => pagesOf(emulator).length > 0)
    const { runs } = jsonOf((await ok(upflow(dataDir, ['runs', 'list', '--json']))).stdout)
    expect(jsonOf((await ok(upflow(dataDir, ['runs', 'cancel', runs[0].id, '--json']))).stdout)).toEqual({
      run: { id: runs[0].id, status: 'cancelled' },
    })
    expect(await first.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('cancelled') })
  })
})

it('a run whose process was killed is said to be executed by nobody, and can be cancelled at once', async () => {
  const emulator = await newEmulator()
  const dataDir = await newAcme(emulator)
  const held = holdPages(emulator, 1)
  const victim = start(dataDir, ['backfill'])
  await until(() => pagesOf(emulator).length > 0)
  victim.process.kill('SIGKILL')
  await victim.ended
  held.release()
  const listed = await ok(upflow(dataDir, ['runs', 'list', '--json']))
  const { runs } = jsonOf(listed.stdout)
  const unserved = `Nobody executes ${runs[0].id}. No process serves the queue 'default': start 'upflow worker'`
  expect(listed.stderr).toContain(unserved)
  expect((await ok(upflow(dataDir, ['runs', 'show', runs[0].id]))).stderr).toContain(unserved)
  expect(jsonOf((await ok(upflow(dataDir, ['runs', 'cancel', runs[0].id, '--json']))).stdout)).toEqual({
    run: { id: runs[0].id, status: 'cancelled' },
  })
})

describe('Ctrl-C', () => {
  it('once gives the run back, and the next start goes on after the last page', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const held = holdPages(emulator, 4)
    const first = start(dataDir, ['backfill', '--json'])
    await until(() => pagesOf(emulator).length > 3)
    first.process.kill('SIGINT')
    const stopped = await first.ended
    held.release()
    expect([stopped.code, stopped.signal]).toEqual([130, null])
    expect(stopped.stderr).toContain('goes on at the next start')
    const { run } = jsonOf(stopped.stdout)
    const before = pagesOf(emulator).length
    const next = jsonOf((await ok(upflow(dataDir, ['backfill', '--json']))).stdout)
    expect(next.run).toEqual({ id: run.id, status: 'succeeded' })
    // 7 pages of each repository; at most the two that were under way are asked for again.
    expect(before).toBeLessThan(14)
    expect(pagesOf(emulator).length).toBeLessThanOrEqual(14 + 2)
  })

  it('twice quits at once, whatever hangs', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const held = holdPages(emulator, 2)
    const first = start(dataDir, ['backfill'])
    await until(() => pagesOf(emulator).length > 1)
    first.process.kill('SIGSTOP')
    first.process.kill('SIGINT')
    first.process.kill('SIGCONT')
    await until(() => first.stderr().includes('Stopping') || first.process.exitCode !== null)
    first.process.kill('SIGINT')
    expect(asShellsSee(await first.ended)).toBe(130)
    held.release()
    await ok(upflow(dataDir, ['backfill']))
  })
})

it('the token is in no file of the jobs, WAL included, while it runs and after a kill', async () => {
  const emulator = await newEmulator()
  const dataDir = await newAcme(emulator)
  const held = holdPages(emulator, 4)
  const env = { UPFLOW_GITHUB_TOKEN: token, UPFLOW_GITHUB_API_URL: emulator.url }
  const victim = start(dataDir, ['backfill'], { env })
  await until(() => pagesOf(emulator).length > 3)
  victim.process.kill('SIGKILL')
  await victim.ended
  held.release()
  for (const name of ['jobs.db', 'jobs.db-wal', 'tenants/acme.db', 'registry.db'])
    expect(fileHolds(join(dataDir, name), 'canary'), name).toBe(false)
  await ok(upflow(dataDir, ['backfill'], { env }))
  for (const name of ['jobs.db', 'tenants/acme.db', 'registry.db'])
    expect(fileHolds(join(dataDir, name), 'canary'), name).toBe(false)
})
