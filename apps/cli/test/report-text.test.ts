/** A report and what stands beside it as lines, of figures that a real file would give. */
import type { Figures, Metric, Report, Stage, Waiting } from '@upflow/insights'
import { metrics } from '@upflow/insights'
import { describe, expect, it } from 'vitest'
import { reportCsv, reportMarkdown } from '../src/report-table.ts'
import { reportText } from '../src/report-text.ts'
import { waitingText } from '../src/waiting-text.ts'

const hour = 3_600
const day = 86_400

function figures(
  medians: Partial<Record<Metric, [n: number, seconds: number]>>,
  shares: Partial<Record<Stage, number>> = {},
  more: Partial<Figures> = {},
): Figures {
  return {
    merged: 9,
    unreviewed: 1,
    notReleased: 2,
    incomplete: 0,
    spentSeconds: { coding: 0, pickup: 0, review: 0, deploy: 0 },
    shares: { coding: null, pickup: null, review: null, deploy: null, ...shares },
    metrics: Object.fromEntries(
      metrics.map((metric) => {
        const [n, seconds] = medians[metric] ?? [0, null]
        return [metric, { n, medianSeconds: seconds, p75Seconds: seconds, p90Seconds: seconds }]
      }),
    ) as Figures['metrics'],
    ...more,
  }
}

const report = (more: Partial<Report> = {}): Report => ({
  organizationId: 'acme',
  timeZone: 'Europe/Berlin',
  clock: 'wall',
  by: null,
  filter: {
    since: Date.parse('2026-03-31T22:00Z') / 1_000,
    until: Date.parse('2026-04-30T22:00Z') / 1_000,
    repositories: null,
    authors: null,
    teams: null,
    teamAs: 'author',
    kinds: ['work'],
    sizes: null,
    bases: null,
    paths: null,
  },
  firstMergedAt: 1_776_000_000,
  lastMergedAt: 1_777_000_000,
  all: figures({ coding: [9, hour], deploy: [7, 0], total: [9, 40 * day] }, { coding: 1, deploy: 0 }),
  previous: null,
  change: null,
  groups: [],
  weeks: [],
  slowest: [],
  otherKinds: { bot: 3 },
  notAnalyzed: 0,
  repositories: [
    {
      name: 'acme/web',
      asOf: 1_777_100_000,
      unread: 0,
      notAnalyzed: 0,
      releaseProblem: null,
      readSince: null,
      outdated: null,
    },
    {
      name: 'acme/api',
      asOf: 1_777_000_000,
      unread: 0,
      notAnalyzed: 0,
      releaseProblem: null,
      readSince: null,
      outdated: null,
    },
  ],
  ...more,
})
const nothing = { slowest: [], waiting: [], unreadOpen: 0 }
const lines = (more: Partial<Report> = {}, beside: object = {}) =>
  reportText(report(more), { ...nothing, ...beside })

const waiting = (more: Partial<Waiting>): Waiting => ({
  repository: 'acme/web',
  number: 7,
  title: '',
  state: 'in-review',
  turn: 'reviewers',
  since: 1_777_000_000,
  on: ['ann'],
  ...more,
})

describe('shares', () => {
  it('of a stage that none went through are absent, not 0; of the deploy it is said of how many', () => {
    const text = lines({ all: figures({ coding: [9, hour], deploy: [7, 5] }, { coding: 0.8, deploy: 0.2 }) })
    expect(text.find((line) => line.startsWith('  coding '))).toMatch(/^ {2}coding +80 % /)
    expect(text).toContain('  pickup       –')
    expect(text).toContain('  review       –')
    expect(text.find((line) => line.startsWith('  deploy '))).toMatch(/ 20 % .* of 7 released$/)
    const none = lines({ all: figures({ coding: [9, hour] }, { coding: 1 }) })
    expect(none.find((line) => line.startsWith('  deploy '))).toMatch(/^ {2}deploy {7}– +of 0 released$/)
  })
})

it('a deploy of no seconds is said to be at the merge, by the wall clock', () => {
  expect(lines().find((line) => /^ {2}deploy .* 7$/.test(line))).toMatch(/( +at merge){3} +7$/)
  expect(lines({ clock: 'working' }).join('\n')).not.toContain('at merge')
})

it('working time is in hours however long', () => {
  expect(lines({ clock: 'working' }).find((line) => line.startsWith('  total'))).toMatch(/960\.0 h/)
})

it('a period without merges keeps what waits, what it lacks and what was before', () => {
  const text = lines(
    {
      all: figures({}, {}, { merged: 0, unreviewed: 0 }),
      previous: { ...figures({}, {}, { merged: 4 }), since: 1_772_400_000, until: 1_774_994_400 },
    },
    { waiting: [waiting({})], unreadOpen: 2 },
  )
  expect(text).toContain('before: 4 merged, 1 without a response (from 2026-03-01)')
  expect(text).toContain('Waiting now, the longest first; 2 open could not be read whole')
  expect(text.join('\n')).not.toContain('Where the time went')
})

it('without a week of five the trend names no highest', () => {
  const week = { merged: 1, medianTotalSeconds: 5, n: 1, isFirm: false }
  const text = lines({
    weeks: [
      { ...week, day: '2026-04-06' },
      { ...week, day: '2026-04-13' },
    ],
  })
  expect(text).toContain('Median total by week, the last 2 from 2026-04-06; no week has five')
})

