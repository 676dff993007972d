/** What is told, when, and once. */
import { createWorkingClock } from '@upflow/analyzer'
import { defaultCalendar, parseInstant } from '@upflow/model'
import { changeSettings } from '@upflow/settings'
import { describe, expect, it } from 'vitest'
import {
  composeDigest,
  composeToken,
  composeWaits,
  digestPeriod,
  findDue,
  markTold,
  toHtml,
  toldOf,
  toText,
} from '../src/index.ts'
import { acme, addPullRequest, newTenant } from './support.ts'

const at = (text: string) => parseInstant(`${text}Z`)
/** A Monday. */
const now = at('2026-11-23T09:00:00')
const hook = (name: string, topics: readonly string[]) => ({
  name,
  kind: 'webhook',
  topics,
  url: 'https://example.com',
  sealedSecret: 'v1.x',
})
const nothing = { now, badRunIds: [], tokenExpiresAt: null }

describe('the digest', () => {
  it.each([
    ['before its time', '2026-11-23T07:59:59', null],
    ['at its time', '2026-11-23T08:00:00', '2026-11-16T00:00:00'],
    ['a day late', '2026-11-24T19:00:00', '2026-11-16T00:00:00'],
    ['too late', '2026-11-24T20:00:01', null],
    ['on another day', '2026-11-26T09:00:00', null],
  ])('is due %s or not', (_, when, since) => {
    expect(digestPeriod({ weekday: 1, time: '08:00' }, at(when), 'UTC')).toEqual(
      since === null ? null : { since: at(since), until: at('2026-11-23T00:00:00') },
    )
  })

  it('is of seven days of the zone, across a change of its clock', () => {
    expect(digestPeriod({ weekday: 1, time: '08:00' }, at('2026-10-26T08:00:00'), 'Europe/Berlin')).toEqual({
      since: at('2026-10-18T22:00:00'),
      until: at('2026-10-25T23:00:00'),
    })
  })

  it('says median times with their change, what waits longest and on whom, and what is left out', async () => {
    const tenant = await newTenant()
    const week = at('2026-11-17T12:00:00')
    for (let number = 1; number <= 6; number++)
      addPullRequest(tenant, number, {
        state: 'merged',
        merged_at: week + number,
        total_seconds: 7_200,
        pickup_seconds: 3_600,
        unreviewed: number === 1 ? 1 : 0,
      })
    for (let number = 11; number <= 15; number++)
      addPullRequest(tenant, number, {
        state: 'merged',
        merged_at: week - 7 * 86_400 + number,
        total_seconds: 3_600,
        pickup_seconds: 7_200,
      })
    addPullRequest(tenant, 21, { state: 'merged', merged_at: week, kind: 'bot' })
    addPullRequest(tenant, 22, { state: 'merged', merged_at: week, incomplete: 'reviews' })
    addPullRequest(tenant, 31, {
      now_state: 'awaiting-review',
      now_since: at('2026-11-20T09:00:00'),
      title: 'A <b>\u202e\n& c',
    })
    addPullRequest(tenant, 32, { now_state: 'draft', now_since: 1 })
    tenant.sqlite.exec(`INSERT INTO review_requests (pull_request_key, position, reviewer_login, reviewer_kind, requested_at)
      VALUES (4294967327, 0, 'ben', 'user', 1)`)
    const request = { name: 'Acme', since: at('2026-11-16T00:00:00'), until: at('2026-11-23T00:00:00'), now }
    const message = await composeDigest(tenant, request)
    expect(message.subject).toBe('Acme: 6 pull requests merged, 2026-11-16 to 2026-11-22')
    expect(toText(message)).toBe(`Merged 2026-11-16 to 2026-11-22
- 6 pull requests merged, 5 the week before
- 1 of them without a word from a reviewer
- first commit to merge: median 2.0 h of 6 (+100 %)
- pickup: median 1.0 h of 6 (−50 %)

Waiting longest
- acme/app#31 A <b> & c: awaits a review, waits on ben, for 3.0 d
  https://github.com/acme/app/pull/31

Left out
- Merged too, of other kinds: 1 of kind bot
- 1 merged, but not read whole
- acme/app was not read whole yet
`)
    const html = toHtml(message)
    expect(html).toContain('<a href="https://github.com/acme/app/pull/31">acme/app#31 A &lt;b&gt; &amp; c:')
    expect(html).not.toMatch(/<(?:img|script|link|style|iframe)\b|\bsrc=|url\(/i)
  })
})

describe('waits', () => {
  it('are told of once beyond the limit in working hours, drafts and other kinds aside', async () => {
    const tenant = await newTenant()
    const friday = at('2026-11-20T09:00:00')
    const clock = createWorkingClock(defaultCalendar)
    expect(clock(friday, now)).toBe(8 * 3_600)
    addPullRequest(tenant, 1, { now_state: 'awaiting-review', now_since: friday })
    addPullRequest(tenant, 2, { now_state: 'in-review', now_turn: 'author', now_since: friday - 1 })
    addPullRequest(tenant, 3, { now_state: 'draft', now_since: 0 })
    addPullRequest(tenant, 4, { now_state: 'approved', now_since: 0, kind: 'bot' })
    addPullRequest(tenant, 5, { now_state: 'approved', now_since: at('2026-11-19T15:00:00') })
    await changeSettings(
      tenant,
      [
        {
          key: 'notifications',
          value: { channels: [hook('a', ['waits']), hook('b', ['runs'])], waitLimitHours: 8 },
        },
      ],
      { by: 'ann' },
    )
    const due = await findDue(tenant, nothing)
    expect(due).toEqual([
      {
        channel: 'a',
        topic: 'waits',
        waits: [{ repository: 'acme/app', number: 5, since: at('2026-11-19T15:00:00') }],
      },
    ])
    const [delivery] = due
    const message = await composeWaits(tenant, {
      name: 'Acme',
      waits: delivery!.topic === 'waits' ? delivery!.waits : [],
      now,
    })
    expect(toText(message!)).toContain(
      'acme/app#5 Title 5: approved, not merged, waits on ann, for 10.0 working hours',
    )
    expect(message!.subject).toBe('Acme: 1 pull request waits longer than 8 working hours')
    await markTold(tenant, 'a', toldOf(delivery!))
    expect(await findDue(tenant, nothing)).toEqual([])
    // It moved, and waits anew.
    tenant.sqlite.exec(`UPDATE analyzed_pull_requests SET now_since = now_since - 60 WHERE number = 5`)
    expect(await findDue(tenant, nothing)).toHaveLength(1)
    tenant.sqlite.exec(`UPDATE analyzed_pull_requests SET now_state = NULL, now_since = NULL`)
    expect(
      await composeWaits(tenant, {
        name: 'Acme',
        waits: [{ repository: 'acme/app', number: 5, since: 1 }],
        now,
      }),
    ).toBeNull()
  })
})

it('what newly waits too long is told of behind any number of drafts and of what was told', async () => {
  const tenant = await newTenant()
  for (let number = 1; number <= 1_100; number++)
    addPullRequest(tenant, number, {
      now_state: number <= 1_050 ? 'draft' : 'approved',
      now_since: number,
    })
  await changeSettings(tenant, [{ key: 'notifications', value: { channels: [hook('a', ['waits'])] } }], {
    by: 'ann',
  })
  const [old] = await findDue(tenant, nothing)
  expect(toldOf(old!)).toHaveLength(50)
  await markTold(tenant, 'a', toldOf(old!))
  tenant.sqlite.exec(`UPDATE analyzed_pull_requests SET now_state = 'approved'`)
  for (let due = await findDue(tenant, nothing); due.length > 0; due = await findDue(tenant, nothing))
    await markTold(tenant, 'a', toldOf(due[0]!))
  addPullRequest(tenant, 2_000, { now_state: 'approved', now_since: at('2026-10-01T09:00:00') })
  const [fresh] = await findDue(tenant, nothing)
  expect(fresh).toMatchObject({ waits: [{ number: 2_000 }] })
})

it('each channel is told what it wants to hear, and of an expiring token at three stages', async () => {
  const tenant = await newTenant()
  const channels = [hook('a', ['runs', 'token']), hook('b', ['runs', 'digest'])]
  await changeSettings(tenant, [{ key: 'notifications', value: { channels } }], { by: 'ann' })
  const topics = async (situation: object) =>
    (await findDue(tenant, { ...nothing, ...situation })).map((one) => `${one.channel}:${one.topic}`)
  expect(await topics({ badRunIds: ['r1'] })).toEqual(['a:runs', 'b:digest', 'b:runs'])
  for (const one of await findDue(tenant, { ...nothing, badRunIds: ['r1'] }))
    await markTold(tenant, one.channel, toldOf(one))
  expect(await topics({ badRunIds: ['r1'] })).toEqual([])
  expect(await topics({ badRunIds: ['r1', 'r2'] })).toEqual(['a:runs', 'b:runs'])
  const days = (count: number) => ({ tokenExpiresAt: now + count * 86_400 })
  for (const [left, expected] of [
    [15, 0],
    [14, 1],
    [13, 0],
    [3, 1],
    [2, 0],
    [-1, 1],
    [-2, 0],
  ] as const) {
    // The same end, seen later and later.
    const tokenExpiresAt = days(20).tokenExpiresAt
    const due = await findDue(tenant, { ...nothing, now: tokenExpiresAt - left * 86_400, tokenExpiresAt })
    const token = due.filter((one) => one.topic === 'token')
    expect(token.length, `${left} days left`).toBe(expected)
    for (const one of token) await markTold(tenant, one.channel, toldOf(one))
  }
  expect(composeToken({ organizationId: acme, name: 'Acme' }, { day: '2026-12-01', days: 1 }).subject).toBe(
    'Acme: the GitHub token expires in 1 day, on 2026-12-01',
  )
})
