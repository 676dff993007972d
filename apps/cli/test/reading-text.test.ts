/** What is read as lines, of what a file may hold that the sample does not. */
import type { Board, Releases, RepositoryHealth } from '@upflow/insights'
import { describe, expect, it } from 'vitest'
import { boardText } from '../src/board-text.ts'
import { headingText } from '../src/heading-text.ts'
import { healthText } from '../src/health-text.ts'
import { leftOutText } from '../src/left-out-text.ts'
import { wrapParts, wrapText } from '../src/printable.ts'
import { releasesText } from '../src/releases-text.ts'

const at = Date.parse('2026-03-31T22:30Z') / 1_000
const day = 86_400
const timeZone = 'America/Argentina/ComodRivadavia'
const period = { since: at - 30 * day, until: at }
const noneLeftOut = { otherKinds: {}, incomplete: 0 }

it('parts stand beside each other where a line holds them, and none is cut', () => {
  expect(wrapParts([])).toEqual([])
  expect(wrapParts(['a', 'b'])).toEqual(['a · b'])
  const [long, other] = ['x'.repeat(70), 'y'.repeat(8)]
  expect(wrapParts([long, other, 'z'])).toEqual([long, `${other} · z`])
  expect(wrapParts(['é'.repeat(38), 'é'.repeat(39)])).toHaveLength(1)
  expect(wrapParts(['é'.repeat(39), 'é'.repeat(39)])).toHaveLength(2)
})

it('a line that is too long is broken between words, and stays further in', () => {
  expect(wrapText(`  two  spaces stay`)).toEqual(['  two  spaces stay'])
  const lines = wrapText(`  ${'word '.repeat(40)}`)
  expect(lines.every((line) => [...line].length <= 80)).toBe(true)
  expect(lines[0]).toMatch(/^ {2}word/)
  for (const line of lines.slice(1)) expect(line).toMatch(/^ {4}word/)
  expect(lines.join(' ').match(/word/g)).toHaveLength(40)
  expect(wrapText('x'.repeat(100))).toEqual(['x'.repeat(100)])
})

it('a heading of long names is broken, and says by which clock', () => {
  const about = { organizationId: 'a'.repeat(39), period, timeZone }
  const lines = headingText('Releases', { ...about, clock: 'working' })
  expect(lines.join(' · ')).toBe(
    `Releases of ${about.organizationId} · from 2026-03-01 and before 2026-03-31 · days of ${timeZone} · working time`,
  )
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  expect(
    headingText('Reviews', { organizationId: 'acme', period: { since: null, until: null }, timeZone: 'UTC' }),
  ).toEqual(['Reviews of acme · at any time · days of UTC'])
})

it('what is left out is said, also that nothing is', () => {
  expect(leftOutText(noneLeftOut)).toBe('Left out: nothing')
  expect(leftOutText({ otherKinds: { release: 2, bot: 3 }, incomplete: 1 })).toBe(
    'Left out: 3 of kind bot, 2 of kind release, 1 could not be read whole',
  )
})

