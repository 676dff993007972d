/**
 * A database and two workers as three hosts, of which one loses its link and has it again. Where this user may not make
 * network namespaces (root, `ip netns`), it is skipped.
 */
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectNothingRecordedAgain, job, newLog, until } from '@upflow/jobs/contract'
import { canMakeNetworks, makeNetwork } from '@upflow/tooling/namespaces'
import { type Postgres, startPostgres } from '@upflow/tooling/postgres'
import { startProcess } from '@upflow/tooling/test-process'
import { afterAll, describe, expect, it } from 'vitest'
import { createBackend } from './backend.ts'
import type { Said, Working } from './worker-child.ts'

const isPossible = canMakeNetworks()
const network = isPossible ? makeNetwork(2) : null
const started = network && (await startPostgres({ host: network.address, prefix: network.enter(0) }))
const postgres = started as Postgres
afterAll(async () => {
  await started?.stop()
  network?.remove()
})

describe.skipIf(!started)('two workers and a database on three hosts', () => {
  it('lose no run when a link is cut, and record each step once when it is healed', async () => {
    const { enter, cut, heal } = network!
    const backend = await createBackend(postgres, postgres.toSocketUrl)
    const url = await postgres.cloneDatabase()
    const log = newLog()
    const workers = [1, 2].map((host) => {
      const working: Working = { url, log }
      const shell = `exec ${enter(host).join(' ')} $CHILD`
      return startProcess<Said>(
        join(import.meta.dirname, 'worker-child.ts'),
        [JSON.stringify(working)],
        shell,
      )
    })
    const opened = await Promise.all(workers.map((worker) => worker.says(({ is }) => is === 'open')))
    const engine = await backend.open(
      postgres.toSocketUrl(url),
      { work: job(async () => null) },
      { concurrency: 0 },
    )
    const first = await engine.jobs.work.trigger({ steps: 12, pauseMs: 300 }, { concurrencyKey: 'k' })
    const second = await engine.jobs.work.trigger({ steps: 12 }, { concurrencyKey: 'k' })
    const owner = await until(async () => {
      const said = await engine.runs.events(first.runId)
      return said.some(({ step }) => step === 'step:3') ? (await engine.runs.get(first.runId))?.owner : null
    })
    const index = opened.findIndex((worker) => worker.owner === owner)
    cut(index + 1)
    const taken = await until(async () => {
      const run = await engine.runs.get(first.runId)
      return run?.generation === 2 ? run : null
    }, 100_000)
    expect(taken.owner).toBe(opened[1 - index]!.owner)
    // It goes on elsewhere, and what is recorded by then is so for good.
    await workers[1 - index]!.says(({ executes }) => executes === 'step:7')
    const before = await engine.runs.steps(first.runId)
    for (const { key } of before) appendFileSync(log, `recorded ${first.runId} ${key}\n`)
    heal(index + 1)
    for (const { runId } of [first, second]) {
      const run = await engine.runs.wait(runId)
      expect([run.status, run.output]).toEqual(['succeeded', 66])
      const events = await engine.runs.events(runId)
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, position) => position + 1))
      expect(events.filter(({ type }) => type === 'run.finished')).toHaveLength(1)
    }
    expect((await engine.runs.steps(first.runId)).slice(0, before.length)).toEqual(before)
    // The one that was cut off did not go on by itself: it lost at most the step in flight.
    expectNothingRecordedAgain(log, 2)
    // It serves again what comes.
    workers[1 - index]!.signal('SIGKILL')
    const { runId } = await engine.jobs.work.trigger({ steps: 12 })
    expect((await engine.runs.wait(runId)).status).toBe('succeeded')
    const pids = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith(`execute ${runId}`))
      .map((line) => Number(line.split(' ')[3]))
    expect(new Set(pids)).toEqual(new Set([opened[index]!.pid]))
  }, 240_000)
})
