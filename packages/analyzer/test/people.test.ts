/** Several logins of one person are one, and whose calendar a pull request has follows from the day that it was opened. */
import { type Actor, defaultRules, type Rules } from '@upflow/model'
import { describe, expect, it } from 'vitest'
import { analyzePullRequest, createClockOf } from '../src/index.ts'
import {
  ann,
  ben,
  comment,
  commit,
  cy,
  event,
  pullRequest,
  requested,
  review,
  user,
} from './pull-requests.ts'

const annAtWork = user('ann-at-work')
const rules: Rules = { ...defaultRules, mergedLogins: [{ login: 'Ann', others: ['Ann-at-Work'] }] }
const analyze = (overrides: Parameters<typeof pullRequest>[0], by: Rules = rules) =>
  analyzePullRequest(pullRequest(overrides), by, null)

describe('logins of one person', () => {
  it('do not answer each other: what one says to the other is the author speaking', () => {
    const reviews = [review(1200, annAtWork, 'approved'), review(1500, ben)]
    const said = { mergedAt: 2000, reviews, comments: [comment(1300, annAtWork), comment(1700, annAtWork)] }
    const one = analyze(said)
    expect(one.instants).toMatchObject({ firstResponseAt: 1500, firstReviewedAt: 1500, approvedAt: null })
    expect(one.responses.map(({ reviewer }) => reviewer.login)).toEqual(['ben'])
    expect(one.ignored.map(({ actor, why }) => [actor?.login, why])).toEqual([
      ['ann', 'author'],
      ['ann', 'author'],
      ['ann', 'author'],
    ])
    // It is the reviewers' turn again after an answer of either.
    expect(one.segments.map(({ state, turn, from }) => [state, turn, from])).toEqual([
      ['coding', null, 900],
      ['awaiting-review', null, 1000],
      ['in-review', 'author', 1500],
      ['in-review', 'reviewers', 1700],
      ['awaiting-release', null, 2000],
    ])
    const two = analyze(said, defaultRules)
    expect(two.instants).toMatchObject({ firstResponseAt: 1200, approvedAt: 1200 })
  })

  it('without a word of anybody else leave it unreviewed', () => {
    const said = { mergedAt: 2000, reviews: [review(1200, annAtWork, 'approved')] }
    expect(analyze(said).metrics).toMatchObject({
      unreviewed: true,
      pickupSeconds: null,
      unansweredSeconds: 1000,
    })
    expect(analyze(said, defaultRules).metrics).toMatchObject({ unreviewed: false, pickupSeconds: 200 })
  })

  it('write as the one that counts, whichever opened it, and whoever else is named stays who they are', () => {
    const one = analyze({ author: annAtWork, reviews: [review(1200, ann), review(1300, cy)] })
    expect(one.author).toEqual({ kind: 'user', login: 'ann', id: null })
    expect(one.instants.firstResponseAt).toBe(1300)
    expect(one.segments.at(-1)?.because.actor).toEqual(cy)
    expect(analyze({ author: annAtWork }, defaultRules).author).toBe(annAtWork)
  })

  it('answer each other’s requests', () => {
    const byBen: Rules = { ...defaultRules, mergedLogins: [{ login: 'ben', others: ['ben-at-work'] }] }
    const asked = { events: [requested(1100, user('ben-at-work'))], reviews: [review(1400, ben)] }
    expect(analyze(asked, byBen).reviewRequests).toMatchObject([
      { reviewer: { login: 'ben' }, respondedAt: 1400, seconds: 300 },
    ])
    expect(analyze(asked, defaultRules).reviewRequests).toMatchObject([
      { reviewer: { login: 'ben-at-work' }, respondedAt: null },
    ])
  })

  it('are bots, excluded or asked of a commit as one', () => {
    const said = { author: ben, reviews: [review(1200, ann)] }
    expect(analyze(said, { ...rules, excludedLogins: ['ann-at-work'] }).ignored).toMatchObject([
      { why: 'excluded' },
    ])
    expect(analyze({ author: ann }, { ...rules, botLogins: ['ANN-at-work'] }).kind).toBe('bot')
    const written = { ...commit(100), authoredAt: 1, committedAt: 2, author: annAtWork }
    const old = analyze({ createdAt: 100 * 86_400, commits: [written] })
    expect(old.ignored).toMatchObject([{ kind: 'commit', actor: { login: 'ann' } }])
  })

  it('are of people: an app, an imported mannequin and a deleted account of such a name are others', () => {
    for (const kind of ['bot', 'mannequin', 'ghost'] as const) {
      const other: Actor = { kind, login: 'ann-at-work', id: null }
      expect(analyze({ author: other }).author).toBe(other)
    }
  })

  it('are excluded and bots by the name that is set where it is a deleted account’s or a mannequin’s too', () => {
    const of = (login: string, kind: 'mannequin' | 'ghost'): Actor => ({ kind, login, id: null })
    const people: Rules = {
      ...defaultRules,
      mergedLogins: [{ login: 'ann', others: ['ann-at-work', 'ghost'] }],
    }
    const said = { author: ben, reviews: [review(1200, of('ghost', 'ghost'))] }
    expect(analyze(said, { ...people, excludedLogins: ['Ghost'] }).ignored).toMatchObject([
      { why: 'excluded' },
    ])
    expect(analyze(said, { ...people, excludedLogins: ['cy'] }).ignored).toEqual([])
    const imported = { author: of('ann-at-work', 'mannequin') }
    expect(analyze(imported, { ...people, botLogins: ['ann-at-work'] }).kind).toBe('bot')
    expect(analyze(imported, people).kind).toBe('work')
  })

  it('take part in whoever marks it ready or closes it', () => {
    const closed = analyze({
      closedAt: 2000,
      events: [event('closed', 2000, annAtWork)],
      comments: [comment(1200, ben), comment(2000, annAtWork)],
    })
    // Said by the author in the second of their own close.
    expect(closed.segments.map(({ turn }) => turn)).toEqual([null, null, 'author'])
    expect(closed.segments.at(-1)?.until?.actor?.login).toBe('ann')
  })
})

