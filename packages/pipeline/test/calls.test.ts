/** Calls between threads: one answer each, notes before it, and nobody left waiting. */
import { MessageChannel } from 'node:worker_threads'
import { afterEach, expect, it } from 'vitest'
import { PipelineError } from '../src/pipeline-error.ts'
import { answerCalls, createCaller, type Handlers } from '../src/threads/calls.ts'

interface Methods {
  readonly count: { input: number; note: number; result: string }
  readonly fail: { input: string; note: never; result: never }
  readonly go: {
    input: { readonly steps: readonly number[]; readonly total: number | null }
    note: never
    result: null
  }
  readonly hang: { input: null; note: string; result: never }
}

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

function connect(overrides: Partial<Handlers<Methods>> = {}) {
  const { port1, port2 } = new MessageChannel()
  const answered = answerCalls<Methods>(port2, {
    count: async (to, { note }) => {
      for (let index = 1; index <= to; index++) note(index)
      return `counted to ${to}`
    },
    fail: async (what) => {
      throw new PipelineError('pipeline/superseded', what, { repository: 'R_1' }, { retryable: true })
    },
    go: async ({ steps, total }, { progress }) => {
      for (const current of steps) progress({ current, total })
      return null
    },
    hang: (_, { signal, note }) =>
      new Promise((_, reject) => {
        note('waits')
        signal.addEventListener('abort', () => reject(new Error('let go')))
      }),
    ...overrides,
  })
  const caller = createCaller<Methods>(port1)
  closing.push(() => caller.close(new Error('over')))
  return { caller, answered }
}

it('notes come in order and before the answer, each to its own call', async () => {
  const { caller } = connect()
  const notes: [string, number][] = []
  const one = caller.call('count', 3, { onNote: (note) => notes.push(['one', note]) })
  const two = caller.call('count', 2, { onNote: (note) => notes.push(['two', note]) })
  expect(await Promise.all([one, two])).toEqual(['counted to 3', 'counted to 2'])
  expect(notes.filter(([who]) => who === 'one').map(([, note]) => note)).toEqual([1, 2, 3])
  expect(notes.filter(([who]) => who === 'two').map(([, note]) => note)).toEqual([1, 2])
})

it('what is called off before its thread hears of it is not begun', async () => {
  let begun = 0
  const { caller } = connect({
    count: async () => {
      begun++
      return 'begun'
    },
  })
  // Both wait in the port, as for a thread that is still being started.
  const controller = new AbortController()
  const called = caller.call('count', 1, { signal: controller.signal })
  controller.abort(new Error('called off'))
  await expect(called).rejects.toThrow('called off')
  expect(await caller.call('count', 1, {})).toBe('begun')
  expect(begun).toBe(1)
})

it('how far it has come is told once it has, the newest, and before the answer', async () => {
  const { caller } = connect()
  const told: unknown[] = []
  const go = (steps: readonly number[], total: number | null) =>
    caller.call('go', { steps, total }, { onProgress: (reached) => told.push(reached) })
  await go([1, 2, 3], 7)
  expect(told).toEqual([{ current: 3, total: 7 }])
  await go([4], null)
  expect(told.slice(1)).toEqual([{ current: 4, total: null }])
  await go([], 7)
  expect(told).toHaveLength(2)
})

it('progress is told while the call goes on, and by one that fails', async () => {
  let fail = () => {}
  const { caller } = connect({
    go: ({ steps }, { progress }) =>
      new Promise((_, reject) => {
        progress({ current: steps[0]!, total: null })
        fail = () => {
          progress({ current: steps[1]!, total: null })
          reject(new Error('broken'))
        }
      }),
  })
  const told: number[] = []
  const onProgress = ({ current }: { readonly current: number }) => {
    told.push(current)
    fail()
  }
  await expect(caller.call('go', { steps: [1, 2], total: null }, { onProgress })).rejects.toThrow('broken')
  expect(told).toEqual([1, 2])
})

it('an error keeps its code, its facts and whether a retry may do', async () => {
  const { caller } = connect()
  await expect(caller.call('fail', 'no')).rejects.toMatchObject({
    name: 'WorkerFailed',
    message: 'no',
    code: 'pipeline/superseded',
    facts: { repository: 'R_1' },
    retryable: true,
  })
})

it('an abort reaches the other side, and the call ends with its reason', async () => {
  const { caller } = connect()
  const controller = new AbortController()
  const call = caller.call('hang', null, {
    signal: controller.signal,
    onNote: () => controller.abort(new Error('enough')),
  })
  await expect(call).rejects.toThrow('enough')
  await expect(caller.call('count', 0, { signal: AbortSignal.abort(new Error('early')) })).rejects.toThrow(
    'early',
  )
})

it('when the caller leaves, what is open is rejected here and aborted there', async () => {
  const { caller, answered } = connect()
  const waiting = new Promise<void>((resolve) => {
    const call = caller.call('hang', null, { onNote: () => resolve() })
    closing.push(() => expect(call).rejects.toThrow('gone'))
    call.catch(() => {})
  })
  await waiting
  caller.close(new Error('gone'))
  await answered
})
