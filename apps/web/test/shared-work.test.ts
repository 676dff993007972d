/** Work that is done once for several: it ends with the last who waits for it, and fails for all of them. */
import { expect, it } from 'vitest'
import { createSharedWork } from '../src/api/shared-work.ts'

const gone = new Error('gone')

function hanging() {
  const signals: AbortSignal[] = []
  const work = (signal: AbortSignal) => {
    signals.push(signal)
    return new Promise<string>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  }
  return { signals, work }
}

it('goes on for those who stay, and is given up when the last has gone', async () => {
  const shared = createSharedWork<string>()
  const { signals, work } = hanging()
  const [one, other] = [new AbortController(), new AbortController()]
  const asked = [one, other].map(({ signal }) => shared.do('a', signal, work))
  const ended = Promise.allSettled(asked)
  one.abort(gone)
  expect(signals.map(({ aborted }) => aborted)).toEqual([false])
  other.abort(gone)
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  // Who asks now is not given what was given up.
  const late = shared.do('a', new AbortController().signal, async () => 'anew')
  expect(await late).toBe('anew')
  expect(await ended).toEqual([
    { status: 'rejected', reason: gone },
    { status: 'rejected', reason: gone },
  ])
})

it('fails for all who wait, and is begun anew by the next', async () => {
  const shared = createSharedWork<string>()
  const { signal } = new AbortController()
  let runs = 0
  const work = async () => {
    runs++
    throw new Error(`broken ${runs}`)
  }
  const ended = await Promise.allSettled([shared.do('a', signal, work), shared.do('a', signal, work)])
  expect(ended.map((end) => end.status === 'rejected' && end.reason.message)).toEqual([
    'broken 1',
    'broken 1',
  ])
  await expect(shared.do('a', signal, work)).rejects.toThrow('broken 2')
})

it('is not begun for one who has gone already', async () => {
  const shared = createSharedWork<string>()
  const { signals, work } = hanging()
  await expect(shared.do('a', AbortSignal.abort(gone), work)).rejects.toBe(gone)
  expect(signals).toEqual([])
})

it('is had by one after the other, with time for others in between', async () => {
  const shared = createSharedWork<string>()
  const { signal } = new AbortController()
  const order: (number | 'other')[] = []
  let isOver = false
  const others = () => {
    order.push('other')
    if (!isOver) setImmediate(others)
  }
  // They are there before: on a slow machine, what begins beside the work begins after it.
  others()
  await new Promise((resolve) => setImmediate(resolve))
  const work = () => new Promise<string>((resolve) => setTimeout(resolve, 5, 'done'))
  const had = [1, 2, 3].map((one) => shared.do('a', signal, work).then(() => order.push(one)))
  await Promise.all(had)
  isOver = true
  expect(order.filter((one) => one !== 'other')).toEqual([1, 2, 3])
  expect(order[order.indexOf(2) - 1]).toBe('other')
  expect(order[order.indexOf(3) - 1]).toBe('other')
})
