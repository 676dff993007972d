/** What GitHub delivers to machines that execute nothing: read anew by a worker, once wherever and however often it comes. */
import { createHmac } from 'node:crypto'
import { startPostgres } from '@upflow/tooling/postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { byWebhook, type Pipeline, setWebhookSecret } from '../src/index.ts'
import { acme, createAcme, newDataDir, newEmulator, open, small } from './support.ts'

const secret = 'canary-webhook-secret-0123456789'
const postgres = await startPostgres()
afterAll(() => postgres?.stop())

describe.skipIf(postgres === null)('deliveries to machines that share their runs', () => {
  it('are read by a worker: one run of a pull request for all that come until it begins, and none for what comes again', async () => {
    const debounceMs = 1_000
    const place = {
      databaseUrl: await postgres!.cloneDatabase(),
      jobs: 'database',
      delivering: { debounceMs },
    } as const
    const emulator = await newEmulator(small(5))
    const web = await open(newDataDir(), {}, 0, place)
    const other = await open(newDataDir(), {}, 0, place)
    await createAcme(web, emulator)
    await setWebhookSecret(web, acme, { secret, by: 'cli:ann' })
    const { id, owner, name, pullRequests } = emulator.data.repositories[0]!
    const [first, second] = pullRequests
    const deliver = async (to: Pipeline, delivery: string, number: number) => {
      const repository = { node_id: id, full_name: `${owner}/${name}` }
      const body = JSON.stringify({ repository, pull_request: { number } })
      const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
      const taken = await to.deliveries.take({
        organization: acme,
        event: 'pull_request',
        id: delivery,
        signature,
        body: Buffer.from(body),
      })
      return taken.run!
    }

    const before = Date.now()
    const run = await deliver(web, 'one', first!.number)
    expect(run.outcome).toBe('created')
    // Whichever machine it comes to.
    for (const [to, delivery] of [
      [other, 'two'],
      [web, 'three'],
      [other, 'one'],
    ] as const)
      expect(await deliver(to, delivery, first!.number)).toEqual({ runId: run.runId, outcome: 'joined' })
    const beside = await deliver(other, 'four', second!.number)
    expect(beside.outcome).toBe('created')
    expect((await web.engine.runs.get(run.runId))!.availableAt).toBeGreaterThanOrEqual(before + debounceMs)
    expect(emulator.journal).toEqual([])

    const worker = await open(newDataDir(), {}, 1, place)
    for (const { runId } of [run, beside]) {
      expect(await other.engine.runs.wait(runId)).toMatchObject({ status: 'succeeded' })
      const events = await web.engine.runs.events(runId)
      const claimed = events.filter(({ type }) => type === 'run.claimed')
      expect(claimed).toMatchObject([{ owner: worker.engine.owner }])
    }
    for (const to of [web, other])
      expect(await deliver(to, 'one', first!.number)).toEqual({ runId: run.runId, outcome: 'existing' })
    const labels = { organization: acme, startedBy: byWebhook }
    expect(await other.engine.runs.list({ labels })).toHaveLength(2)
    expect(emulator.journal.filter(({ operation }) => operation === 'PullRequestsById')).toHaveLength(2)
    const { sqlite } = await web.tenants.openToRead(acme)
    expect(sqlite.prepare('SELECT number FROM analyzed_pull_requests ORDER BY number').pluck().all()).toEqual(
      [first!.number, second!.number].sort((a, b) => a - b),
    )
  })
})
