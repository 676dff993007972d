/** Releases: where each stands, and how it is said. */
import { describe, expect, it } from 'vitest'
import type { ReleaseBatch } from '../../ui/api/types.ts'
import type { View } from '../../ui/app/view.ts'
import { formatDeploy } from '../../ui/format/duration.ts'
import { zoneOf } from '../../ui/format/zone.ts'
import { toWaitList } from '../../ui/releases/release-list.ts'
import { radiusOf, timeLabels, toReleaseScale } from '../../ui/releases/release-scale.ts'
import { releaseWords } from '../../ui/releases/release-words.ts'

const [hour, day] = [3_600, 86_400]
const batch = (at: number, medianWaitSeconds: number): ReleaseBatch => ({
  id: 'tag:v1.0.0',
  repository: 'acme/app',
  kind: 'tag',
  name: 'v1.0.0',
  at,
  size: 61,
  medianWaitSeconds,
  longestWaitSeconds: medianWaitSeconds,
})

describe('releases', () => {
  it('stand by their time and, by logarithm, by their wait', () => {
    const scale = toReleaseScale([batch(300, day), batch(200, 0), batch(100, hour)])
    expect([100, 200, 300].map((at) => scale.x(at))).toEqual([0, 0.5, 1])
    expect(scale.y(0)).toBe(0)
    expect(scale.y(scale.ticks.at(-1)!)).toBe(1)
    const heights = [0, hour, 4 * hour, day].map((seconds) => scale.y(seconds))
    expect(heights).toEqual([...heights].sort((a, b) => a - b))
    expect(scale.y(hour)).toBeGreaterThan(scale.y(0))
    expect(scale.times).toEqual([100, 150, 200, 250, 300])
  })

  it('that did not wait at all, or of which there is one, stand somewhere too', () => {
    const scale = toReleaseScale([batch(100, 0)])
    expect([scale.x(100), scale.y(0), scale.ticks, scale.times]).toEqual([0.5, 0, [], [100]])
  })

  it.each([
    ['a month', 30 * day, ['9 Nov 2026', '17 Nov 2026', '24 Nov 2026', '2 Dec 2026', '9 Dec 2026']],
    [
      'a day and a half',
      1.5 * day,
      [
        '9 Nov 2026, 12:00',
        '9 Nov 2026, 21:00',
        '10 Nov 2026, 06:00',
        '10 Nov 2026, 15:00',
        '11 Nov 2026, 00:00',
      ],
    ],
    ['a minute', 60, ['9 Nov 2026, 12:00', null, null, null, '9 Nov 2026, 12:01']],
  ])('within %s have an axis that says nothing twice', (_, length, labels) => {
    const noon = Date.UTC(2026, 10, 9, 12) / 1_000
    const { times } = toReleaseScale([batch(noon + length, hour), batch(noon, hour)])
    expect(timeLabels(times, zoneOf('UTC'))).toEqual(labels)
  })

  it('are larger the more they released, and never larger than can be drawn', () => {
    expect(radiusOf(1)).toBeLessThan(radiusOf(2))
    expect(radiusOf(10_000)).toBe(20)
  })

  it('are said in words, without a 0 s for what was released by its merge', () => {
    expect(formatDeploy(0)).toBe('at merge')
    expect(formatDeploy(null)).toBe('–')
    expect(releaseWords(batch(1_785_793_887, 4_961_557), zoneOf('UTC'))).toBe(
      'acme/app, tag v1.0.0, 3 Aug 2026, 21:51: 61 pull requests, median wait 57.4 d',
    )
    expect(releaseWords(batch(1_785_793_887, 0), zoneOf('UTC'))).toMatch(/released by the merge$/)
  })
})

describe('the list of what waited', () => {
  const behind = { period: 'all', batched: 'true', whole: 'true' }
  it.each<[View, View]>([
    [{}, { ...behind, releasedFrom: '2026-06-04' }],
    [
      { period: '1d', repo: ['a/b'] },
      { ...behind, repo: ['a/b'], releasedFrom: '2026-09-01' },
    ],
    [{ period: 'all' }, behind],
    [
      { from: '2026-01-01', to: '2026-01-31', clock: 'working' },
      { ...behind, clock: 'working', releasedFrom: '2026-01-01', releasedTo: '2026-01-31' },
    ],
    [{ to: '2026-01-31' }, { ...behind, releasedTo: '2026-01-31' }],
  ])('of %j is of the days of its period', (view, list) =>
    expect(toWaitList(view, '2026-09-01')).toEqual(list),
  )
})
