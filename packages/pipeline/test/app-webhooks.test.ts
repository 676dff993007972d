/** What an account does to an installation: runs end with what to do, health says it, and deliveries have it found out at once. */
import { createHmac } from 'node:crypto'
import type { Emulator } from '@upflow/github-emulator'
import { expect, it } from 'vitest'
import { accessProblem, type Pipeline, setConnection, setWebhookSecret } from '../src/index.ts'
import { by, installed } from './app-support.ts'
import { acme, token } from './support.ts'

const secret = 'canary-webhook-secret-0123456789'
const all = { organizationId: acme } as never
const labels = { organization: acme }

type Mutation = Parameters<Emulator['mutate']>[0]

async function begin() {
  const { emulator, pipeline, ...rest } = await installed()
  await setWebhookSecret(pipeline, acme, { secret, by })
  await pipeline.engine.jobs.backfill.triggerAndWait(all, { labels })
  /** Lets it happen, and hands on what GitHub tells of it. Gives the runs that followed, ended. */
  const happen = async (mutation: Mutation) => {
    const events = await emulator.mutate(mutation)
    const taken = await Promise.all(events.map((event) => deliver(pipeline, event)))
    return Promise.all(taken.flatMap(({ run }) => (run ? [pipeline.engine.runs.wait(run.runId)] : [])))
  }
  const problem = () => accessProblem(pipeline.engine.runs, acme)
  return { emulator, pipeline, happen, problem, ...rest }
}

function deliver(pipeline: Pipeline, { id, name, payload }: { id: string; name: string; payload: unknown }) {
  const body = JSON.stringify(payload)
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  return pipeline.deliveries.take({ organization: acme, event: name, id, signature, body: Buffer.from(body) })
}

it.each([
  ['suspended', 'suspend', 'github/installation-suspended', /resumes it/],
  ['removed', 'uninstall', 'github/installation-removed', /Install it again/],
] as const)(
  '%s: the run that follows ends with what to do, and health says it',
  async (_, kind, code, remedy) => {
    const { happen, pipeline, problem } = await begin()
    expect(await problem()).toBeNull()
    const [run] = await happen({ kind, installationId: 70 })
    const expected = { code, message: expect.stringMatching(remedy) }
    expect(run).toMatchObject({ job: 'crawl', status: 'failed', error: expected })
    expect(await problem()).toMatchObject(expected)
    const again = await pipeline.engine.jobs.backfill.triggerAndWait(all, { labels }).catch((e: unknown) => e)
    expect(again).toMatchObject({ error: expected })
  },
)

it('resumed: what had changed meanwhile is read, and nothing is wrong any more', async () => {
  const { emulator, happen, problem } = await begin()
  await happen({ kind: 'suspend', installationId: 70 })
  const [one] = emulator.data.repositories[0]!.pullRequests.slice(-1)
  Object.assign(one!, { title: 'Changed meanwhile', updatedAt: '2029-01-01T00:00:00Z' })
  expect(await happen({ kind: 'unsuspend', installationId: 70 })).toMatchObject([
    { job: 'crawl', status: 'succeeded', output: { stored: 1 } },
  ])
  expect(await problem()).toBeNull()
})

it('with a repository less: that one is named, what was read of it is kept, and the others are read', async () => {
  const { emulator, happen, problem, tenant } = await begin()
  const [one, other] = emulator.data.repositories
  const count = () =>
    tenant.sqlite
      .prepare('SELECT count(*) FROM raw_pull_requests WHERE repository_id = ?')
      .pluck()
      .get(one!.id)
  const before = count()
  // Of one alone that is out of sight nothing succeeds.
  expect(await happen({ kind: 'select', installationId: 70, removed: [one!.id] })).toMatchObject([
    { status: 'failed', input: { repositories: [one!.id] }, error: { code: 'pipeline/everything-failed' } },
  ])
  expect(await problem()).toBeNull()
  expect(count()).toBe(before)
  expect(
    await happen({ kind: 'select', installationId: 70, added: [one!.id], removed: [other!.id] }),
  ).toMatchObject([{ status: 'partial', output: { failed: [{ code: 'github/not-found' }] } }])
})

it('of another installation of the same app than the one that reads: nothing follows', async () => {
  const { emulator, happen, pipeline } = await begin()
  emulator.apps[0]!.installations.push({ id: 71, account: 'else', repositories: 'all', suspendedAt: null })
  expect(await happen({ kind: 'suspend', installationId: 71 })).toEqual([])
  // Who reads with a token is told of what became visible by any of them.
  await setConnection(pipeline, acme, { token, by })
  expect(await happen({ kind: 'unsuspend', installationId: 71 })).toMatchObject([{ status: 'succeeded' }])
})
