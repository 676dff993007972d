/** Reading some pull requests anew leaves the file as a crawl would, and recalculates what has changed, nothing else. */
import { describe, expect, it } from 'vitest'
import { startRefresh } from '../src/index.ts'
import {
  acme,
  createAcme,
  dump,
  newDataDir,
  newEmulator,
  open,
  setup,
  small,
  token,
  until,
} from './support.ts'
import { stored, truth } from './truth.ts'

const by = { queue: 'default', by: 'cli:ann', organizationId: acme } as const
const someone = { __typename: 'User', login: 'someone' }

async function read() {
  const made = await setup({ data: small(20) })
  await made.pipeline.engine.jobs.backfill.triggerAndWait({ organizationId: acme } as never)
  const [repository] = made.emulator.data.repositories
  const name = `${repository!.owner}/${repository!.name}`
  const refresh = async (numbers: readonly number[], facts: { releases?: boolean; facts?: boolean } = {}) => {
    const { runId } =
      Object.keys(facts).length === 0
        ? await startRefresh(made.pipeline, { ...by, repository: name, numbers })
        : await made.pipeline.engine.jobs.refresh.trigger({
            organizationId: acme,
            repository: repository!.id,
            numbers: [...numbers],
            facts: false,
            releases: false,
            ...facts,
          })
    return made.pipeline.engine.runs.wait(runId)
  }
  made.emulator.journal.length = 0
  return { ...made, repository: repository!, name, refresh }
}

describe('pull requests that are read anew', () => {
  it('are stored with what has changed of them, which is named, and they alone are recalculated', async () => {
    const { dataDir, emulator, repository, refresh } = await read()
    const [changed, same, untold] = repository.pullRequests
    const at = '2029-01-01T00:00:00Z'
    for (const one of [changed!, untold!]) {
      one.comments.nodes.push({ author: someone, createdAt: at })
      Object.assign(one, { title: 'Another title', updatedAt: at })
    }
    const run = await refresh([changed!.number, same!.number])
    expect(run).toMatchObject({
      status: 'succeeded',
      output: { repositories: 1, read: 2, stored: 1, analyzed: 1, unread: 0, failed: [] },
    })
    expect((run.output as { pullRequests: unknown[] }).pullRequests).toEqual([
      { number: changed!.number, became: 'changed', parts: ['title', 'comments'] },
      { number: same!.number, became: 'unchanged', parts: [] },
    ])
    // By their ids, in one request: nothing is listed, and the others are not asked for.
    expect(emulator.journal.map(({ operation }) => operation)).toEqual(['PullRequestsById'])
    const rows = stored(dump(dataDir).raw_pull_requests!)
    const differing = truth(emulator).filter(
      (row, index) => JSON.stringify(row) !== JSON.stringify(rows[index]),
    )
    expect(differing.map(([, number]) => number)).toEqual([untold!.number])
  })

  it('may be new: then their numbers are looked up', async () => {
    const { dataDir, emulator, repository, refresh } = await read()
    repository.pullRequests.push({ ...structuredClone(repository.pullRequests[0]!), number: 99_999 })
    const { output } = await refresh([99_999])
    expect(output).toMatchObject({ stored: 1, analyzed: 1, pullRequests: [{ became: 'new' }] })
    expect(stored(dump(dataDir).raw_pull_requests!)).toEqual(truth(emulator))
  })

  it('may be gone, as a crawl finds it, or never have been', async () => {
    const { dataDir, emulator, repository, refresh } = await read()
    const [gone] = repository.pullRequests.splice(4, 1)
    const { status, output } = await refresh([gone!.number, 88_888])
    expect({ status, output }).toMatchObject({
      status: 'succeeded',
      output: {
        unread: 0,
        pullRequests: [
          { number: gone!.number, became: 'gone', parts: [] },
          { number: 88_888, became: 'absent', parts: [] },
        ],
      },
    })
    const rows = dump(dataDir)
    expect(stored(rows.raw_pull_requests!)).toEqual(truth(emulator))
    expect(rows.analyzed_pull_requests).toHaveLength(rows.raw_pull_requests!.length)
    expect(rows.retry_queue).toEqual([])
  })

  it('are not written over by what is older', async () => {
    const { dataDir, repository, refresh } = await read()
    const one = repository.pullRequests[3]!
    const newer = dump(dataDir).raw_pull_requests
    // What an answer of a replica that is behind looks like.
    one.comments.nodes.push({ author: someone, createdAt: one.createdAt })
    one.updatedAt = one.createdAt
    const { output } = await refresh([one.number])
    expect(output).toMatchObject({ read: 1, stored: 0, analyzed: 0, pullRequests: [{ became: 'unchanged' }] })
    expect(dump(dataDir).raw_pull_requests).toEqual(newer)
  })

  it('that GitHub does not give make the run a partial one that names the reason, and are queued', async () => {
    const { dataDir, repository, refresh } = await read()
    const [broken, well] = repository.pullRequests
    broken!.broken = 'odd thing'
    well!.comments.nodes.push({ author: someone, createdAt: '2029-01-01T00:00:00Z' })
    well!.updatedAt = '2029-01-01T00:00:00Z'
    const { status, output } = await refresh([broken!.number, well!.number])
    expect({ status, output }).toMatchObject({
      status: 'partial',
      output: {
        unread: 1,
        stored: 1,
        pullRequests: [{ became: 'unread' }, { became: 'changed', parts: ['comments'] }],
        unreadIn: [{ message: expect.stringContaining('odd thing') }],
      },
    })
    const rows = dump(dataDir)
    expect(rows.retry_queue).toMatchObject([{ number: broken!.number }])
    expect(rows.raw_pull_requests).toHaveLength(40)
  })

  it('are asked for once by whoever asks before the run begins, and again by whoever asks after', async () => {
    const { emulator, dataDir, repository, name } = await read()
    const idle = await open(dataDir, {}, 0)
    const [one] = repository.pullRequests
    const ask = () => startRefresh(idle, { ...by, repository: name, numbers: [one!.number] })
    let answer = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    emulator.faults.push({ respond: { kind: 'hold', until: answered } })
    const first = await ask()
    // GitHub has been asked: what changes from now on, this run does not see.
    await until(() => emulator.journal.length > 0)
    const second = await ask()
    const third = await ask()
    expect([first, second, third].map(({ outcome }) => outcome)).toEqual(['created', 'created', 'joined'])
    expect(second.runId).not.toBe(first.runId)
    expect(third.runId).toBe(second.runId)
    answer()
    const { runs } = idle.engine
    expect((await runs.wait(first.runId)).status).toBe('succeeded')
    expect((await runs.wait(second.runId)).status).toBe('succeeded')
    expect(emulator.journal).toHaveLength(2)
  })
})

