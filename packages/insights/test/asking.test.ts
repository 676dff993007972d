/** Who asks waits for nobody else's question, and nothing is answered twice or for nobody. */
import { BroadcastChannel } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { acme, addRepository, atEnd, newInsights, newTenants } from './support.ts'

async function setup(options: { readonly threads: number; readonly cacheBytes?: number }) {
  const tenants = newTenants()
  const tenant = await tenants.create(acme)
  const insights = newInsights({
    tenants,
    ...options,
    worker: new URL('./gated-worker.mjs', import.meta.url),
  })
  const gate = new BroadcastChannel('gate')
  atEnd(() => gate.close())
  const begun: number[] = []
  let wake = () => {}
  gate.onmessage = (event) => {
    const { began } = (event as { data: { began?: number } }).data
    if (began === undefined) return
    begun.push(began)
    wake()
  }
  return {
    tenant,
    insights,
    begun,
    ask: (limit: number, signal?: AbortSignal, after: string | null = null) =>
      insights.ask(acme, 'pulls', { limit, after }, signal ? { signal } : {}),
    /** What was asked before has reached the queue: it goes the way that this goes. */
    async untilQueued() {
      for (let time = 0; time < 3; time++) await insights.dataVersion(acme)
    },
    go: (limit: number) => gate.postMessage({ go: limit }),
    async untilBegun(limit: number, times = 1) {
      while (begun.filter((one) => one === limit).length < times)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    },
  }
}

it('equal questions in flight are answered once, and later ones from what is kept', async () => {
  const { ask, begun, go, untilBegun } = await setup({ threads: 2 })
  const both = [ask(1), ask(1)]
  await untilBegun(1)
  go(1)
  expect(await Promise.all(both)).toEqual([{ limit: 1 }, { limit: 1 }])
  expect(await ask(1)).toEqual({ limit: 1 })
  expect(begun).toEqual([1])
})

it('what is kept is forgotten with the next commit', async () => {
  const { ask, begun, go, tenant, untilBegun } = await setup({ threads: 1 })
  const first = ask(1)
  await untilBegun(1)
  go(1)
  await first
  begun.length = 0
  addRepository(tenant, 'acme/web')
  const second = ask(1)
  await untilBegun(1)
  go(1)
  await second
})

it('equal questions that wait for a thread are answered once, whatever is written while they wait', async () => {
  const { ask, begun, go, tenant, untilBegun, untilQueued } = await setup({ threads: 1 })
  const running = ask(1)
  await untilBegun(1)
  const before = ask(2)
  await untilQueued()
  addRepository(tenant, 'acme/web')
  const after = ask(2)
  // The one that runs may have read before: it is asked anew.
  const again = ask(1)
  await untilQueued()
  go(1)
  await untilBegun(2)
  go(2)
  expect(await Promise.all([running, before, after])).toEqual([{ limit: 1 }, { limit: 2 }, { limit: 2 }])
  await untilBegun(1, 2)
  go(1)
  expect(await again).toEqual({ limit: 1 })
  // It is kept as of what was written.
  expect(await ask(2)).toEqual({ limit: 2 })
  expect(begun).toEqual([1, 2, 1])
})

it('a question that nobody waits for any more is dropped from the queue; one that runs goes on', async () => {
  const { ask, begun, go, untilBegun, untilQueued } = await setup({ threads: 1 })
  const [running, queued] = [new AbortController(), new AbortController()]
  const first = ask(1, running.signal)
  await untilBegun(1)
  const second = ask(2, queued.signal)
  const third = ask(3)
  await untilQueued()
  queued.abort(new Error('gone'))
  running.abort(new Error('gone too'))
  await expect(second).rejects.toThrow('gone')
  await expect(first).rejects.toThrow('gone too')
  go(1)
  await untilBegun(3)
  go(3)
  expect(await third).toEqual({ limit: 3 })
  expect(begun).toEqual([1, 3])
  // Its answer was kept.
  expect(await ask(1)).toEqual({ limit: 1 })
})

it('a question is answered for the other caller when one of two has left', async () => {
  const { ask, go, untilBegun, untilQueued } = await setup({ threads: 1 })
  const running = ask(1)
  await untilBegun(1)
  const leaving = new AbortController()
  const [left, stays] = [ask(2, leaving.signal), ask(2)]
  await untilQueued()
  leaving.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  go(1)
  await untilBegun(2)
  go(2)
  expect(await stays).toEqual({ limit: 2 })
  await running
})

it('a thread that ends fails its question alone; the next starts another', async () => {
  const { ask, go, untilBegun } = await setup({ threads: 1 })
  const failing = ask(1, undefined, 'end')
  const next = ask(2)
  await untilBegun(1)
  go(1)
  await expect(failing).rejects.toMatchObject({ code: 'insights/thread-ended', facts: { query: 'pulls' } })
  await untilBegun(2)
  go(2)
  expect(await next).toEqual({ limit: 2 })
})

it('after the close, and at it, questions are refused', async () => {
  const { ask, insights, untilBegun } = await setup({ threads: 1 })
  const asked = [ask(1), ask(2)]
  const refused = asked.map((one) => expect(one).rejects.toMatchObject({ code: 'insights/closed' }))
  await untilBegun(1)
  await insights.close()
  await Promise.all(refused)
  await expect(ask(3)).rejects.toMatchObject({ code: 'insights/closed' })
})
