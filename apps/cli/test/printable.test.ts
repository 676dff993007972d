/** What comes from GitHub reaches a terminal as text, whatever it holds. */
import { describe, expect, it } from 'vitest'
import { formatDeploy, formatDuration } from '../src/duration.ts'
import { nameOf, printable, printableJson, shorten, shortenList } from '../src/printable.ts'

describe('what commands a terminal, or turns the order of letters around, is replaced', () => {
  it.each([
    ['\u001b[31mred', '\ufffd[31mred'],
    ['\u001b]0;title\u0007', '\ufffd]0;title\ufffd'],
    ['a\rb\u0000', 'a\ufffdb\ufffd'],
    ['\u009b2J', '\ufffd2J'],
    ['a\u202egpj.exe', 'a\ufffdgpj.exe'],
    ['\u2066x\u2069\u200f', '\ufffdx\ufffd\ufffd'],
    ['two\nlines\tand 👩‍👩‍👧 ü 日本', 'two\nlines\tand 👩‍👩‍👧 ü 日本'],
  ])('%j', (text, printed) => expect(printable(text)).toBe(printed))
})

it('JSON keeps its value and prints safely', () => {
  const value = { title: 'a\u202e\u009b\u001b]0;x\u0007\n"ü' }
  const text = printableJson(value)
  expect(JSON.parse(text)).toEqual(value)
  expect(text).toBe(printable(text))
  expect(text).not.toContain('\ufffd')
})

it.each([
  ['abcdef', 4, 'abc…'],
  ['abcd', 4, 'abcd'],
  ['👍👍👍👍', 3, '👍👍…'],
  ['ab cd', 4, 'ab…'],
])('%j in %i characters is %j', (text, length, short) => expect(shorten(text, length)).toBe(short))

it.each([
  [['ann', 'ben', 'cy'], 30, 'ann, ben, cy'],
  [['annabel', 'benjamin', 'cyril'], 20, 'annabel and 2 more'],
  [['annabel-with-a-long-name'], 10, 'annabel-w…'],
])('of %j in %i there are "%s"', (names, length, text) => expect(shortenList(names, length)).toBe(text))

it.each([
  ['a\nb  c', 'o/n#7  a b c'],
  ['', 'o/n#7'],
])('a title %j has its number, on one line', (title, name) =>
  expect(nameOf({ repository: 'o/n', number: 7, title })).toBe(name),
)

it.each([
  [33 * 8 * 3_600, 'working', '264.0 h'],
  [16_382 * 3_600, 'working', '16,382 h'],
  [100 * 86_400, 'wall', '100 d'],
  [1_171 * 86_400, 'wall', '1,171 d'],
  [1_800, 'working', '30.0 min'],
  [264 * 3_600, 'wall', '11.0 d'],
  [null, 'working', '–'],
] as const)('%s seconds of %s time are %s', (seconds, clock, text) =>
  expect(formatDuration(seconds, clock)).toBe(text),
)

it.each([
  [0, 'wall', 'at merge'],
  [0, 'working', '0 s'],
  [1, 'wall', '1 s'],
  [null, 'wall', '–'],
] as const)('a deploy of %s seconds of %s time is "%s"', (seconds, clock, text) =>
  expect(formatDeploy(seconds, clock)).toBe(text),
)
