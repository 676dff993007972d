/** What was changed, in words: what differs is said, once, and what is the same is not. */
import { isDeepStrictEqual } from 'node:util'
import { toRepositoryId } from '@upflow/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { changeTexts, changeWords, defaultSettings, type SettingChange } from '../src/index.ts'

const names = new Map([[toRepositoryId('R_1'), 'acme/app']])

const changeOf = (
  key: SettingChange['key'],
  before: unknown,
  after: unknown,
  repository: string | null = null,
): SettingChange => ({
  id: 1,
  changedAt: 0,
  changedBy: 'ann',
  repositoryId: repository === null ? null : toRepositoryId(repository),
  key,
  before: before === null ? null : JSON.stringify(before),
  after: after === null ? null : JSON.stringify(after),
})

const member = (login: string, to: string | null = null) => ({ login, from: null, to })
const team = (slug: string, members: readonly unknown[], name = slug) => ({
  slug,
  name,
  members,
  calendar: null,
})

it.each<[string, SettingChange, readonly string[]]>([
  ['a number', changeOf('codingWindowDays', null, 30), ['codingWindowDays: 90 → 30']],
  [
    'back to the default',
    changeOf('codingWindowDays', 30, null),
    ['codingWindowDays: 30 → 90 (the default)'],
  ],
  ['an empty list', changeOf('botLogins', [], ['ci']), ['botLogins: [] → ["ci"]']],
  [
    'a list',
    changeOf('botLogins', ['ci', 'old'], ['ci', 'new', 'newer']),
    ['botLogins: added "new", "newer"; removed "old"'],
  ],
  ['the order alone', changeOf('botLogins', ['a', 'b'], ['b', 'a']), ['botLogins: in another order']],
  [
    'fields of an object',
    changeOf('discovery', null, { ...defaultSettings.discovery, patterns: ['acme/*'], forks: true }),
    ['discovery.patterns: [] → ["acme/*"]', 'discovery.forks: false → true'],
  ],
  [
    'never',
    changeOf('schedules', null, { ...defaultSettings.schedules, crawl: null }),
    ['schedules.crawl: "*/15 * * * *" → none'],
  ],
  [
    'within what has a name',
    changeOf(
      'teams',
      [team('web', [member('ann'), member('ben')]), team('old', [])],
      [team('web', [member('ann', '2026-01-31'), member('cy')], 'Web'), team('new', [member('di')])],
    ),
    [
      `teams: added ${JSON.stringify(team('new', [member('di')]))}; removed ${JSON.stringify(team('old', []))}`,
      'teams.web.name: "web" → "Web"',
      `teams.web.members: added ${JSON.stringify(member('cy'))}; removed ${JSON.stringify(member('ben'))}`,
      'teams.web.members.ann.to: none → "2026-01-31"',
    ],
  ],
  [
    'who was there for ever',
    changeOf('teams', [team('web', ['ann', 'ben'])], [team('web', ['ben', member('ann', '2026-01-31')])]),
    [`teams.web.members.ann: "ann" → ${JSON.stringify(member('ann', '2026-01-31'))}`],
  ],
  [
    'what is not shown of it',
    changeOf('integration', null, {
      kind: 'github',
      apiUrl: 'https://api.github.com',
      hasToken: true,
    }),
    ['integration.hasToken: none → true'],
  ],
  [
    'the rule of a repository',
    changeOf('releaseRule', null, { kind: 'tags', key: 'v.*' }, 'R_1'),
    ['releaseRule of acme/app: that of all → {"kind":"tags","key":"v.*"}'],
  ],
  [
    'a repository that is no more',
    changeOf('releaseRule', { kind: 'none' }, null, 'R_2'),
    ['releaseRule of R_2: {"kind":"none"} → that of all'],
  ],
  [
    'a run',
    changeOf('run', null, { did: 'started', job: 'crawl', run: 'run_1' }),
    ['run: crawl started (run_1)'],
  ],
  [
    'a pause',
    changeOf('repository', { name: 'acme/app' }, { name: 'acme/app', isPaused: true }),
    ['repository: acme/app paused'],
  ],
])('%s', (_, change, texts) => {
  expect(changeTexts(change, names)).toEqual(texts)
})

/** A field that is null is as if it were not there. */
const withoutNulls = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(withoutNulls)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value).flatMap(([key, one]) => (one === null ? [] : [[key, withoutNulls(one)]])),
        )
      : value

it('says nothing of what is the same, and something wherever anything is not', () => {
  const value = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, 0, 1, 'a', 'b'),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('slug', 'name', 'x', 'y'), tie('any'), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    ),
  })).any
  fc.assert(
    fc.property(value, value, (before, after) => {
      fc.pre(before !== null && after !== null)
      const words = changeWords(changeOf('teams', before, after), names)
      const isNothing = words.some(({ text }) => text === 'set to what is the default')
      expect(isNothing).toBe(isDeepStrictEqual(withoutNulls(before), withoutNulls(after)))
      expect(words.length).toBeGreaterThan(0)
      expect(new Set(words.map(({ field, text }) => `${field} ${text}`)).size).toBe(words.length)
    }),
  )
})