describe('a board', () => {
  const column = (more: Partial<Board['columns'][number]>): Board['columns'][number] => ({
    state: 'in-review',
    count: 3,
    longest: [],
    usual: { n: 0, medianSeconds: null, p90Seconds: null },
    ...more,
  })
  const text = (columns: Board['columns'], more: Partial<Board> = {}) =>
    boardText(
      { columns, leftOut: noneLeftOut, releaseProblems: [], ...more },
      { at, organizationId: 'acme', timeZone },
    )

  it('says what is usual only of enough, and how many more there are', () => {
    const longest = [
      {
        repository: 'a/b',
        number: 1,
        title: 'T'.repeat(90),
        state: 'in-review',
        turn: 'author',
        since: at - day,
        on: ['ann'],
      },
    ]
    expect(text([column({ longest })]).slice(3, 7)).toEqual([
      'in review: 3',
      expect.stringMatching(/^ {2}since 2026-03-30 {2}a\/b#1 {2}T+… {2}author's turn: ann$/),
      '  and 2 more',
      '',
    ])
    const usual = { n: 7, medianSeconds: 3_600, p90Seconds: 2 * day }
    expect(text([column({ usual })])).toContain(
      'in review: 3 (usually 1.0 h, nine in ten within 2.0 d, of 7)',
    )
    expect(text([], { releaseProblems: [{ repository: 'a/b', problem: 'no tag matches' }] }).at(-1)).toBe(
      'a/b: no tag matches',
    )
  })
})

it('releases are named before the repository, which is cut', () => {
  const releases: Releases = {
    count: 5,
    atMerge: 1,
    pullRequests: 9,
    medianWaitSeconds: day,
    p90WaitSeconds: null,
    waits: [],
    batches: [
      {
        id: 'tag:v1',
        repository: `acme/${'long-'.repeat(18)}`,
        kind: 'tag',
        name: 'v1',
        at,
        size: 2,
        medianWaitSeconds: day,
        longestWaitSeconds: 3 * day,
      },
    ],
    unreleased: [{ repository: 'acme/app', count: 4, oldestMergedAt: at - 9 * day }],
    leftOut: noneLeftOut,
    releaseProblems: [],
  }
  const lines = releasesText(releases, { organizationId: 'acme', period, timeZone, clock: 'wall' })
  expect(lines).toContain('From merge to release: 1.0 d (median)')
  expect(lines).toContain('  and 4 more')
  expect(lines).toContain('  acme/app: 4, the oldest since 2026-03-22')
  const batch = lines.find((line) => line.includes('  v1  '))!
  expect(batch).toMatch(/^ {2}2026-03-31 {2}v1 {2}acme\/long-.*… {2}2 for 1\.0 d, at most 3\.0 d$/)
  expect(batch).toHaveLength(80)
})

describe('health', () => {
  const repository = (more: Partial<RepositoryHealth>): RepositoryHealth => ({
    repository: 'acme/app',
    pause: null,
    asOf: at,
    readSince: null,
    updatedUpTo: null,
    stored: 12,
    analyzed: 12,
    unanalyzed: 0,
    outdated: null,
    firstCreatedAt: at - 90 * day,
    lastCreatedAt: at - day,
    incomplete: 0,
    incompleteIn: {},
    unread: 0,
    retries: 0,
    nextRetryAt: null,
    removed: 0,
    backfill: null,
    crawl: null,
    ...more,
  })
  const text = (more: Partial<Parameters<typeof healthText>[0]>) =>
    healthText(
      { access: null, accessProblem: null, repositories: [], retries: [], ignored: [], ...more },
      'UTC',
    )

  it('says nothing of what is well', () => {
    expect(text({ repositories: [repository({})] })).toEqual([
      '',
      'acme/app: whole as of 2026-03-31 22:30',
      '  12 stored, opened 2025-12-31 to 2026-03-30',
    ])
    expect(text({})).toEqual(['There is no repository yet'])
  })

  it('says all that is not', () => {
    const ill = repository({
      asOf: null,
      readSince: at - 30 * day,
      pause: { since: at, by: 'ann' },
      incomplete: 3,
      incompleteIn: { commits: 2, files: 1 },
      unread: 1,
      retries: 2,
      nextRetryAt: at + 3_600,
      unanalyzed: 4,
      outdated: 'partly',
      removed: 5,
    })
    expect(text({ repositories: [ill] })).toEqual([
      '',
      'acme/app: only what was opened since 2026-03-01 is read whole',
      '  paused since 2026-03-31 by ann: nothing is read of it',
      '  12 stored, opened 2025-12-31 to 2026-03-30',
      '  3 not whole, in no figure: 2 lack commits, 1 lacks files',
      '  1 is known and could not be read at all',
      '  2 to be read again, the first from 2026-03-31 23:30 on',
      '  4 new or changed: until the next recalculation figures lack them, or have them',
      '    as they were',
      '  its figures are, in part, by earlier settings or releases',
      '  5 that GitHub no longer has',
    ])
  })

  it('says what GitHub said, what is tried again, and what did not count in all repositories together', () => {
    const lines = text({
      access: {
        at,
        tokenExpiresAt: at + 14 * day,
        points: { limit: 5_000, remaining: 12, resetAt: at + 60 },
      },
      accessProblem: { at, code: 'github/unauthorized', message: 'The token is no longer valid.' },
      retries: [
        {
          repository: 'acme/app',
          number: null,
          reason: 'GitHub does not say',
          attempts: 1,
          nextAt: at,
          isStored: false,
        },
      ],
      ignored: [
        { repository: 'acme/app', kind: 'comment', why: 'bot', count: 1 },
        { repository: 'acme/api', kind: 'comment', why: 'bot', count: 2 },
        { repository: 'acme/api', kind: 'request', why: 'bot', count: 9 },
      ],
    })
    expect(lines).toEqual([
      'The last run could not read GitHub (2026-03-31 22:30): The token is no longer',
      '  valid.',
      'GitHub was read at 2026-03-31 22:30; the token ends at 2026-04-14 22:30',
      '12 of 5000 points were left until 2026-03-31 22:31',
      'There is no repository yet',
      '',
      'To be read again',
      '  acme/app#? from 2026-03-31 22:30 on, after 1 attempt: GitHub does not say',
      '',
      'What did not count',
      '  9 requests to bots',
      '  3 comments by bots',
    ])
  })
})
