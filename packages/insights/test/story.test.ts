/** What the story of a pull request says of numbers that are not known, and of those whose parts are not. */
import { analysisVersion, basisOf } from '@upflow/analyzer'
import { type AnalyzedRow, passReader, type Tenant, toHistory } from '@upflow/db'
import { rulesOf, storedSettings } from '@upflow/settings'
import { beforeEach, describe, expect, it } from 'vitest'
import { ignoredText, listPullRequests, readStory, reasonWords } from '../src/index.ts'
import { acme, addAnalyzed, addRepository, newTenants } from './support.ts'

let tenant: Tenant
beforeEach(async () => {
  tenant = await newTenants().create(acme)
})

async function storyOf(
  row: Partial<AnalyzedRow>,
  { rule = { kind: 'none' } as object, ignored = [] as object[] } = {},
) {
  const repository_id = addRepository(tenant, 'acme/web', rule)
  addAnalyzed(tenant, [{ repository_id, number: 1, ...row }])
  tenant.sqlite
    .prepare(
      `INSERT INTO analysis_details SELECT pull_request_key, '{"actors":[],"boundaries":[],"states":[]}', ?
       FROM analyzed_pull_requests`,
    )
    .run(JSON.stringify(ignored))
  if (row.merged_at)
    tenant.sqlite
      .prepare(
        `INSERT INTO raw_pull_requests (key, id, repository_id, number, state, is_draft, author_login, base_ref_name,
           head_ref_name, is_cross_repository, created_at, updated_at, merged_at, content_hash, payload)
         SELECT pull_request_key, 'PR', ?, 1, 'merged', 0, 'ann', 'main', 'change', 0, 0, 0, ?, '', '{}'
         FROM analyzed_pull_requests`,
      )
      .run(repository_id, row.merged_at)
  else
    tenant.sqlite
      .prepare(
        `INSERT INTO raw_pull_requests (key, id, repository_id, number, state, is_draft, author_login, base_ref_name,
           head_ref_name, is_cross_repository, created_at, updated_at, content_hash, payload)
         SELECT pull_request_key, 'PR', ?, 1, 'open', 0, 'ann', 'main', 'change', 0, 0, 0, '', '{}'
         FROM analyzed_pull_requests`,
      )
      .run(repository_id)
  return (await readStory(tenant, { repository: 'web', number: 1 }))!
}

const merged = { state: 'merged', ready_at: 1, merged_at: 9, closed_at: 9, total_seconds: 8 } as const
const old = { kind: 'commit', at: 1, actor: null, why: 'older-than-window' }

describe('a number that is not known says why:', () => {
  it.each<[string, Partial<AnalyzedRow>, object | undefined, object]>([
    [
      'a draft',
      { now_state: 'draft', now_since: 1 },
      undefined,
      {
        coding: 'not over yet: still a draft',
        pickup: 'not ready for review yet',
        review: 'not ready for review yet',
        deploy: 'not merged yet',
        total: 'not over yet',
        lead_time: 'not merged yet',
      },
    ],
    [
      'open and not answered',
      { ready_at: 1 },
      undefined,
      {
        coding: expect.stringContaining('the first commit is not known'),
        pickup: 'nobody has responded yet',
        review: 'nobody has responded yet',
      },
    ],
    ['open and answered', { ready_at: 1, pickup_seconds: 5 }, undefined, { review: 'not over yet' }],
    [
      'closed in silence',
      { state: 'closed', closed_at: 9, ready_at: 1, unanswered_seconds: 8 },
      undefined,
      { pickup: 'nobody responded while it was ready', deploy: 'closed without a merge' },
    ],
    [
      'closed as a draft',
      { state: 'closed', closed_at: 9 },
      undefined,
      { pickup: 'it was never ready for review' },
    ],
    [
      'merged where nothing releases',
      merged,
      undefined,
      {
        deploy: 'no release rule is set for its repository',
        lead_time: 'no release rule is set for its repository',
      },
    ],
    [
      'merged where the rule matches nothing',
      merged,
      { rule: { kind: 'branch', key: 'master' } },
      { deploy: "not released: no merge reached 'master'" },
    ],
    [
      'commits out of the window',
      merged,
      { ignored: [old] },
      { coding: 'its commits of before it was opened are older than the coding window' },
    ],
    [
      'commits that were not read',
      { ...merged, incomplete: 'commits', pickup_seconds: 1, total_seconds: null },
      undefined,
      {
        coding: 'could not be read whole: commits',
        review: 'nobody responded while it was ready',
        total: 'could not be read whole: commits',
        deploy: 'no release rule is set for its repository',
      },
    ],
    [
      'a merge commit that was not read',
      { ...merged, incomplete: 'mergeCommit', total_seconds: 5 },
      { rule: { kind: 'tags', key: 'v.*' } },
      {
        deploy: 'could not be read whole: mergeCommit',
        lead_time: 'could not be read whole: mergeCommit',
      },
    ],
  ])('%s', async (_, row, more, expected) => {
    const { unknown } = await storyOf(row, more as object)
    expect(unknown).toMatchObject(expected)
    // A list says the same, but for why a rule releases nothing.
    const [listed] = (await listPullRequests(tenant, { limit: 1 })).pullRequests
    const plainly = (text = '') => text.replace(/^not released: .*/, 'not released yet')
    expect(listed!.unknown).toEqual(
      Object.fromEntries(Object.entries(unknown).map(([metric, why]) => [metric, plainly(why)])),
    )
  })

  it('and one that is known, or zero, says nothing', async () => {
    const { unknown } = await storyOf({ ...merged, coding_seconds: 0, pickup_seconds: 3, deploy_seconds: 0 })
    expect(Object.keys(unknown)).not.toEqual(expect.arrayContaining(['coding', 'pickup', 'deploy', 'total']))
    expect(unknown).not.toHaveProperty('coding')
  })
})

