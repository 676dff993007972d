import { describe, expect, it } from 'vitest'
import { parseConfig, parseReleaseRule } from '../src/index.ts'
import { percentile } from '../src/percentile.ts'

describe('the configuration', () => {
  it('has defaults that need nothing but a home', () => {
    expect(parseConfig({ HOME: '/home/ann' })).toMatchObject({
      dataDir: '/home/ann/.local/share/upflow',
      githubApiUrl: 'https://api.github.com',
      githubToken: null,
      secret: null,
      proxy: null,
    })
    expect(parseConfig({ HOME: '/home/ann', XDG_DATA_HOME: '/data' }).dataDir).toBe('/data/upflow')
    expect(parseConfig({ UPFLOW_DATA_DIR: '/x', GITHUB_TOKEN: 'a' }).githubToken).toBe('a')
    expect(
      parseConfig({ UPFLOW_DATA_DIR: '/x', GITHUB_TOKEN: 'a', UPFLOW_GITHUB_TOKEN: 'b' }).githubToken,
    ).toBe('b')
    expect(parseConfig({ UPFLOW_GITHUB_TOKEN: '', HOME: '/h' }).githubToken).toBeNull()
  })

  it('reports every problem at once', () => {
    const parse = () =>
      parseConfig({
        UPFLOW_DATA_DIR: 'relative',
        UPFLOW_THREADS: 'many',
        UPFLOW_SECRET: 'short',
        UPFLOW_GITHUB_API_URL: 'ftp://x',
      })
    expect(parse).toThrow(
      /UPFLOW_DATA_DIR must be an absolute path.*UPFLOW_SECRET must have.*UPFLOW_GITHUB_API_URL must be an http.*UPFLOW_THREADS must be a whole number/,
    )
  })
})

describe('release rules', () => {
  it.each([
    ['branch:release/1.x', { kind: 'branch', key: 'release/1.x' }],
    ['tags:v\\d+:x', { kind: 'tags', key: 'v\\d+:x' }],
    ['none', { kind: 'none' }],
  ])('%s', async (text, rule) => expect(await parseReleaseRule(text)).toEqual(rule))
  it.each(['', 'branch', 'branch:', 'main', 'none:x', 'tags:('])(
    'refuses %j with what to write',
    async (text) => {
      await expect(parseReleaseRule(text)).rejects.toThrow(/write branch:NAME|RE2 syntax/)
    },
  )
})

it.each([
  [[], 0.5, null],
  [[7], 0.9, 7],
  [[1, 2, 3, 4], 0.5, 3],
  [[0, 10], 0.9, 9],
])('percentile of %j at %f is %s', (values, fraction, expected) =>
  expect(percentile(values, fraction)).toBe(expected),
)
