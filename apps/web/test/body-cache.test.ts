/** Bodies are kept while their version holds, and no more of them than fit. */
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { type BodyCache, createBodyCache } from '../src/api/body-cache.ts'
import { toBody } from '../src/body.ts'

const bytes = (length: number, fill = 1) => new Uint8Array(length).fill(fill)
const { signal } = new AbortController()
const make = (cache: BodyCache, address: string, version: string, made: Uint8Array) =>
  cache.make(address, version, signal, async () => made)

it('gives a body of the very version that is asked for', async () => {
  const cache = createBodyCache({ mostBytes: 10_000 })
  const body = await make(cache, '/a', 'v1', bytes(10))
  expect(cache.get('/a', 'v1')).toBe(body)
  expect(cache.get('/a', 'v2')).toBeUndefined()
  expect(cache.get('/b', 'v1')).toBeUndefined()
  const later = await make(cache, '/a', 'v2', bytes(10, 2))
  expect(cache.get('/a', 'v1')).toBeUndefined()
  expect(cache.get('/a', 'v2')).toBe(later)
})

it('forgets what was asked for longest ago, when more would not fit', async () => {
  const cache = createBodyCache({ mostBytes: 2 * 3 * 102 })
  for (const address of ['/a', '/b', '/c']) await make(cache, address, 'v', bytes(100))
  expect(cache.get('/a', 'v')).toBeDefined()
  await make(cache, '/d', 'v', bytes(100))
  expect(['/a', '/b', '/c', '/d'].filter((address) => cache.get(address, 'v'))).toEqual(['/a', '/c', '/d'])
  // Put again and again it counts once; what is too large for all is not kept.
  for (let round = 0; round < 9; round++) await make(cache, '/a', `v${round}`, bytes(100))
  expect(cache.get('/c', 'v')).toBeDefined()
  await make(cache, '/e', 'v', bytes(10_000))
  expect(cache.get('/e', 'v')).toBeUndefined()
  expect(cache.get('/c', 'v')).toBeDefined()
})

it('is put together once for all who ask while it is', async () => {
  const cache = createBodyCache({ mostBytes: 10_000 })
  let reads = 0
  let answer = (_: Uint8Array) => {}
  const read = () => {
    reads++
    return new Promise<Uint8Array>((resolve) => {
      answer = resolve
    })
  }
  const asked = ['v1', 'v1', 'v1'].map((version) => cache.make('/a', version, signal, read))
  expect(reads).toBe(1)
  answer(bytes(10))
  const [first, ...others] = await Promise.all(asked)
  expect(others).toEqual([first, first])
  expect(cache.get('/a', 'v1')).toBe(first)
  // Another version, another address: each its own.
  const more = [cache.make('/a', 'v2', signal, read), cache.make('/b', 'v1', signal, async () => bytes(1))]
  answer(bytes(20))
  expect((await Promise.all(more)).map((body) => body.bytes.length)).toEqual([20, 1])
  expect(reads).toBe(2)
})

it('compresses once, and not what is short', async () => {
  const body = toBody(bytes(5_000))
  const gzipped = await body.gzipped()
  expect(await body.gzipped()).toBe(gzipped)
  expect(new Uint8Array(gunzipSync(gzipped!))).toEqual(body.bytes)
  expect(await toBody(bytes(100)).gzipped()).toBeNull()
})
