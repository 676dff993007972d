/** Asks a server what pages ask it, over so many connections, each going round the same addresses. */
import autocannon from 'autocannon'

export interface ReadFigures {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  /** Not answered, or otherwise than with 200. */
  readonly failures: number
}

interface Reading {
  readonly url: string
  readonly paths: readonly string[]
  readonly connections: number
  readonly seconds: number
}

process.on('message', async ({ url, paths, connections, seconds }: Reading) => {
  const { latency, requests, errors, timeouts, non2xx } = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: paths.map((path) => ({ method: 'GET', path })),
  })
  process.send!({
    perSecond: requests.average,
    p50: latency.p50,
    p99: latency.p99,
    failures: errors + timeouts + non2xx,
  } satisfies ReadFigures)
})
process.send!({ ready: true })
