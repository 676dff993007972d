import { describe, expect, it } from 'vitest'
import { type Environment, parseConfig, parseReleaseRule } from '../src/index.ts'

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
    expect(parseConfig({ HOME: '/home/ann', XDG_DATA_HOME: 'data' }).dataDir).toBe(
      '/home/ann/.local/share/upflow',
    )
    expect(parseConfig({ UPFLOW_DATA_DIR: '/x', GITHUB_TOKEN: 'a' }).githubToken).toBe('a')
    expect(
      parseConfig({ UPFLOW_DATA_DIR: '/x', GITHUB_TOKEN: 'a', UPFLOW_GITHUB_TOKEN: 'b' }).githubToken,
    ).toBe('b')
    expect(parseConfig({ UPFLOW_GITHUB_TOKEN: '', HOME: '/h' }).githubToken).toBeNull()
    const isOwn = (environment: Environment) => parseConfig({ HOME: '/h', ...environment }).isOwnGithubToken
    expect([
      isOwn({}),
      isOwn({ GITHUB_TOKEN: 'a' }),
      isOwn({ GITHUB_TOKEN: 'a', UPFLOW_GITHUB_TOKEN: 'b' }),
    ]).toEqual([false, false, true])
    const relative = /: HOME must be an absolute path, or UPFLOW_DATA_DIR be set\.$/
    expect(() => parseConfig({ HOME: 'ann' })).toThrow(relative)
    expect(parseConfig({ HOME: 'ann', XDG_DATA_HOME: '/data' }).dataDir).toBe('/data/upflow')
    expect(parseConfig({ HOME: 'ann', UPFLOW_DATA_DIR: '/data' }).dataDir).toBe('/data')
  })

  it.each([' ', '0x10', '1e3', '4400.5', '-1'])('UPFLOW_WEB_PORT=%j is no number', (text) => {
    expect(() => parseConfig({ UPFLOW_WEB_PORT: text })).toThrow(
      'UPFLOW_WEB_PORT must be a whole number from 0 to 65535',
    )
  })

  it('keeps runs where the data lie, or in a file, and has workers execute those that machines share', () => {
    const url = 'postgresql://upflow@db/upflow'
    const database = { HOME: '/h', UPFLOW_DATABASE_URL: url, UPFLOW_SECRET: 'a secret of some length' }
    const placeOf = (environment: Environment) => {
      const { jobsUrl, web } = parseConfig(environment)
      return [jobsUrl, web.concurrency]
    }
    expect(placeOf({ HOME: '/h' })).toEqual([null, 1])
    expect(placeOf(database)).toEqual([url, 0])
    expect(placeOf({ ...database, UPFLOW_WEB_CONCURRENCY: '3' })).toEqual([url, 3])
    expect(placeOf({ ...database, UPFLOW_JOBS: 'database' })).toEqual([url, 0])
    expect(placeOf({ ...database, UPFLOW_JOBS: 'file' })).toEqual([null, 1])
    expect(placeOf({ HOME: '/h', UPFLOW_JOBS: 'file' })).toEqual([null, 1])
    expect(() => placeOf({ HOME: '/h', UPFLOW_JOBS: 'database' })).toThrow(/UPFLOW_DATABASE_URL is needed/)
    expect(() => placeOf({ HOME: '/h', UPFLOW_JOBS: 'dbos' })).toThrow(/UPFLOW_JOBS must be file or database/)
  })

  it('takes a database with a secret that other machines have too, and says no password of it', () => {
    const url = 'postgresql://upflow:hunter2@db/upflow'
    const secret = 'a secret of some length'
    expect(parseConfig({ HOME: '/h', UPFLOW_DATABASE_URL: url, UPFLOW_SECRET: secret }).databaseUrl).toBe(url)
    expect(parseConfig({ HOME: '/h' }).databaseUrl).toBeNull()
    expect(() => parseConfig({ HOME: '/h', UPFLOW_DATABASE_URL: url })).toThrow(/UPFLOW_SECRET is needed/)
    for (const wrong of [
      'hunter2',
      'mysql://hunter2@db/upflow',
      'postgresql://hunter2',
      'postgresql://hunter2/',
    ]) {
      const parse = () => parseConfig({ HOME: '/h', UPFLOW_DATABASE_URL: wrong, UPFLOW_SECRET: secret })
      expect(parse).toThrow(/UPFLOW_DATABASE_URL must be the address of a database/)
      expect(parse).not.toThrow('hunter2')
    }
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

describe('what could not be used is refused when it is set, and never shown', () => {
  const parse = (environment: Record<string, string>) => () => parseConfig({ HOME: '/h', ...environment })
  it.each([
    'ghp_abc def',
    ' ghp_abc',
    '"ghp_abc"',
    "'ghp_abc'",
    'ghp_\u0007abc',
    '$TOKEN',
    '<token>',
    'ghp_ä',
  ])('the token %j', (text) => {
    for (const name of ['UPFLOW_GITHUB_TOKEN', 'GITHUB_TOKEN']) {
      expect(parse({ [name]: text })).toThrow(new RegExp(`invalid: ${name} .*such as ghp_`))
      expect(parse({ [name]: text })).not.toThrow('abc')
    }
  })
  it.each([
    'http://svc:hunter2@h/api/v3',
    'https://hunter2@h',
    'svc:hunter2@h',
    'https://h/?t=hunter2',
    'http://',
  ])('the address %j', (text) => {
    expect(parse({ UPFLOW_GITHUB_API_URL: text })).toThrow(/UPFLOW_GITHUB_API_URL must be an http/)
    expect(parse({ UPFLOW_GITHUB_API_URL: text })).not.toThrow('hunter2')
  })
  it.each(['localhost:3128', 'hunter2:x@proxy:3128', 'socks5://h:1', 'http://', 'nonsense', 'http://h/path'])(
    'the proxy %j',
    (text) => {
      for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']) {
        expect(parse({ [name]: text })).toThrow(new RegExp(`${name} must be an http or https address`))
        expect(parse({ [name]: text })).not.toThrow('hunter2')
      }
    },
  )
  it('a proxy may have a password', () => {
    expect(parse({ HTTPS_PROXY: 'http://user:word@proxy:3128' })().proxy?.url).toBe(
      'http://user:word@proxy:3128',
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
