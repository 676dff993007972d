/** What is said of a pull request that was read again. */
import { expect, it } from 'vitest'
import { refreshWords } from '../../ui/pull-request/refresh-words.ts'

const run = (became: string, parts: string[] = []) =>
  ({ status: 'succeeded', error: null, output: { pullRequests: [{ number: 1, became, parts }] } }) as const

it.each([
  [run('changed', ['title', 'mergedAt']), 'Read again. Changed: title and merged at.'],
  [run('unchanged'), 'Read again: nothing has changed.'],
  [run('gone'), 'GitHub no longer has it: it is removed here.'],
  [run('absent'), 'GitHub has none of this number.'],
  [run('unread'), 'Not all of it could be read: it is tried again later.'],
  [run('new'), 'Read for the first time.'],
  [
    {
      status: 'failed',
      error: { code: 'x', message: 'The token is refused.', facts: {} },
      output: null,
    } as const,
    'The token is refused.',
  ],
  [{ status: 'cancelled', error: null, output: null } as const, 'It was not read: the run is cancelled.'],
])('%#: %s', (given, words) => {
  expect(refreshWords(given as never)).toBe(words)
})
