/** As of when a pull request is what GitHub has, and by which rules its numbers are: in words. */
import { describe, expect, it } from 'vitest'
import { analyzedWords, isEarlier, readWords } from '../../ui/pull-request/origin-words.ts'

const zone = { dateTime: (at: number) => `at ${at}` }
const origin = {
  asOf: 200,
  updatedAt: 100,
  retry: null,
  isChangedSince: false,
  rules: '0a1b2c3d4e5f',
  presentRules: '0a1b2c3d4e5f',
  analysisVersion: 4,
  presentAnalysisVersion: 4,
  outdated: null,
} as const

describe('when it was read', () => {
  it.each([
    ['with its repository', {}, 'as of at 200; last changed there at 100'],
    ['since then', { asOf: 300, updatedAt: 300 }, 'as of at 300'],
    [
      'and not again yet',
      { asOf: 100, retry: { reason: 'timeout', attempts: 2, nextAt: 400 } },
      'as of at 100. What is newer could not be read (2 times: timeout), and is tried again at 400',
    ],
    ['and is gone', { asOf: null, updatedAt: null }, 'what was read of it is gone'],
  ])('%s', (_, change, words) => expect(readWords({ ...origin, ...change }, zone)).toBe(words))
})

describe('by which rules its numbers are', () => {
  it.each([
    ['the present ones', {}, false, 'by the present rules (0a1b2c3d4e5f), version 4 of the analysis'],
    [
      'earlier ones',
      { rules: 'ffffffffffff', analysisVersion: null },
      true,
      'by earlier rules (ffffffffffff) than the present ones (0a1b2c3d4e5f, version 4 of the analysis), until the next recalculation',
    ],
    [
      'those of an earlier version of Upflow',
      { rules: 'ffffffffffff', analysisVersion: 3 },
      true,
      'by version 3 of the analysis, and not by the present one, 4, until the next recalculation',
    ],
    [
      'the present ones, before a change of it',
      { isChangedSince: true },
      true,
      'by the present rules (0a1b2c3d4e5f), version 4 of the analysis. It was changed since, until the next recalculation',
    ],
    [
      'the present ones, before the latest release',
      { outdated: 'earlier' as const },
      true,
      'by the present rules (0a1b2c3d4e5f), version 4 of the analysis, before the latest merges or releases of its repository, until the next recalculation',
    ],
  ])('%s', (_, change, earlier, words) => {
    expect(analyzedWords({ ...origin, ...change })).toBe(words)
    expect(isEarlier({ ...origin, ...change })).toBe(earlier)
  })
})
