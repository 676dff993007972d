/** Teams that are mirrored from GitHub: a crawl and a delivery bring their members to what is so there, as of today. */
import { createHmac } from 'node:crypto'
import type { Dataset, Emulator, TeamData } from '@upflow/github-emulator'
import { changeSettings, readChanges, readSetting, teamMirrorsOf } from '@upflow/settings'
import { expect, it } from 'vitest'
import { checkConnection, openPipeline, type Pipeline, parseConfig, setWebhookSecret } from '../src/index.ts'
import { acme, createAcme, newDataDir, newEmulator, small } from './support.ts'

const owner = 'bitcoin-core'
const secret = 'canary-webhook-secret-0123456789'
const byMirroring = 'mirrored from GitHub'

async function begin(teams: readonly unknown[]) {
  const data: Dataset = {
    ...small(10),
    teams: [
      { owner, slug: 'core', name: 'Core', members: ['ann', 'ben'] },
      { owner, slug: 'web', name: 'Web', members: ['cid'], parent: 'core' },
    ],
  }
  const emulator = await newEmulator(data)
  const pipeline = await openPipeline({
    config: parseConfig({ UPFLOW_DATA_DIR: newDataDir() }),
    concurrency: 2,
    worker: new URL('../dist/worker.js', import.meta.url),
    delivering: { debounceMs: 0 },
  })
  try {
    await createAcme(pipeline, emulator)
    const tenant = await pipeline.tenants.open(acme)
    await changeSettings(tenant, [{ key: 'teams', value: teams }], { by: 'ann' })
    return { data, emulator, pipeline, tenant }
  } catch (error) {
    await pipeline.close()
    throw error
  }
}

const bound = (slug: string, members: readonly unknown[] = []) => ({
  slug,
  githubTeam: `${owner}/${slug}`,
  members,
})

const crawl = async ({ engine }: Pipeline) =>
  engine.jobs.crawl.triggerAndWait({ organizationId: acme, repositories: null, recalculate: true })

/** Without days: which one it is may change while the test runs. */
const membersOf = async ({ tenants }: Pipeline, slug: string) =>
  (await readSetting(await tenants.open(acme), 'teams'))
    .find((team) => team.slug === slug)!
    .members.map(({ login, from, to }) => [login, from !== null, to !== null])

it('a crawl writes down who is in them, from today on and to today, and nothing of before', async () => {
  const { data, pipeline, tenant, emulator } = await begin([
    { slug: 'own', members: ['zoe'] },
    bound('core', [{ login: 'old', from: '2020-01-01', to: '2020-12-31' }, 'ben', 'gone']),
    bound('web'),
  ])
  try {
    expect((await crawl(pipeline)).status).toBe('succeeded')
    expect(await membersOf(pipeline, 'core')).toEqual([
      ['old', true, true],
      ['ben', false, false],
      ['gone', false, true],
      ['ann', true, false],
      ['cid', true, false],
    ])
    expect(await membersOf(pipeline, 'web')).toEqual([['cid', true, false]])
    expect(await membersOf(pipeline, 'own')).toEqual([['zoe', false, false]])
    const asked = () => emulator.journal.filter(({ operation }) => operation === 'TeamMembers').length
    expect(asked()).toBe(2)
    const [first] = await readChanges(tenant, { limit: 1, key: 'teams' })
    expect(first).toMatchObject({ changedBy: byMirroring })

    // What is the same is no change.
    expect((await crawl(pipeline)).status).toBe('succeeded')
    expect(asked()).toBe(4)
    expect((await readChanges(tenant, { limit: 1, key: 'teams' }))[0]!.id).toBe(first!.id)

    data.teams![0]!.members.splice(0, 1)
    await crawl(pipeline)
    expect((await membersOf(pipeline, 'core')).at(-2)).toEqual(['ann', true, true])
    expect([...(await teamMirrorsOf(tenant))].map(([name, { problem }]) => [name, problem]).sort()).toEqual([
      [`${owner}/core`, null],
      [`${owner}/web`, null],
    ])
  } finally {
    await pipeline.close()
  }
})

it('what may not be read leaves the last known members and says why, and repositories are read nevertheless', async () => {
  const { data, pipeline, tenant, emulator } = await begin([bound('core'), bound('web')])
  try {
    await crawl(pipeline)
    const before = await membersOf(pipeline, 'core')
    emulator.denials.push({
      field: 'Team.members',
      type: 'INSUFFICIENT_SCOPES',
      message: 'needs read:org',
      when: ({ slug }) => slug === 'core',
    })
    const [core, web] = data.teams as [TeamData, TeamData]
    core.members.splice(0)
    web.members.push('dan')
    const refused = await crawl(pipeline)
    expect(refused).toMatchObject({
      status: 'partial',
      output: {
        failed: [
          {
            repository: 'teams of GitHub',
            code: 'pipeline/teams-not-mirrored',
            message: expect.stringMatching(/bitcoin-core\/core could not be read, and stays.*needs read:org/),
          },
        ],
      },
    })
    expect(refused.output.read).toBeGreaterThanOrEqual(0)
    expect(await membersOf(pipeline, 'core')).toEqual(before)
    expect((await membersOf(pipeline, 'web')).map(([login]) => login)).toEqual(['cid', 'dan'])
    const mirror = (await teamMirrorsOf(tenant)).get(`${owner}/core`)!
    expect(mirror.problem).toContain('needs read:org')
    expect(mirror.readAt).not.toBeNull()
    const findings = await checkConnection(pipeline, acme, { by: 'ann' })
    expect(findings.find(({ what }) => what === 'teams')).toMatchObject({ state: 'bad' })

    emulator.denials.length = 0
    expect((await crawl(pipeline)).status).toBe('succeeded')
    expect((await teamMirrorsOf(tenant)).get(`${owner}/core`)!.problem).toBeNull()
  } finally {
    await pipeline.close()
  }
})

/** As GitHub tells what happened, signed; and the end of the run that comes of it. */
async function tell(pipeline: Pipeline, emulator: Emulator, kind: 'join' | 'leave', login: string) {
  const events = await emulator.mutate({ kind, owner, team: 'web', login })
  for (const { id, name, payload } of events) {
    const body = JSON.stringify(payload)
    const taken = await pipeline.deliveries.take({
      organization: acme,
      event: name,
      id,
      signature: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      body: Buffer.from(body),
    })
    if (taken.run === null) return taken.says
    const run = await pipeline.engine.runs.wait(taken.run.runId)
    expect(run.job).toBe('mirror')
    return run.status
  }
}

it('a delivery has them read anew, the teams that it is a child of too; where none is mirrored it is ignored', async () => {
  const { pipeline, tenant, emulator } = await begin([bound('core')])
  try {
    await setWebhookSecret(pipeline, acme, { secret, by: 'ann' })
    expect(await tell(pipeline, emulator, 'join', 'dan')).toBe('succeeded')
    expect((await membersOf(pipeline, 'core')).map(([login]) => login)).toEqual(['ann', 'ben', 'cid', 'dan'])
    expect(await tell(pipeline, emulator, 'leave', 'dan')).toBe('succeeded')
    expect((await membersOf(pipeline, 'core')).at(-1)).toEqual(['dan', true, true])
    await changeSettings(tenant, [{ key: 'teams', value: [] }], { by: 'ann' })
    expect(await tell(pipeline, emulator, 'join', 'eve')).toContain(
      'No team is mirrored from the organization',
    )
  } finally {
    await pipeline.close()
  }
})
