/**
 * People who read, each the pages of a plan: a page is several requests at once, then it is looked at. They ask as
 * browsers do: over connections of their own, with the entity tags of what they have.
 */
import { Agent, get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

export interface Visit {
  /** What the page asks. */
  readonly paths: readonly string[]
  /** How long it is looked at. */
  readonly lookMs: number
}

export interface Reader {
  /** By which the server knows who asks. */
  readonly headers: Readonly<Record<string, string>>
  /** When the first page is opened. */
  readonly afterMs: number
  readonly visits: readonly Visit[]
}

export interface PeopleFigures {
  /** Of whole pages, from their first request to the last answer. */
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly pages: number
  readonly requests: number
  /** Not answered, or otherwise than with 200 or 304. */
  readonly failures: number
}

interface Reading {
  readonly url: string
  readonly people: readonly Reader[]
  readonly seconds: number
}

interface Counts {
  readonly pageMs: number[]
  requests: number
  failures: number
}

/** Reads until the time is over; the page that is open then is read to its end. */
async function readAs(
  { headers, afterMs, visits }: Reader,
  { url, counts, until }: { readonly url: string; readonly counts: Counts; readonly until: number },
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 6 })
  const tags = new Map<string, string>()
  const ask = (path: string): Promise<boolean> =>
    new Promise<boolean>((resolve) => {
      const tag = tags.get(path)
      const sent = { ...headers, 'accept-encoding': 'gzip', ...(tag ? { 'if-none-match': tag } : {}) }
      const request = get(`${url}${path}`, { agent, headers: sent }, (response) => {
        const { etag } = response.headers
        if (etag) tags.set(path, etag)
        response.once('error', () => resolve(false))
        response.resume().once('end', () => resolve([200, 304].includes(response.statusCode!)))
      })
      // A connection that the server had just ended for being idle: a browser asks again by another.
      request.once('error', () => resolve(request.reusedSocket ? ask(path) : false))
    })
  await delay(afterMs)
  for (const { paths, lookMs } of visits) {
    if (performance.now() >= until) break
    const begun = performance.now()
    const answered = await Promise.all(paths.map(ask))
    counts.pageMs.push(performance.now() - begun)
    counts.requests += paths.length
    counts.failures += answered.filter((isGood) => !isGood).length
    await delay(lookMs)
  }
  agent.destroy()
}

process.on('message', async ({ url, people, seconds }: Reading) => {
  const counts: Counts = { pageMs: [], requests: 0, failures: 0 }
  const until = performance.now() + seconds * 1_000
  await Promise.all(people.map((person) => readAs(person, { url, counts, until })))
  const sorted = counts.pageMs.sort((one, other) => one - other)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
  process.send!({
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
    pages: sorted.length,
    requests: counts.requests,
    failures: counts.failures,
  } satisfies PeopleFigures)
})
process.send!({ ready: true })
