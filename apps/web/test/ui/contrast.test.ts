/** Text and marks keep their contrast in light and dark: WCAG 2.2, 4.5 to 1 for text and 3 to 1 for marks. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('../../ui/theme/tokens.css', import.meta.url), 'utf8')
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name, light, dark]) => [name!, { light: light!, dark: dark! }],
  ),
)

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((start) => Number.parseInt(color.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [brighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (brighter + 0.05) / (darker + 0.05)
}

const states = [...tokens.keys()].filter((name) => name.startsWith('state-'))

describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
  const of = (name: string) => tokens.get(name)![scheme]

  it.each(
    ['ink', 'muted', 'accent', 'warn', 'bad', 'good'].flatMap((text) =>
      ['paper', 'page', 'raised'].map((on) => [text, on]),
    ),
  )('the text %s can be read on %s', (text, on) =>
    expect(contrast(of(text!), of(on!))).toBeGreaterThanOrEqual(4.5),
  )

  it.each([
    ['accent', 'accent-soft'],
    ['ink', 'accent-soft'],
    ['muted', 'accent-soft'],
    ['ink', 'sunken'],
    ['muted', 'sunken'],
    ['warn', 'warn-soft'],
    ['ink', 'warn-soft'],
    ['bad', 'bad-soft'],
    ['ink', 'bad-soft'],
    ['good', 'good-soft'],
  ])('the text %s can be read on %s', (text, on) =>
    expect(contrast(of(text), of(on))).toBeGreaterThanOrEqual(4.5),
  )

  it.each([...states, 'line-strong'].flatMap((mark) => ['paper', 'page'].map((on) => [mark, on])))(
    'the mark %s stands out from %s',
    (mark, on) => expect(contrast(of(mark!), of(on!))).toBeGreaterThanOrEqual(3),
  )
})

it('there are all states, as many as have a name', () => expect(states).toHaveLength(9))
