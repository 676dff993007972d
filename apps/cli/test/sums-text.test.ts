/** How the numbers of a pull request are said to have come about. */
import type { Story } from '@upflow/insights'
import { expect, it } from 'vitest'
import { ignoredLines } from '../src/ignored-text.ts'
import { storyText } from '../src/story-text.ts'
import { sumsText } from '../src/sums-text.ts'

const segment = { state: 'awaiting-review' } as Story['segments'][number]
const none = { seconds: null, workingSeconds: null, parts: [] }

function story({
  sums = {},
  unknown = {},
  pullRequest = {},
  segments = [segment],
}: {
  readonly sums?: Record<string, object>
  readonly unknown?: object
  readonly pullRequest?: object
  readonly segments?: readonly object[]
}): Story {
  return {
    timeZone: 'UTC',
    repository: 'acme/web',
    pullRequest: {
      ...{
        number: 7,
        title: '',
        url: '',
        state: 'merged',
        kind: 'work',
        author_login: 'ann',
        incomplete: null,
      },
      ...{ total_seconds: null, total_working_seconds: null, lead_time_seconds: null, released_by: null },
      ...pullRequest,
    },
    segments,
    sums: ['coding', 'pickup', 'unanswered', 'review', 'deploy'].map((metric) => ({
      metric,
      ...none,
      ...sums[metric],
    })),
    unknown,
    ignored: [],
    requests: [],
    responses: [],
  } as unknown as Story
}
const part = (state: string, seconds: number, workingSeconds: number, segments = 1) => ({
  ...{ state, seconds, workingSeconds, segments },
})

it('as sums of states, by both clocks', () => {
  const lines = sumsText(
    story({
      sums: {
        pickup: {
          ...{ seconds: 30, workingSeconds: 12 },
          parts: [part('awaiting-request', 10, 5), part('awaiting-review', 20, 7, 2)],
        },
      },
      pullRequest: { total_seconds: 30, total_working_seconds: 12 },
    }),
  )
  expect(lines).toContain('  pickup     30 = awaiting request 10 + awaiting review 20 (2×)')
  expect(lines).toContain('             working 12 = awaiting request 5 + awaiting review 7')
  expect(lines).toContain('  total      30 = pickup 30 (30 s)')
  expect(lines).toContain('             working 12 = pickup 12')
})

it('where they are not known, with the reason of each', () => {
  const unknown = { coding: 'still a draft', total: 'not over yet', lead_time: 'not merged yet' }
  const lines = sumsText(story({ unknown }))
  expect(lines).toContain('  coding     –  still a draft')
  expect(lines).toContain('  total      –  not over yet')
  expect(lines).toContain('  lead time  –  not merged yet')
})

it('where the history was not read whole, as known without parts of nothing', () => {
  const unread = story({
    sums: { pickup: { seconds: 1_800, workingSeconds: 0 } },
    pullRequest: { incomplete: 'commits' },
    segments: [],
  })
  expect(sumsText(unread)).toContain(
    '  pickup     1800: known, but its parts are not: not read whole: commits',
  )
  expect(storyText(unread)).toContain('  not known: it was not read whole')
})

it.each([
  ['{"kind":"tag","name":"v1"}', '  deploy     at merge, by v1'],
  ['{"kind":"deployment","id":"D_1","environment":"production"}', '  deploy     at merge, by production'],
  ['{"kind":"pull-request","number":8}', '  deploy     at merge, by #8'],
  ['{"kind":"pull-request","number":7}', '  deploy     at merge'],
  [null, '  deploy     at merge'],
])('a deploy of no seconds as at the merge: by %s', (released_by, line) => {
  const sums = { deploy: { seconds: 0, workingSeconds: 0, parts: [part('awaiting-release', 0, 0, 0)] } }
  expect(sumsText(story({ sums, pullRequest: { released_by } }))).toContain(line)
})

it('what did not count is listed with who and when, the first few of each', () => {
  const actor = { kind: 'user', login: 'ann', id: null } as const
  const comments = Array.from(
    { length: 7 },
    (_, at) => ({ kind: 'comment', why: 'author', at, actor }) as const,
  )
  const lines = ignoredLines([{ kind: 'request', why: 'bot', at: 9, actor }, ...comments], (at) => `at ${at}`)
  expect(lines.slice(0, 4)).toEqual([
    '  1 request to a bot',
    '    at 9  by ann',
    '  7 comments by the author',
    '    at 0  ann',
  ])
  expect(lines.at(-1)).toBe('    and 2 more')
  expect(lines).toHaveLength(9)
})