describe('the calendar', () => {
  const day = 86_400
  const atOnce = { ...defaultRules.calendar, from: '00:00', to: '24:00', workingDays: [1, 2, 3, 4, 5, 6, 7] }
  const tokyo = { ...defaultRules, calendar: { ...defaultRules.calendar, timeZone: 'Asia/Tokyo' } }
  // 00:30 of 1 March in Tokyo, the day before at 15:30 in UTC.
  const march = Date.parse('2026-02-28T15:30:00Z') / 1_000
  const seconds = (of: Rules, login: string, createdAt: number) =>
    createClockOf(of)(login, createdAt)(march, march + 7 * day)
  const [all, usual] = [7 * day, 5 * 8 * 3_600]

  it.each([
    ['user', all],
    ['mannequin', usual],
    ['bot', usual],
    ['organization', usual],
    ['ghost', usual],
  ] as const)('of a login is no calendar of a %s of that name', (kind, expected) => {
    const opened = pullRequest({
      author: { kind, login: 'ann', id: null },
      state: 'merged',
      createdAt: march,
      mergedAt: march,
      closedAt: march,
    })
    const rules = { ...tokyo, calendars: [{ logins: ['ann'], calendar: atOnce }] }
    const release = { at: march + 7 * day, by: { kind: 'tag', name: 'v1' } } as const
    expect(analyzePullRequest(opened, rules, release).metrics.working.deploySeconds).toBe(expected)
  })

  it('of a team is that of what was opened in the days of the membership, which are the organization’s', () => {
    const dated = { logins: ['ann'], calendar: atOnce, from: '2026-03-01', to: '2026-03-02' }
    const of: Rules = { ...tokyo, calendars: [dated] }
    expect(seconds(of, 'ann', march - 1_801)).toBe(usual)
    expect(seconds(of, 'ann', march - 1_800)).toBe(all)
    expect(seconds(of, 'ann', march - 1_801 + 2 * day)).toBe(all)
    expect(seconds(of, 'ann', march - 1_800 + 2 * day)).toBe(usual)
    expect(seconds(of, 'ben', march)).toBe(usual)
  })

  it('is the first that names its author on that day, by any of the person’s logins', () => {
    const of: Rules = {
      ...rules,
      calendars: [
        { logins: ['ann'], calendar: { ...atOnce, from: '12:00' }, to: '2026-02-27' },
        { logins: ['ann-at-work'], calendar: atOnce },
      ],
    }
    expect(seconds(of, 'ann', march)).toBe(all)
    expect(seconds(of, 'Ann-at-work', march - 5 * day)).toBe(all / 2)
  })
})
