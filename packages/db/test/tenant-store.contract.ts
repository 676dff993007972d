/** What every place that keeps an organization's data does. */
import { toPullRequestId } from '@upflow/model'
import { beforeEach, describe, expect, it } from 'vitest'
import { fromPayload, readPass, type TenantStore } from '../src/index.ts'
import { analysis, columns, page, state } from './page-commit.ts'
import { type NewStore, repositoryId, rowsOf } from './store-places.ts'
import { pullRequest } from './support.ts'

export function tenantStoreContract(newStore: NewStore): void {
  let store: TenantStore
  beforeEach(async () => {
    store = await newStore()
    return async () => void (await store.close())
  })
  const rows = async (table: string) => (await rowsOf(store))[table] as Record<string, unknown>[]
  const stored = async () => {
    const all = await rows('raw_pull_requests')
    return all.map(({ payload }) => fromPayload(payload as string))
  }
  const commit = (...given: Parameters<typeof page>) => store.commitPage(page(...given))

  describe('a page', () => {
    it.each([
      ['a newer version overwrites', { updatedAt: 2_001, title: 'new' }, 'new'],
      ['an older version does not', { updatedAt: 1_999, title: 'stale' }, 'A change'],
      ['the same version with other children does', { title: 'reread' }, 'reread'],
      ['the same version, incomplete, does not', { title: 'half', incomplete: ['reviews'] }, 'A change'],
      [
        'a newer version, incomplete, does',
        { updatedAt: 2_001, title: 'half', incomplete: ['reviews'] },
        'half',
      ],
    ] as const)('%s', async (_, overrides, title) => {
      await commit({ items: [pullRequest()] })
      await commit({ items: [pullRequest(overrides)] })
      expect((await stored())[0]!.title).toBe(title)
    })

    it('loses nothing of what came, whatever the texts', async () => {
      const original = pullRequest({
        title: 'NUL \u0000, lone \ud800, 😀, "commits":[',
        fullDatabaseId: '99999999999',
      })
      await commit({ items: [original] })
      await commit({ items: [{ ...original, mergedAt: 5, updatedAt: 3_000 }] })
      expect(await stored()).toEqual([{ ...original, mergedAt: 5, updatedAt: 3_000 }])
    })

    it('is applied once by its token, with the state that goes on from it', async () => {
      const one = page({ items: [pullRequest()], state: state({ changed: 3 }) })
      await store.commitPage(one)
      await store.commitPage({ ...one, items: [pullRequest({ updatedAt: 9_000 })] })
      expect((await stored())[0]!.updatedAt).toBe(2_000)
      expect(await rows('sync_state')).toMatchObject([{ changed: 4, completed_at: null }])
      await store.forgetTokens('step#')
      expect(await rows('applied_tokens')).toEqual([])
    })

    it('is not written, nor its token, when its pass no longer stands where it follows', async () => {
      const place = (pass_token: string, pages: number) => ({ pass_token, pages })
      const first = { after: null, state: state({ pages: 1 }), items: [pullRequest()] }
      const second = { after: place('step', 1), state: state({ pages: 2 }) }
      const late = [pullRequest({ id: toPullRequestId('PR_9'), number: 9 })]
      await commit(first)
      await store.commitPage(page({ ...second, token: 'step#second', isLast: true }))
      const before = await rowsOf(store)
      await commit({ ...first, items: late })
      await commit({ ...second, items: late })
      await commit({ ...second, after: place('another', 1), items: late })
      await commit({ after: place('step', 0), items: late })
      expect(await rowsOf(store)).toEqual(before)
      // What took its place goes on, and the place of none is that of no pass at all.
      await commit({ after: place('step', 2), state: state({ pass_token: 'another' }), items: late })
      await commit({ after: place('', 0), state: state({ phase: 'crawl' }) })
      const places = (await rows('sync_state')).map((one) => `${one.phase} ${one.pass_token} ${one.pages}`)
      expect(places.sort()).toEqual(['backfill another 1', 'crawl step 1'])
      expect(await stored()).toHaveLength(2)
    })

    it('queues what was not read, keeps its tries, and takes out what is whole by now', async () => {
      await commit({ unread: [{ number: 1, reason: 'a', nextAt: 5 }] })
      await commit({
        unread: [
          { number: 1, reason: 'b', nextAt: 9 },
          { number: 2, reason: 'c', nextAt: 9 },
        ],
      })
      expect(await rows('retry_queue')).toMatchObject([
        { number: 1, reason: 'b', next_at: 5, attempts: 0 },
        { number: 2, reason: 'c', next_at: 9 },
      ])
      const half = pullRequest({ id: toPullRequestId('PR_2'), number: 2, incomplete: ['reviews'] })
      await commit({ items: [pullRequest(), half] })
      expect(await rows('retry_queue')).toMatchObject([{ number: 2 }])
    })

    it('gives those without a number numbers of its own, and no more of them than there are', async () => {
      const unnamed = (reasons: string[], areNews: boolean) => ({ unnamed: { reasons, nextAt: 7, areNews } })
      await commit(unnamed(['a'], true))
      await commit(unnamed(['b'], false))
      await commit(unnamed(['c', 'd'], false))
      await commit(unnamed(['e'], true))
      const queued = (await rows('retry_queue')).map(({ number, reason }) => [number, reason])
      const reason = (why: string) => `GitHub gives neither it nor its number: ${why}`
      expect(queued).toEqual([
        [-2, reason('e')],
        [-1, reason('d')],
        [0, reason('a')],
      ])
    })

    it('forgets those without a number once a pass over everything is done, but for what that came by', async () => {
      const unnamed = (reasons: string[], areNews: boolean) => ({ unnamed: { reasons, nextAt: 7, areNews } })
      const numbers = async () => (await rows('retry_queue')).map(({ number }) => number)
      const seen = (begins: boolean) => ({ seen: { begins, numbers: [] } })
      await commit(unnamed(['a', 'b'], true))
      await commit({ ...seen(true), ...unnamed(['c'], true) })
      expect(await numbers()).toEqual([-2, -1, 0])
      // It did not get to its end: the next one does.
      await commit({ ...seen(true), ...unnamed(['d'], true) })
      await commit({ ...seen(false), ...unnamed(['e'], true), isLast: true })
      expect(await numbers()).toEqual([-4, -3])
      await commit(unnamed(['d', 'e'], false))
      await commit(unnamed(['d', 'e', 'f'], false))
      expect(await numbers()).toEqual([-5, -4, -3])
      await commit({ ...seen(true), isLast: true })
      expect(await numbers()).toEqual([])
    })

    it('is the last when what decides it came as it was stored', async () => {
      await commit({ items: [pullRequest()] })
      const end = {
        at: 50,
        crawl: state({ phase: 'crawl', watermark: 30 }),
        fresh: { as_of: 50, read_since: null },
      }
      await commit({ items: [pullRequest({ updatedAt: 2_001 })], isLastWhenUnchanged: [1], end })
      expect(await rows('sync_state')).toMatchObject([{ completed_at: null }])
      await commit({ items: [pullRequest({ updatedAt: 2_001 })], isLastWhenUnchanged: [1], end })
      expect(await rows('sync_state')).toMatchObject([
        { phase: 'backfill', completed_at: 50 },
        { phase: 'crawl', watermark: 30 },
      ])
      expect(await rows('freshness')).toMatchObject([{ as_of: 50 }])
    })

    it('raises the watermark of a crawl, and never lowers it', async () => {
      const last = (watermark: number) =>
        commit({ isLast: true, end: { at: 1, crawl: state({ phase: 'crawl', watermark }), fresh: null } })
      for (const watermark of [30, 20, 40, 10]) await last(watermark)
      expect((await rows('sync_state')).find(({ phase }) => phase === 'crawl')).toMatchObject({
        watermark: 40,
      })
    })

    it('brings its repository up to date', async () => {
      const facts = {
        id: repositoryId,
        owner: 'b',
        name: 'c',
        is_archived: 1,
        default_branch: 'main',
      } as const
      await commit({ facts })
      expect(await rows('repositories')).toMatchObject([{ ...facts, ordinal: 1, release_rule: null }])
    })

    it('of a repository that is gone, stores nothing at all', async () => {
      await store.endRemoval(repositoryId)
      await expect(commit({ items: [pullRequest()] })).rejects.toThrow()
      const { raw_pull_requests, sync_state, applied_tokens, unanalyzed } = await rowsOf(store)
      expect([raw_pull_requests, sync_state, applied_tokens, unanalyzed]).toEqual([[], [], [], []])
    })
  })

  it('another try takes out what was read or is gone, and postpones what failed', async () => {
    await commit({ unread: [1, 2, 3].map((number) => ({ number, reason: 'a', nextAt: 5 })) })
    await store.commitRetry({
      repositoryId,
      items: [pullRequest()],
      gone: [2],
      tried: [1, 2, 3].map((number) => ({ number, nextAt: 100 + number })),
      failed: [{ number: 3, reason: 'again' }],
    })
    expect(await rows('retry_queue')).toMatchObject([
      { number: 3, reason: 'again', attempts: 1, next_at: 103 },
    ])
    expect(await stored()).toHaveLength(1)
  })

  it('what is gone is remembered until it is there again', async () => {
    const { id, number } = pullRequest()
    await commit({ items: [pullRequest({ title: 'NUL \u0000' })] })
    const other = { id: toPullRequestId('PR_other'), number: 9 }
    await store.removeGone({ repositoryId, pullRequests: [{ id, number }, other], at: 77 })
    expect([await rows('raw_pull_requests'), await rows('unanalyzed')]).toEqual([[], []])
    expect(await rows('removed_pull_requests')).toMatchObject([{ number, id, removed_at: 77 }])
    await commit({ items: [pullRequest()] })
    expect(await rows('removed_pull_requests')).toEqual([])
  })

  it('what a pass has come by is forgotten with its end, and what it has not is due', async () => {
    const queued = [1, 2].map((number) => ({ number, reason: 'a', nextAt: 500 }))
    await commit({ seen: { begins: true, numbers: [1] }, unread: queued })
    await store.forgetSeen(repositoryId, 10)
    expect(await rows('retry_queue')).toMatchObject([
      { number: 1, next_at: 500 },
      { number: 2, next_at: 10 },
    ])
    expect(await rows('seen_pull_requests')).toEqual([])
  })

  it('tags and deployments are as they were read, and what was not read whole removes none', async () => {
    const tag = (name: string) => ({ name, sha: `sha-${name}`, committedAt: 1 })
    const names = async () => (await rows('tags')).map(({ name }) => name)
    await store.putTags({ repositoryId, tags: [tag('b'), tag('a')], isWhole: true })
    await store.putTags({ repositoryId, tags: [tag('c')], isWhole: false })
    expect(await names()).toEqual(['a', 'b', 'c'])
    await store.putTags({ repositoryId, tags: [], isWhole: true })
    expect(await names()).toEqual([])
    const deployment = (id: string) => ({
      id,
      environment: 'e',
      sha: 's',
      committedAt: 1,
      creator: { kind: 'user', login: 'ann', id: null } as const,
      createdAt: 2,
      succeededAt: null,
    })
    const ids = async () => (await rows('deployments')).map(({ id }) => id)
    const put = ['x', 'y', 'z'].map(deployment)
    await store.commitDeployments({ repositoryId, put, remove: [], state: null })
    await store.commitDeployments({ repositoryId, put: [], remove: ['y'], state: state({ total: 0 }) })
    expect(await ids()).toEqual(['x', 'z'])
    await store.commitDeployments({ repositoryId, put: [deployment('z')], remove: 'others', state: null })
    expect([await ids(), await rows('sync_state')]).toMatchObject([['z'], [{ total: 0 }]])
  })

  describe('a recalculation', () => {
    const wanted = {
      repositoryId,
      releaseRule: { kind: 'none' },
      version: 1,
      basisOf: () => 'basis',
      everything: false,
      carriersOf: () => [],
    } as const
    const begin = async () => {
      await commit({
        items: [1, 2].map((number) => pullRequest({ id: toPullRequestId(`PR_${number}`), number })),
      })
      const { pass } = (await store.readStanding(wanted)).pass
      await store.beginPass(repositoryId, pass)
      const keys = (await rows('raw_pull_requests')).map(({ key }) => key as number)
      const payloads = await store.readPayloads([...keys, 5])
      expect(payloads.map((one) => one !== undefined)).toEqual([true, true, false])
      const hashes = payloads.map((one) => one?.contentHash ?? '')
      return { pass, keys, hashes }
    }
    const write = (pass: string, analyses: ReturnType<typeof analysis>[], rulesHash = 'rules') =>
      store.writeAnalyses({ repositoryId, pass, rulesHash, columns, analyses })

    it('finds all of them stale, then none, then what was written since', async () => {
      const { pass, keys, hashes } = await begin()
      const outdated: number[] = []
      const asking = { ...wanted, onOutdated: (count: number) => outdated.push(count) }
      expect((await store.readStanding(asking)).stale).toMatchObject({
        kind: 'all',
        analyses: [
          [keys[0], 1, 1, null, null, null],
          [keys[1], 2, 1, null, null, null],
        ],
      })
      expect(outdated).toEqual([2])
      const written = await write(pass, [analysis(keys[0]!, hashes[0]!), analysis(keys[1]!, hashes[1]!)])
      expect(written).toMatchObject({ changed: 2, outdated: 0, isSuperseded: false })
      expect(await store.completePass(repositoryId, pass)).toBe(true)
      expect(await readPass(store, wanted)).toMatchObject({ isComplete: true })
      expect(await store.readStanding(wanted)).toMatchObject({
        pullRequests: 2,
        stale: { kind: 'written', written: [] },
      })
      await commit({ items: [pullRequest({ updatedAt: 3_000 })] })
      expect((await store.readStanding(wanted)).stale).toEqual({
        kind: 'written',
        written: [{ key: keys[0], releasedAt: null, releasedBy: null }],
      })
    })

    it('finds those of any number, with their merges', async () => {
      const numbers = [1, 16_383, 16_384, 40_000]
      await commit({
        items: numbers.map((number) =>
          pullRequest({ id: toPullRequestId(`PR_${number}`), number, state: 'merged', mergedAt: 500 }),
        ),
      })
      for (const everything of [true, false]) {
        const { stale } = await store.readStanding({ ...wanted, everything })
        if (stale.kind !== 'all') throw new Error('not all were looked at')
        expect(stale.analyses.map(([, number]) => number)).toEqual(numbers)
        expect(stale.facts.merges.map(({ number }) => number).sort((a, b) => a - b)).toEqual(numbers)
      }
    })

    it('says which are outdated whatever releases them: written since, made by another basis, or all', async () => {
      const { pass, keys, hashes } = await begin()
      const { basisHash } = await readPass(store, wanted)
      await write(
        pass,
        keys.map((key, index) => analysis(key, hashes[index]!)),
        basisHash,
      )
      const outdatedOf = async (asked: object) => {
        const { stale } = await store.readStanding({ ...wanted, ...asked })
        return stale.kind === 'all'
          ? stale.analyses.map(([, number, isOutdated]) => [number, isOutdated])
          : null
      }
      const none = [
        [1, 0],
        [2, 0],
      ]
      const all = [
        [1, 1],
        [2, 1],
      ]
      expect(await outdatedOf({})).toEqual(none)
      expect(await outdatedOf({ version: 2 })).toEqual(all)
      expect(await outdatedOf({ everything: true })).toEqual(all)
      await commit({ items: [pullRequest({ updatedAt: 3_000 })] })
      expect(await outdatedOf({})).toEqual([
        [1, 1],
        [2, 0],
      ])
    })

    it('replaces what came out otherwise, confirms what did not, and leaves what is outdated', async () => {
      const { pass, keys, hashes } = await begin()
      const [one, two] = [keys[0]!, keys[1]!]
      await write(pass, [analysis(one, hashes[0]!, { reviewers: ['ann', 'ben'] }), analysis(two, hashes[1]!)])
      const again = await write(
        pass,
        [analysis(one, hashes[0]!, { title: 'other' }), analysis(two, hashes[1]!)],
        'others',
      )
      expect(again).toMatchObject({ changed: 1, outdated: 0 })
      expect(await rows('analyzed_pull_requests')).toMatchObject([
        { number: 1, title: 'other', rules_hash: 'others' },
        { number: 2, title: 'A change', rules_hash: 'others' },
      ])
      expect(await rows('review_requests')).toHaveLength(2)
      expect(await rows('responses')).toHaveLength(2)
      const late = await write(pass, [analysis(one, 'another', { title: 'late' })])
      expect(late).toMatchObject({ changed: 0, outdated: 1 })
      expect((await rows('analyzed_pull_requests'))[0]).toMatchObject({ title: 'other' })
    })

    it('writes nothing once another pass has begun', async () => {
      const { pass, keys, hashes } = await begin()
      await store.beginPass(repositoryId, 'another')
      expect(await write(pass, [analysis(keys[0]!, hashes[0]!)])).toMatchObject({
        isSuperseded: true,
        changed: 0,
      })
      expect(await rows('analyzed_pull_requests')).toEqual([])
      expect(await store.completePass(repositoryId, pass)).toBe(false)
    })

    it('is over for what is removed, details and all', async () => {
      const { pass, keys, hashes } = await begin()
      await write(pass, [analysis(keys[0]!, hashes[0]!)])
      await store.removeGone({ repositoryId, pullRequests: [pullRequest()], at: 1 })
      for (const table of ['analyzed_pull_requests', 'analysis_details', 'review_requests', 'responses'])
        expect(await rows(table)).toEqual([])
      expect(await rows('unanalyzed')).toEqual([{ pull_request_key: keys[1] }])
    })
  })

  describe('records', () => {
    const change = (key: string) => ({
      changed_at: 1,
      changed_by: 'ann',
      repository_id: null,
      key,
      before: null,
      after: '1',
    })
    const text = (key: string, value: string | null) => ({ key, repositoryId: null, text: value })

    it('settings are changed with their lines, all or none, from what was read', async () => {
      const first = await store.commitSettings({
        expected: [text('a', null)],
        texts: [text('a', '1'), { key: 'releaseRule', repositoryId, text: '2' }],
        changes: [change('a'), change('releaseRule')],
      })
      expect(first).toHaveLength(2)
      const stale = { expected: [text('a', null)], texts: [text('a', '3')], changes: [change('a')] }
      expect(await store.commitSettings(stale)).toBeNull()
      const ofRepository = { key: 'releaseRule', repositoryId, text: null }
      expect(await store.commitSettings({ ...stale, expected: [ofRepository] })).toBeNull()
      expect(await rows('settings')).toEqual([{ key: 'a', value: '1' }])
      expect(await rows('setting_changes')).toHaveLength(2)
      await store.commitSettings({ expected: [text('a', '1')], texts: [text('a', null)], changes: [] })
      expect(await rows('settings')).toEqual([])
    })

    it('one that stood together with others is unset alone', async () => {
      await store.db.insertInto('settings').values({ key: 'rules', value: '{"a":1,"b":2}' }).execute()
      await store.commitSettings({ expected: [text('a', '1')], texts: [text('a', null)], changes: [] })
      expect(await rows('settings')).toEqual([{ key: 'rules', value: '{"b":2}' }])
    })

    it('what is to be written once is', async () => {
      const both = [await store.recordOnce('t', change('run')), await store.recordOnce('t', change('run'))]
      expect([both, await rows('setting_changes')]).toMatchObject([[true, false], [{ key: 'run' }]])
    })

    it('a repository is removed little by little, with all that it has', async () => {
      await commit({
        items: [1, 2, 3].map((number) => pullRequest({ id: toPullRequestId(`PR_${number}`), number })),
        unread: [{ number: 9, reason: 'a', nextAt: 1 }],
        isLast: true,
        end: { at: 1, crawl: null, fresh: { as_of: 1 } },
      })
      await store.beginRemoval(repositoryId, change('repository'))
      expect([await rows('sync_state'), await rows('freshness')]).toEqual([[], []])
      expect([
        await store.removePullRequests(repositoryId, 2),
        await store.removePullRequests(repositoryId, 2),
        await store.removePullRequests(repositoryId, 2),
      ]).toEqual([2, 1, 0])
      await store.endRemoval(repositoryId)
      const left = Object.entries(await rowsOf(store)).flatMap(([table, all]) =>
        all.length > 0 ? [table] : [],
      )
      expect(left).toEqual(['setting_changes', 'applied_tokens'])
    })
  })
}
