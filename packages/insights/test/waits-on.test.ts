/** On whom a pull request waits, now and at an instant. */
import { beforeEach, expect, it } from 'vitest'
import { waitsOnReader } from '../src/waits-on.ts'
import { acme, addAnalyzed, addRepository, newTenants } from './support.ts'

interface Asked {
  readonly number: number
  readonly state: string
  readonly turn?: string
  readonly at?: number
}
let ask: (wait: Asked) => string[]

beforeEach(async () => {
  const tenant = await newTenants().create(acme)
  const repository_id = addRepository(tenant, 'acme/web')
  addAnalyzed(tenant, [
    { repository_id, number: 1 },
    { repository_id, number: 2 },
  ])
  const keys = new Map(
    tenant.sqlite
      .prepare<[], [number, number]>('SELECT number, pull_request_key FROM analyzed_pull_requests')
      .raw()
      .all(),
  )
  // Of number 1: ben is asked at 10 and answers at 30; cy speaks unasked at 20; di is asked at 40, no more from 60.
  tenant.sqlite.exec(`
    INSERT INTO review_requests (pull_request_key, position, reviewer_login, reviewer_kind, requested_at, responded_at, removed_at)
    VALUES (${keys.get(1)}, 0, 'ben', 'user', 10, 30, NULL), (${keys.get(1)}, 1, 'di', 'user', 40, NULL, 60);
    INSERT INTO responses (pull_request_key, position, reviewer_login, reviewer_kind, at, kind, id, is_answer)
    VALUES (${keys.get(1)}, 0, 'cy', 'user', 20, 'comment', 'a', 0), (${keys.get(1)}, 1, 'ben', 'user', 30, 'review', 'b', 1),
      (${keys.get(1)}, 2, 'cy', 'user', 35, 'comment', 'c', 0)`)
  ask = ({ number, state, turn, at }) =>
    waitsOnReader(tenant.sqlite)({
      key: keys.get(number)!,
      state,
      turn: turn ?? null,
      author: 'ann',
      at: at ?? null,
    })
})

it.each([
  ['the author of a draft', { number: 1, state: 'draft' }, ['ann']],
  ['the author of what is approved', { number: 1, state: 'approved' }, ['ann']],
  ["the author when it is the author's turn", { number: 1, state: 'in-review', turn: 'author' }, ['ann']],
  ['the author before it is opened', { number: 1, state: 'coding' }, ['ann']],
  ['nobody where it is closed', { number: 1, state: 'closed' }, []],
  ['nobody where a release is awaited', { number: 1, state: 'awaiting-release' }, []],
  ['who is asked', { number: 1, state: 'awaiting-review', at: 15 }, ['ben']],
  ['nobody where nobody is asked', { number: 2, state: 'awaiting-review' }, []],
  [
    'in review, who had not answered by then',
    { number: 1, state: 'in-review', turn: 'reviewers', at: 25 },
    ['ben'],
  ],
  [
    'who had responded by then, where all had answered',
    { number: 1, state: 'in-review', turn: 'reviewers', at: 30 },
    ['ben', 'cy'],
  ],
  ['in review, who was asked again', { number: 1, state: 'in-review', turn: 'reviewers', at: 50 }, ['di']],
  [
    'now, those who responded, since no request is open',
    { number: 1, state: 'in-review', turn: 'reviewers' },
    ['ben', 'cy'],
  ],
])('%s', (_, wait, on) => {
  expect(ask(wait)).toEqual(on)
})
