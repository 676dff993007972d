/** Why: each reason in words, and why its state follows. */
import { describe, expect, it } from 'vitest'
import type { PullRequest, Segment, Story } from '../../ui/api/types.ts'
import { zoneOf } from '../../ui/format/zone.ts'
import { consequence, groupIgnored } from '../../ui/pull-request/because.ts'
import { describeBoundary } from '../../ui/pull-request/describe-boundary.ts'
import { segmentsOf, termsOf } from '../../ui/pull-request/terms.ts'
import { waitsFor } from '../../ui/states/waits-for.ts'

const nothing = { wall: null, working: null }
const names = [
  'coding',
  'pickup',
  'unanswered',
  'review',
  'deploy',
  'total',
  'lead_time',
  'awaiting_request',
  'approved_not_merged',
  'draft',
  'waiting_author',
  'waiting_reviewer',
] as const
const durations = (known: Partial<Record<(typeof names)[number], number>>): PullRequest['durations'] =>
  Object.fromEntries(
    names.map((name) => [name, known[name] === undefined ? nothing : { wall: known[name], working: 1 }]),
  ) as PullRequest['durations']

const pullRequest = (change: Partial<PullRequest>): PullRequest =>
  ({
    author: { login: 'ann', kind: 'user' },
    incomplete: [],
    state: 'open',
    readyAt: 1,
    mergedAt: null,
    releasedAt: null,
    now: { state: null, turn: null, since: null },
    durations: durations({}),
    ...change,
  }) as PullRequest

const segment = (change: Partial<Segment> & { kind?: string; login?: string }): Segment =>
  ({
    state: 'in-review',
    turn: null,
    from: 100,
    to: 200,
    workingSeconds: 50,
    on: [],
    until: null,
    ...change,
    because: {
      kind: change.kind ?? 'comment',
      at: change.from ?? 100,
      actor: { kind: 'user', login: change.login ?? 'ben', id: null },
      id: null,
      url: null,
      event: change.kind ?? 'comment',
      words: '',
    },
  }) as Segment
const request = (login: string, requestedAt: number, change: object = {}) => ({
  reviewer: { login, kind: 'user' },
  requestedBy: 'ann',
  requestedAt,
  removedAt: null,
  respondedAt: null,
  seconds: null,
  workingSeconds: null,
  ...change,
})
const story = (change: Partial<Story>): Story => ({
  timeZone: 'UTC',
  pullRequest: pullRequest({}),
  segments: [],
  sums: [],
  unknown: {},
  ignored: [],
  requests: [],
  responses: [],
  origin: {
    asOf: 100,
    updatedAt: 100,
    retry: null,
    isChangedSince: false,
    rules: 'a',
    presentRules: 'a',
    analysisVersion: 4,
    presentAnalysisVersion: 4,
    outdated: null,
  },
  ...change,
})

describe('a consequence', () => {
  it('says who had responded to the draft, when marking it ready leads straight to review', () =>
    expect(
      consequence(
        segment({ state: 'in-review', turn: 'reviewers', kind: 'ready', login: 'ann' }),
        null,
        story({
          ignored: [
            {
              kind: 'review',
              at: 50,
              actor: { kind: 'user', login: 'ben', id: null },
              why: 'while-draft',
              words: '',
            },
          ],
        }),
      ),
    ).toBe('ben had already responded, so it is the reviewers’ turn at once'))

  it('names who was asked and has not answered, and leaves out whose request was taken back', () =>
    expect(
      consequence(
        segment({ state: 'awaiting-review', kind: 'ready' }),
        null,
        story({ requests: [request('cat', 90), request('dan', 80, { removedAt: 95 })] }),
      ),
    ).toBe('cat had been asked, and had not responded'))

  it('tells the first response from those after it', () => {
    const first = segment({ turn: 'author', kind: 'comment' })
    expect(consequence(first, null, story({}))).toContain('the first response')
    const responses = [{ at: 50 }] as unknown as Story['responses']
    expect(consequence(first, null, story({ responses }))).toBe(
      'a reviewer spoke last, so the author is next',
    )
  })

  it.each([
    [{ state: 'coding', kind: 'commit' }, 'work had begun'],
    [{ state: 'awaiting-request', kind: 'created' }, 'nobody had been asked'],
    [{ turn: 'reviewers', kind: 'push' }, 'the author acted last'],
    [{ turn: 'author', kind: 'dismissal' }, 'no longer approved'],
    [{ state: 'approved', kind: 'approval' }, 'no request for changes in force'],
    [{ state: 'closed', kind: 'close' }, 'in no figure'],
    [{ state: 'awaiting-release', kind: 'merge' }, 'waits for a release'],
  ])('of %j says %s', (change, words) =>
    expect(consequence(segment(change as Partial<Segment>), null, story({}))).toContain(words),
  )
})

describe('what is told', () => {
  it.each([
    ['in-review', 'reviewers', ['cat', 'dan'], 'cat and dan'],
    ['in-review', 'reviewers', [], 'any reviewer'],
    ['awaiting-review', null, [], 'any reviewer'],
    ['awaiting-request', null, [], 'nobody: none is asked'],
    ['awaiting-release', null, [], 'a release'],
    ['approved', null, ['ann'], 'ann'],
    ['closed', null, [], 'nobody'],
  ])('%s, turn %s, on %j: waits for %s', (state, turn, on, words) =>
    expect(waitsFor({ state, turn, on })).toBe(words),
  )

  it('describes a boundary, and the end', () => {
    const until = { ...segment({}).because, kind: 'merge', event: 'merged', at: 200 } as Segment['until']
    const one = { segments: [segment({ turn: 'author', until })] }
    const options = { zone: zoneOf('UTC'), clock: 'wall', now: 500 } as const
    expect(describeBoundary(one, 0, options)).toBe(
      '1 Jan 1970, 00:01: comment by ben. Then author’s turn for 1.7 min.',
    )
    expect(describeBoundary(one, 1, options)).toBe('1 Jan 1970, 00:03: merged by ben. The end.')
  })

  it('groups what did not count by what it was and why, most first', () => {
    const one = (kind: 'comment' | 'review', why: string) => ({ kind, at: 1, actor: null, why, words: '' })
    expect(
      groupIgnored([one('review', 'bot'), one('comment', 'author'), one('comment', 'author')]).map(
        ({ items, kind, why }) => [kind, why, items.length],
      ),
    ).toEqual([
      ['comment', 'author', 2],
      ['review', 'bot', 1],
    ])
  })
})

describe('the sum', () => {
  it('has pickup, or what passed without an answer, never both', () => {
    expect(termsOf(pullRequest({})).map(({ name }) => name)).toEqual(['coding', 'pickup', 'review', 'total'])
    expect(
      termsOf(pullRequest({ durations: durations({ unanswered: 3 }), mergedAt: 9 })).map(({ name }) => name),
    ).toEqual(['coding', 'unanswered', 'review', 'total', 'deploy', 'lead_time'])
  })

  it('knows which states it is made of', () => {
    const segments = [
      segment({ state: 'draft' }),
      segment({ state: 'awaiting-review' }),
      segment({ state: 'approved' }),
    ]
    expect([...segmentsOf('unanswered', segments)!]).toEqual([1])
    expect([...segmentsOf('review', segments)!]).toEqual([2])
    expect(segmentsOf('total', segments)).toBeNull()
    expect(segmentsOf(undefined, segments)).toBeNull()
  })
})
