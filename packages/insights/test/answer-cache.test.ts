/** Answers are kept within their bound, those used last the longest, and only of the newest version. */
import { expect, it } from 'vitest'
import { createAnswerCache } from '../src/answer-cache.ts'

const key = (question: string, dataVersion = 'v1') => ({ organizationId: 'acme', dataVersion, question })
const answer = (bytes: number) => new Uint8Array(bytes)

it('the least recently used go when the bound is reached', () => {
  const cache = createAnswerCache({ mostBytes: 1_000 })
  for (const question of ['a', 'b', 'c']) {
    cache.get(key(question))
    cache.put(key(question), answer(300))
  }
  cache.get(key('a'))
  cache.get(key('d'))
  cache.put(key('d'), answer(300))
  expect(['a', 'b', 'c', 'd'].filter((question) => cache.get(key(question)))).toEqual(['a', 'c', 'd'])
  expect(cache.bytes).toBeLessThanOrEqual(1_000)
})

it('what is larger than the bound is not kept, and pushes nothing out', () => {
  const cache = createAnswerCache({ mostBytes: 1_000 })
  cache.get(key('a'))
  cache.put(key('a'), answer(300))
  cache.put(key('b'), answer(1_000))
  expect([cache.get(key('a'))?.byteLength, cache.get(key('b'))]).toEqual([300, undefined])
})

it('of an organization, only answers of its newest version are kept', () => {
  const cache = createAnswerCache({ mostBytes: 1_000 })
  cache.get(key('a'))
  cache.put(key('a'), answer(300))
  expect(cache.get(key('a', 'v2'))).toBeUndefined()
  // Asked of the version before, answered late.
  cache.put(key('b'), answer(300))
  expect(cache.bytes).toBe(0)
})
