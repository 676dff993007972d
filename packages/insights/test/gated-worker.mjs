/** Stands in for the thread's module: says which question it has begun, and answers when it is let. */
import { once } from 'node:events'
import { BroadcastChannel } from 'node:worker_threads'

export default async function serve({ port }) {
  const gate = new BroadcastChannel('gate')
  port.on('message', ({ request }) => {
    const answer = ({ data }) => {
      if (data.go !== request.limit) return
      gate.removeEventListener('message', answer)
      // As when it runs out of memory.
      if (request.after === 'end') throw new Error('out of something')
      const bytes = new TextEncoder().encode(JSON.stringify({ limit: request.limit }))
      port.postMessage({ answer: bytes })
    }
    gate.addEventListener('message', answer)
    gate.postMessage({ began: request.limit })
  })
  await once(port, 'close')
  gate.close()
}