it('a number whose history was not read whole has no parts: none of them is zero', async () => {
  const { sums } = await storyOf({ ...merged, incomplete: 'commits', pickup_seconds: 1_800 })
  expect(sums.find(({ metric }) => metric === 'pickup')).toMatchObject({ seconds: 1_800, parts: [] })
})

it.each([
  ['draft', 'PR_1', 'opened as a draft by ann'],
  ['draft', 'CTDE_1', 'made a draft by ann'],
  ['created', 'PR_1', 'opened by ann'],
  ['release', 'v0.4.0', 'released by v0.4.0'],
])('a reason: %s of %s is "%s"', (kind, id, words) => {
  const actor = { kind: 'user', login: 'ann', id: null } as const
  expect(reasonWords({ kind, at: 1, actor, id, url: null }, 'PR_1')).toBe(words)
})

it.each([
  [{ kind: 'request', why: 'bot' }, 1, '1 request to a bot'],
  [{ kind: 'request', why: 'bot' }, 2, '2 requests to bots'],
  [{ kind: 'request', why: 'after-end' }, 1, '1 request after its end'],
  [{ kind: 'comment', why: 'author' }, 1, '1 comment by the author'],
  [{ kind: 'comment', why: 'excluded' }, 3, '3 comments by people who are excluded'],
] as const)('what did not count: %j × %i is "%s"', (ignored, count, words) => {
  expect(ignoredText(ignored, count)).toBe(words)
})

it('a segment says on whom it waits, or waited in its last second', async () => {
  const repository_id = addRepository(tenant, 'acme/web')
  addAnalyzed(tenant, [{ repository_id, number: 1, created_at: 10, now_state: 'in-review' }])
  const reason = (at: number) => ({ kind: 'comment' as const, at, actor: null, id: null, url: null })
  const segment = (state: string, turn: string | null, [from, to]: readonly [number, number | null]) => ({
    state,
    turn,
    from,
    to,
    workingSeconds: null,
    because: reason(from),
    until: to === null ? null : reason(to),
  })
  const history = toHistory(
    [
      segment('awaiting-review', null, [10, 30]),
      segment('in-review', 'author', [30, 40]),
      segment('in-review', 'reviewers', [40, null]),
    ] as Parameters<typeof toHistory>[0],
    '',
  )
  tenant.sqlite
    .prepare(`INSERT INTO analysis_details SELECT pull_request_key, ?, '[]' FROM analyzed_pull_requests`)
    .run(history)
  tenant.sqlite.exec(`
    INSERT INTO raw_pull_requests (key, id, repository_id, number, state, is_draft, author_login, base_ref_name,
      head_ref_name, is_cross_repository, created_at, updated_at, content_hash, payload)
    SELECT pull_request_key, 'PR', '${repository_id}', 1, 'open', 0, 'ann', 'main', 'change', 0, 0, 0, '', '{}'
      FROM analyzed_pull_requests;
    INSERT INTO review_requests (pull_request_key, position, reviewer_login, reviewer_kind, requested_at, responded_at)
    SELECT pull_request_key, 0, 'ben', 'user', 20, 30 FROM analyzed_pull_requests;
    INSERT INTO review_requests (pull_request_key, position, reviewer_login, reviewer_kind, requested_at)
    SELECT pull_request_key, 1, 'cat', 'user', 50 FROM analyzed_pull_requests`)
  const { segments } = (await readStory(tenant, { repository: 'web', number: 1 }))!
  expect(segments.map(({ on }) => on)).toEqual([['ben'], ['ann'], ['cat']])
})

describe('its numbers were made', () => {
  /** As an Upflow of a version of the analysis leaves them. */
  const madeBy = async (version: number) => {
    const { origin } = await storyOf({})
    const { releaseRule, ...settings } = storedSettings(tenant)
    const { repository_id: repositoryId } = (await listPullRequests(tenant, { limit: 1 })).pullRequests[0]!
    const { basisHash } = passReader(tenant.sqlite)({
      repositoryId,
      releaseRule: { kind: 'none' },
      version,
      basisOf: (branch) => basisOf(rulesOf({ releaseRule, ...settings }), { kind: 'none' }, branch),
    })
    tenant.sqlite.prepare('UPDATE analyzed_pull_requests SET rules_hash = ?').run(basisHash)
    return { before: origin, now: (await readStory(tenant, { repository: 'web', number: 1 }))!.origin }
  }

  it('by rules that are not known any more, which have a name too', async () => {
    const { before, now } = await madeBy(analysisVersion)
    expect(before).toMatchObject({ analysisVersion: null, presentRules: now.rules })
    expect(now).toMatchObject({ analysisVersion, rules: now.presentRules })
  })

  it('by another version of the analysis, as an update leaves them', async () => {
    const { now } = await madeBy(analysisVersion - 1)
    expect(now).toMatchObject({
      analysisVersion: analysisVersion - 1,
      presentAnalysisVersion: analysisVersion,
    })
    expect(now.rules).not.toBe(now.presentRules)
  })
})
