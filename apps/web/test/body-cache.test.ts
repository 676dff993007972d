/** Bodies are kept while their version holds, and no more of them than fit. */
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { createBodyCache, toBody } from '../src/api/body-cache.ts'

const bytes = (length: number, fill = 1) => new Uint8Array(length).fill(fill)

it('gives a body of the very version that is asked for', () => {
  const cache = createBodyCache({ mostBytes: 10_000 })
  const body = cache.put('/a', 'v1', bytes(10))
  expect(cache.get('/a', 'v1')).toBe(body)
  expect(cache.get('/a', 'v2')).toBeUndefined()
  expect(cache.get('/b', 'v1')).toBeUndefined()
  const later = cache.put('/a', 'v2', bytes(10, 2))
  expect(cache.get('/a', 'v1')).toBeUndefined()
  expect(cache.get('/a', 'v2')).toBe(later)
})

it('forgets what was asked for longest ago, when more would not fit', () => {
  const cache = createBodyCache({ mostBytes: 2 * 3 * 102 })
  for (const address of ['/a', '/b', '/c']) cache.put(address, 'v', bytes(100))
  expect(cache.get('/a', 'v')).toBeDefined()
  cache.put('/d', 'v', bytes(100))
  expect(['/a', '/b', '/c', '/d'].filter((address) => cache.get(address, 'v'))).toEqual(['/a', '/c', '/d'])
  // Put again and again it counts once; what is too large for all is not kept.
  for (let round = 0; round < 9; round++) cache.put('/a', `v${round}`, bytes(100))
  expect(cache.get('/c', 'v')).toBeDefined()
  cache.put('/e', 'v', bytes(10_000))
  expect(cache.get('/e', 'v')).toBeUndefined()
  expect(cache.get('/c', 'v')).toBeDefined()
})

it('compresses once, and not what is short', async () => {
  const body = toBody(bytes(5_000))
  const gzipped = await body.gzipped()
  expect(await body.gzipped()).toBe(gzipped)
  expect(new Uint8Array(gunzipSync(gzipped!))).toEqual(body.bytes)
  expect(await toBody(bytes(100)).gzipped()).toBeNull()
})
