import { describe, expect, it } from 'vitest'
import { parseView } from '../../ui/app/view.ts'
import { listWords } from '../../ui/pull-requests/list-words.ts'
import { traitsOf, traitWords } from '../../ui/pull-requests/traits.ts'

it.each([
  ['', null, 'Merged in the last 90 days; of kind work'],
  ['?period=all&size=XS', 1_234, '1,234 pull requests, merged in all of the past, of size XS; of kind work'],
  ['?state=open&kind=bot', 1, '1 pull request, open now, of kind bot'],
  ['?state=closed&whole=true', 0, '0 pull requests, closed without a merge; of kind work; read whole'],
  ['?state=all', 7, '7 pull requests, all there are; of kind work'],
  ['?state=weird', null, null],
])('a list of %j and %j says %j', (address, count, words) =>
  expect(listWords(parseView(address), count)).toBe(words),
)

describe('what a list asks beside the filter', () => {
  it.each([
    ['', null],
    ['?period=90d&repo=app', null],
    ['?unreviewed=true&whole=true', 'without a word from a reviewer, read whole'],
    ['?released=false', 'not released'],
    ['?now=awaiting-review', 'awaiting review'],
    ['?rounds=1', '1 round of review'],
    ['?rounds=5', '5 or more rounds of review'],
    ['?releasedBy=tag%3Av1%3A0', 'released by tag v1:0'],
    ['?releasedBy=pull-request%3A12', 'released by #12'],
    ['?openedFrom=2026-01-01&openedTo=2026-01-31', 'opened from 2026-01-01 to 2026-01-31'],
    ['?closedFrom=2026-01-01', 'closed from 2026-01-01'],
    [
      '?releasedFrom=2026-01-01&batched=true',
      'released from 2026-01-01, released with others or by something else',
    ],
    ['?underWayFrom=2026-01-01&underWayTo=2026-01-31', 'under way from 2026-01-01 to 2026-01-31'],
    ['?openAt=2026-01-31T09:00:00Z', 'open at 2026-01-31T09:00:00Z'],
    ['?without=deploy&awaiting=false', 'not to be released, or released, without a known time of deploy'],
    ['?batched=false', 'released by their own merge'],
    ['?reviewed=true', 'with a review'],
    ['?reviewed=false&whole=true', 'without a review, read whole'],
    ['?without=lead_time', 'without a known time of lead time'],
    ['?metric=lead_time', 'with a known time of lead time'],
    ['?metric=review&least=3600&below=7200', 'review from 1 h to 2 h'],
    ['?metric=review&least=3600', 'review from 1 h'],
    ['?metric=review&least=345600', 'review from 4 d'],
    ['?metric=review&least=345600&clock=working', 'review from 96 h'],
  ])('%s is said: %s', (search, words) => expect(traitWords(parseView(search))).toBe(words))

  it('is asked of the API, bounds only of a time', () => {
    expect(traitsOf(parseView('?least=5&below=9&released=false'))).toEqual({
      now: undefined,
      released: 'false',
      unreviewed: undefined,
      whole: undefined,
    })
    expect(traitsOf(parseView('?metric=total&least=5&clock=working'))).toMatchObject({
      metric: 'total',
      clock: 'working',
      least: '5',
    })
  })
})