describe('what else of a repository is read anew', () => {
  it('is how it is called', async () => {
    const { repository, refresh, tenant } = await read()
    Object.assign(repository, { owner: 'elsewhere', name: 'renamed', isArchived: true })
    expect((await refresh([], { facts: true })).status).toBe('succeeded')
    expect(
      tenant.sqlite
        .prepare('SELECT owner, name, is_archived FROM repositories WHERE id = ?')
        .get(repository.id),
    ).toEqual({ owner: 'elsewhere', name: 'renamed', is_archived: 1 })
  })

  it('is not there where the repository is gone: that is said, and its data is kept', async () => {
    const { dataDir, repository, refresh } = await read()
    const before = dump(dataDir)
    repository.isVisible = false
    const run = await refresh([repository.pullRequests[0]!.number], { facts: true })
    expect(run).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('the token may not see it') },
    })
    expect(dump(dataDir)).toEqual(before)
  })

  it('are its tags, where its rule asks for them: what they release is recalculated', async () => {
    const dataDir = newDataDir()
    const emulator = await newEmulator(small(20))
    const pipeline = await open(dataDir)
    await createAcme(pipeline, emulator, { kind: 'tags', key: 'r1' })
    await pipeline.engine.jobs.backfill.triggerAndWait({ organizationId: acme } as never)
    const [repository] = emulator.data.repositories
    repository!.tags.push({
      name: 'r1',
      oid: 'f'.repeat(40),
      committedDate: '2029-01-01T00:00:00Z',
      annotated: false,
    })
    const { output } = await pipeline.engine.jobs.refresh.triggerAndWait({
      organizationId: acme,
      repository: repository!.id,
      numbers: [],
      facts: false,
      releases: true,
    })
    expect(output).toMatchObject({ read: 0, pullRequests: [] })
    const released = dump(dataDir).analyzed_pull_requests as { released_at: number | null }[]
    expect(output.changed).toBeGreaterThan(0)
    expect(released.filter(({ released_at }) => released_at !== null)).toHaveLength(output.changed)
  })
})

it('no step, event or error of such a run has the token', async () => {
  const { pipeline, refresh, emulator, repository } = await read()
  emulator.faults.push({ respond: { kind: 'status', status: 401, body: `bad ${token}` }, times: 9 })
  const { id } = await refresh([repository.pullRequests[0]!.number])
  const { runs } = pipeline.engine
  const all = JSON.stringify([await runs.get(id), await runs.steps(id), await runs.events(id)])
  expect(all).toContain('refresh:')
  expect(all).not.toContain(token)
})
