/** What is deleted leaves nothing, also of a run whose end DBOS is just recording. */
import { job, until } from '@upflow/jobs/contract'
import { type Postgres, startPostgres } from '@upflow/tooling/postgres'
import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { ask, createBackend } from './backend.ts'

const started = await startPostgres()
const backend = started && (await createBackend(started as Postgres))
afterAll(() => started?.stop())

describe.skipIf(!started)('a run that is deleted', () => {
  it('leaves no output of its workflow, which is recorded at that moment', async () => {
    const url = await backend!.newPlace()
    const engine = await backend!.open(url, { work: job((step) => step.run('one', () => 1)) })
    const { runId } = await engine.jobs.work.triggerAndWait(null)
    const outputs = () => ask(url, 'SELECT 1 FROM dbos.workflow_output WHERE workflow_uuid = $1', [runId])
    await until(async () => (await outputs()).length > 0)
    const recording = new pg.Client({ connectionString: url })
    await recording.connect()
    try {
      await recording.query(
        `BEGIN; UPDATE dbos.workflow_status SET updated_at = 0; DELETE FROM dbos.workflow_output`,
      )
      await recording.query('INSERT INTO dbos.workflow_output (workflow_uuid) VALUES ($1)', [runId])
      const deleted = engine.runs.delete(runId)
      await until(async () => (await ask(url, 'SELECT 1 FROM pg_locks WHERE NOT granted')).length > 0)
      await recording.query('COMMIT')
      await deleted
    } finally {
      await recording.end()
    }
    expect([await outputs(), await backend!.countRows(url)]).toEqual([[], 0])
  })
})
