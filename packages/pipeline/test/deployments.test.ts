/** Deployments as release rules ask for them: read only then, with the next crawl, and as GitHub has them now. */
import type { RepositoryData } from '@upflow/github-emulator'
import type { ReleaseRule } from '@upflow/model'
import { expect, it } from 'vitest'
import { acme, setup, small } from './support.ts'

type DeploymentData = NonNullable<RepositoryData['deployments']>[number]

const input = { organizationId: acme } as never
const production: ReleaseRule = { kind: 'deployments', key: 'production' }

async function withDeployments() {
  const data = small(30)
  data.repositories.splice(1)
  const repository = data.repositories[0]!
  const merged = repository.pullRequests.filter(({ mergedAt }) => mergedAt !== null)
  const last = merged.reduce((a, b) => (a.mergedAt! > b.mergedAt! ? a : b))
  const deployment = (id: string, environment: string, states: readonly string[]): DeploymentData => ({
    id,
    environment,
    commitOid: last.mergeCommit!.oid,
    committedDate: last.mergedAt!,
    creator: { __typename: 'User', login: 'ann' },
    createdAt: '2030-01-01T00:00:00Z',
    statuses: states.map((state, index) => ({ state, createdAt: `2030-01-01T00:0${index + 1}:00Z` })),
  })
  repository.deployments = [
    deployment('DE_1', 'production', ['PENDING', 'SUCCESS', 'INACTIVE', 'SUCCESS']),
    deployment('DE_2', 'staging', ['SUCCESS']),
    deployment('DE_3', 'production', ['PENDING']),
  ]
  const made = await setup({ data })
  const { tenant, emulator, pipeline } = made
  const rows = (query: string) => tenant.sqlite.prepare(query).raw().all()
  return {
    ...made,
    repository,
    merged: merged.length,
    setRule: (rule: ReleaseRule) =>
      tenant.sqlite.prepare('UPDATE repositories SET release_rule = ?').run(JSON.stringify(rule)),
    run: (job: 'backfill' | 'crawl') => pipeline.engine.jobs[job].triggerAndWait(input),
    rows,
    released: () =>
      rows(
        `SELECT released_by ->> '$.kind', released_by ->> '$.id', min(released_at), max(released_at), count(*)
         FROM analyzed_pull_requests WHERE released_at IS NOT NULL GROUP BY 1, 2`,
      ),
    asked: () => emulator.journal.filter(({ operation }) => operation === 'Deployments').length,
  }
}
/** Of the first success. */
const deployedAt = Date.parse('2030-01-01T00:02:00Z') / 1_000

it('are read when the rule has become one of deployments, and release what was merged', async () => {
  const { setRule, run, rows, released, asked, merged } = await withDeployments()
  await run('backfill')
  await run('crawl')
  expect([asked(), rows('SELECT * FROM deployments')]).toEqual([0, []])
  expect(released().map((row) => (row as unknown[])[0])).toEqual(['pull-request'])
  setRule(production)
  await run('crawl')
  expect(asked()).toBe(1)
  expect(rows('SELECT id, environment, creator_login, succeeded_at FROM deployments')).toEqual([
    ['DE_1', 'production', 'ann', deployedAt],
    ['DE_2', 'staging', 'ann', deployedAt - 60],
    ['DE_3', 'production', 'ann', null],
  ])
  expect(released()).toEqual([['deployment', 'DE_1', deployedAt, deployedAt, merged]])
})

it('that succeed later or are gone change what they have released, and nothing else is analyzed', async () => {
  const { setRule, run, rows, released, merged, repository } = await withDeployments()
  setRule(production)
  await run('backfill')
  expect((await run('crawl')).output).toMatchObject({ analyzed: 0, changed: 0 })
  repository.deployments!.shift()
  expect((await run('crawl')).output.changed).toBe(merged)
  expect([rows('SELECT id FROM deployments'), released()]).toEqual([[['DE_2'], ['DE_3']], []])
  repository.deployments![1]!.statuses.push({ state: 'SUCCESS', createdAt: '2030-01-01T00:02:00Z' })
  expect((await run('crawl')).output.changed).toBe(merged)
  expect(released()).toEqual([['deployment', 'DE_3', deployedAt, deployedAt, merged]])
})

it.each([
  ['the merge commit of one', true, 'DE_1'],
  ['none of theirs', false, null],
])('of a commit that is gone release by that commit alone: %s', async (_, isMergeCommit, releasedBy) => {
  const { setRule, run, rows, released, repository, merged } = await withDeployments()
  const [gone] = repository.deployments!
  Object.assign(gone!, { committedDate: null, ...(isMergeCommit ? {} : { commitOid: 'rewritten' }) })
  setRule(production)
  await run('backfill')
  expect(rows(`SELECT committed_at, succeeded_at FROM deployments WHERE id = 'DE_1'`)).toEqual([
    [0, deployedAt],
  ])
  expect(released()).toEqual(
    releasedBy === null ? [] : [['deployment', releasedBy, deployedAt, deployedAt, merged]],
  )
})

it('that cannot be read make the run a partial one that removes none, and the retry reads them', async () => {
  const { setRule, run, rows, emulator, pipeline, repository } = await withDeployments()
  setRule(production)
  await run('backfill')
  repository.deployments!.shift()
  emulator.faults.push({
    times: Number.POSITIVE_INFINITY,
    when: ({ operation }) => operation === 'Deployments',
    respond: { kind: 'errors', errors: [{ type: 'FORBIDDEN', message: 'no deployments for you' }] },
  })
  const { runId, ...partial } = await run('crawl')
  expect(partial).toMatchObject({
    status: 'partial',
    output: {
      failed: [],
      unreadIn: [{ message: expect.stringMatching(/deployments.*no deployments for you/) }],
    },
  })
  expect(rows('SELECT count(*) FROM deployments')).toEqual([[3]])
  emulator.faults.length = 0
  await pipeline.engine.runs.retry(runId)
  expect((await pipeline.engine.runs.wait(runId)).status).toBe('succeeded')
  expect(rows('SELECT count(*) FROM deployments')).toEqual([[2]])
})