it('groups are in columns apart, with the hint below, within 80 columns', () => {
  const wide = 1_234.5 * hour
  const group = {
    name: 'acme/a-name-that-is-much-longer-than-its-column',
    ...figures({ coding: [1, 760], pickup: [2, wide], review: [1, 760], total: [9, wide] }),
  }
  const text = lines({ by: 'repository', clock: 'working', groups: [group] })
  const row = text.find((line) => line.startsWith('  acme/a-name'))!
  expect(row).toMatch(/… +9 ~12\.7 min +~1,2\d\d h ~12\.7 min +1,2\d\d h$/)
  expect(text[text.indexOf(row) + 1]).toBe('  ~ of fewer than 5')
  expect(text.filter((line) => [...line].length > 80)).toEqual([])
})

it('the slowest have their number beside the title', () => {
  const slow = { repository: 'acme/web', number: 7, title: 'Title '.repeat(30), totalSeconds: day }
  const line = lines({}, { slowest: [slow] }).find((one) => one.includes('acme/web#7'))!
  expect(line).toMatch(/^ {6}1\.0 d {2}acme\/web#7 {2}Title .*…$/)
  expect([...line].length).toBeLessThanOrEqual(80)
})

describe('what waits', () => {
  it.each<[string, Partial<Waiting>, RegExp]>([
    ['on those who reviewed', { on: ['ann', 'ben'] }, / acme\/web#7 {2}reviewers' turn: ann, ben$/],
    ['on the author', { state: 'approved', turn: null }, / approved: ann$/],
    ['on nobody', { state: 'awaiting-review', turn: null, on: [] }, / awaits a review, nobody is asked$/],
    ['on nobody who could be asked', { state: 'awaiting-request', turn: null, on: [] }, / nobody is asked$/],
    [
      'on many, whose names are not cut in the middle',
      { title: 'A title', on: Array.from({ length: 9 }, (_, index) => `reviewer-${index}`) },
      / acme\/web#7 {2}A title {2}reviewers' turn: reviewer-0 and 8 more$/,
    ],
    [
      'on somebody, under a long title',
      { title: 'Long '.repeat(40), on: ['reviewer-one'] },
      / acme\/web#7 {2}Long .*… {2}reviewers' turn: reviewer-one$/,
    ],
  ])('%s', (_, more, expected) => {
    const [, line] = waitingText([waiting(more)], 0, 'UTC')
    expect(line).toMatch(expected)
    expect([...line!].length).toBeLessThanOrEqual(80)
  })

  it('is said to be unread where nothing else is known to wait', () => {
    expect(waitingText([], 1, 'UTC')).toEqual([
      'Waiting now: nothing that is known; 1 open could not be read whole',
    ])
    expect(waitingText([], 0, 'UTC')).toEqual([])
  })
})

describe('as a table', () => {
  const groups = [{ name: 'all', ...figures({ coding: [1, 60] }) }]

  it('CSV says of what each row is, and which is the total', () => {
    const [head, ...rows] = reportCsv(report({ by: 'author', groups })).map((line) => line.split(','))
    const [group, total] = rows.map((row) =>
      Object.fromEntries(head!.map((name, index) => [name, row[index]])),
    )
    const about = {
      clock: 'wall',
      time_zone: 'Europe/Berlin',
      since: '2026-04-01',
      until: '2026-05-01',
      as_of: '2026-04-24T03:06:40Z',
    }
    expect(group).toMatchObject({ group: 'all', row: 'group', other_kinds: '', coding_n: '1', ...about })
    expect(total).toMatchObject({ group: 'all', row: 'total', other_kinds: '3', review_share: '', ...about })
    const unread = {
      name: 'acme/x',
      asOf: null,
      unread: 0,
      notAnalyzed: 0,
      releaseProblem: null,
      readSince: null,
      outdated: null,
    }
    const [unreadHead, row] = reportCsv(report({ repositories: [unread] })).map((line) => line.split(','))
    expect(row![unreadHead!.indexOf('as_of')]).toBe('')
  })

  it.each([
    ['=1+1', "'=1+1"],
    [' =1+1', "' =1+1"],
    ['\u00a0=1', "'\u00a0=1"],
    ['\n=1', '"\'\n=1"'],
  ])('CSV has no formula in it, such as %j', (name, cell) => {
    const [, group] = reportCsv(report({ by: 'author', groups: [{ ...groups[0]!, name }] }))
    expect(group).toContain(`${cell},9,`)
    expect(group!.startsWith(cell)).toBe(true)
  })

  it('Markdown is for people: few columns, durations, the period and the notes', () => {
    const text = reportMarkdown(report({ by: 'author', groups: [{ ...groups[0]!, name: 'a|b' }] }))
    expect(text.join('\n')).toContain('merged from 2026-04-01 and before 2026-05-01')
    expect(text).toContain('| a\\|b | 9 | 1 | ~1.0 min | – | – | – | – | – |')
    expect(text).toContain('| **all** | 9 | 1 | 1.0 h | – | – | at merge | 40.0 d | – |')
    expect(text).toContain('- Left out: 3 of kind bot')
    expect(text.some((line) => line.startsWith('- As of 2026-04-24'))).toBe(true)
  })
})
