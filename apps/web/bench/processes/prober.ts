/**
 * Asks several servers for their health at a steady rate, whether they answer or not. A request's time runs from
 * when it was due, so that a server that does not answer is not asked less often and so looks better.
 */
import { Agent, get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

export interface HealthFigures {
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
  readonly answers: number
  readonly failures: number
}

const { urls, perSecond } = JSON.parse(process.argv[2]!) as { urls: string[]; perSecond: number }
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

const ask = (url: string): Promise<boolean> =>
  new Promise<boolean>((resolve) => {
    const request = get(`${url}/healthz`, { agent }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode === 200))
    })
    // A connection that the server had just ended for being idle says nothing of its health.
    request.once('error', () => resolve(request.reusedSocket ? ask(url) : false))
  })

async function probe(seconds: number): Promise<HealthFigures[]> {
  const started = performance.now()
  const asked: Promise<void>[] = []
  const times: number[][] = urls.map(() => [])
  for (let index = 0; index < seconds * perSecond * urls.length; index++) {
    const due = started + (index * 1_000) / (perSecond * urls.length)
    const early = due - performance.now()
    if (early > 0) await delay(early)
    const server = index % urls.length
    asked.push(
      ask(urls[server]!).then((isHealthy) => {
        if (isHealthy) times[server]!.push(performance.now() - due)
      }),
    )
  }
  await Promise.all(asked)
  return times.map((ms) => toFigures(ms, seconds * perSecond))
}

function toFigures(ms: number[], asked: number): HealthFigures {
  const sorted = ms.sort((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  return {
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    max: at(1),
    answers: sorted.length,
    failures: asked - sorted.length,
  }
}

process.on('message', async ({ seconds }: { seconds: number }) => process.send!(await probe(seconds)))
process.send!({ ready: true })
