/**
 * The contract of crashes on the embedded engine, whose file is sound afterwards.
 * UPFLOW_CRASH_ROUNDS sets how many random kills (default 8; `test:crash` does 200).
 */
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { type CrashBackend, crashContract, newLog, triggerRuns } from './contract/index.ts'
import { embedded } from './embedded.ts'
import { startChild } from './processes.ts'
import { job, newFile, open } from './support.ts'

const crashing: CrashBackend = {
  ...embedded,
  serve: (path, log, point, passing) => startChild('crash-child.ts', [path, log, point, String(passing)]),
  async checkIntegrity(path) {
    const file = new Database(path, { readonly: true })
    expect(file.pragma('integrity_check', { simple: true })).toBe('ok')
    file.close()
  },
}

crashContract(crashing, Number(process.env.UPFLOW_CRASH_ROUNDS ?? 8))

it('a lost owner is found at once by its lock, although its lease has long to go', async () => {
  const path = newFile()
  await triggerRuns(embedded, path, 1)
  expect(await crashing.serve(path, newLog(), 'before-record', 3).ended).toBe('SIGKILL')
  const file = new Database(path)
  // However long the machine takes.
  file.exec('UPDATE runs SET lease_until = lease_until + 3600000')
  file.close()
  const engine = await open(
    path,
    { work: job(async (step) => step.run('step:0', () => 'not executed')) },
    { timing: { leaseMs: 2 * 3_600_000 } },
  )
  const [run] = await engine.runs.list()
  expect(await engine.runs.wait(run!.id)).toMatchObject({ status: 'succeeded', output: 0, recoveries: 1 })
})
