/** What is asked again by itself: what may be answered the next time, and nothing that our server has answered. */
import { expect, it } from 'vitest'
import { asksAgain } from '../../ui/api/asks-again.ts'
import { ApiError } from '../../ui/api/client.ts'

it.each([
  ['a server that does not answer', 0, 'ui/unreachable', 3],
  ['a server that is too busy', 503, 'insights/closed', 3],
  ['a proxy whose server is not there', 502, 'ui/no-answer', 3],
  ['a proxy that refuses', 403, 'ui/no-answer', 1],
  ['a GitHub that our server has tried to reach', 502, 'github/unreachable', 1],
  ['a fault of our server', 500, 'web/unexpected', 1],
  ['what is refused', 400, 'web/bad-request', 1],
])('%s (%i %s) is asked %i times', (_, status, code, times) => {
  const error = new ApiError(status, { code, message: code })
  let asked = 1
  while (asksAgain(asked - 1, error)) asked++
  expect(asked).toBe(times)
})
