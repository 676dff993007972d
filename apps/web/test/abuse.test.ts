/** What nobody should send gets a clear answer, and leaves nothing behind. */
import { beforeAll, expect, it } from 'vitest'
import { openRaw, statusOf } from './raw-connection.ts'
import { readSample, send, start } from './support.ts'

const figures = '/api/v1/organizations/acme/figures'
const head = 'HTTP/1.1\r\nHost: localhost\r\n'

const requests: readonly [what: string, path: string, status: number, code: string | null][] = [
  ['an address of 5,000 characters', `${figures}?repo=${'a'.repeat(5_000)}`, 414, 'web/url-too-long'],
  [
    'an address that no header may be as long as',
    `${figures}?repo=${'a'.repeat(20_000)}`,
    431,
    'web/headers-too-large',
  ],
  ['a value of 201 characters', `${figures}?repo=${'a'.repeat(201)}`, 400, 'web/bad-request'],
  ['101 values', `${figures}?${'repo=a&'.repeat(101)}`, 400, 'web/bad-request'],
  [
    '500 names',
    `${figures}?${Array.from({ length: 500 }, (_, n) => `p${n}`).join('&')}`,
    400,
    'web/bad-request',
  ],
  ['half an escape', `${figures}?period=%`, 400, 'web/bad-request'],
  ['an escape of no character', `${figures}?period=%ff%fe`, 400, 'web/bad-request'],
  ['a zero', `${figures}?period=90d%00`, 400, 'web/bad-request'],
  ['a line break', `${figures}?period=90d%0d%0aset-cookie:x`, 400, 'web/bad-request'],
  ['names of prototypes', `${figures}?__proto__[x]=1&constructor=1`, 400, 'web/bad-request'],
  ['brackets', `${figures}?repo[]=a`, 400, 'web/bad-request'],
  ['a value without a name', `${figures}?=1`, 200, null],
  ['nothing but separators', `${figures}?&&&&`, 200, null],
  ['SQL', `${figures}?repo=${encodeURIComponent("x') OR 1=1 --")}`, 400, 'insights/unknown-repository'],
  [
    'an organization that is a path',
    '/api/v1/organizations/..%2f..%2fregistry/figures',
    404,
    'db/unknown-organization',
  ],
  ['an organization with a zero', '/api/v1/organizations/acme%00/figures', 404, 'db/unknown-organization'],
  ['a step up', '/api/v1/organizations/acme/../../../etc/passwd', 404, 'web/not-found'],
  ['an escaped step up', '/api/v1/%2e%2e/%2e%2e/etc/passwd', 503, 'web/pages-not-built'],
  [
    'a number as long as none',
    `/api/v1/organizations/acme/pulls/a/b/${'9'.repeat(30)}`,
    400,
    'web/bad-request',
  ],
  ['a run that is a path', '/api/v1/runs/..%2f..%2fetc', 404, 'jobs/unknown-run'],
]

let web: Awaited<ReturnType<typeof start>>
/** All that should not be sent is sent to the same: what one leaves behind, the next would find. */
beforeAll(async () => {
  web = await start({ dataDir: await readSample() })
})

it.each(requests)('%s', async (_, path, status, code) => {
  const { server, get } = web
  const answer = await send(server.url, { path, headers: { host: 'localhost' } })
  expect(answer.status).toBe(status)
  if (code !== null) expect(JSON.parse(answer.text)).toMatchObject({ error: { code } })
  expect(answer.text.length).toBeLessThan(status === 200 ? 100_000 : 2_000)
  expect(answer.text).not.toMatch(/node_modules|\.ts:|SQLITE/)
  expect((await get('/healthz')).status).toBe(200)
})

it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'])(
  'the method %s is refused everywhere, and what may be used instead is said',
  async (method) => {
    const { server } = web
    for (const path of ['/api/v1/runs', '/api/v1/runs/x/events', '/healthz', '/o/acme']) {
      const answer = await send(server.url, { path, method, headers: { host: 'localhost' } })
      expect([answer.status, answer.headers.allow], path).toEqual([405, 'GET, HEAD'])
    }
  },
)

it.each(['GET', 'OPTIONS', 'TRACE', 'PROPFIND'])(
  'the method %s is told what may be used of an address that is only written to',
  async (method) => {
    const { server } = web
    for (const path of ['/api/v1/runs/x/cancel', '/webhooks/github/acme']) {
      const answer = await send(server.url, { path, method, headers: { host: 'localhost' } })
      expect([answer.status, answer.headers.allow], path).toEqual([405, 'POST'])
    }
  },
)

it('HEAD is GET without a body, and opens no stream', async () => {
  const dataDir = await readSample()
  const { server, get } = await start({ dataDir, mostStreams: 1 })
  const { runs } = (await get('/api/v1/runs')).json as { runs: { id: string }[] }
  for (let count = 0; count < 3; count++)
    for (const path of [figures, `${figures}?format=csv`, `/api/v1/runs/${runs[0]!.id}/events`]) {
      const answer = await send(server.url, { path, method: 'HEAD', headers: { host: 'localhost' } })
      expect([answer.status, answer.text], path).toEqual([200, ''])
    }
})

it('HEAD of a table is refused what GET is refused', async () => {
  const { server } = web
  const pulls = '/api/v1/organizations/acme/pulls'
  for (const path of [
    '/api/v1/runs/none/log?format=csv',
    `${pulls}?format=csv&repo=none`,
    `${pulls}?format=ndjson&team=none`,
  ]) {
    const headers = { host: 'localhost' }
    const { status } = await send(server.url, { path, headers })
    expect(status, path).toBeGreaterThanOrEqual(400)
    expect(await send(server.url, { path, method: 'HEAD', headers }), path).toMatchObject({
      status,
      text: '',
    })
  }
})

it('a body over the limit is refused before it is read, and the connection ends', async () => {
  const { server } = web
  const raw = await openRaw(server.url)
  raw.socket.write(`POST /api/v1/runs ${head}Content-Length: 1000000000\r\n\r\nnot all of it`)
  const text = await raw.ended
  expect(statusOf(text)).toBe(413)
  expect(text).toContain('web/body-too-large')
})

it('the file of a calendar may be longer than another body, and has a bound too', async () => {
  const { server } = web
  const settings = '/api/v1/organizations/acme/settings'
  const sent = async (method: string, path: string, body: object) => {
    const response = await fetch(server.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return [response.status, ((await response.json()) as { error: { code: string } }).error.code]
  }
  const text = 'x'.repeat(100_000)
  expect(await sent('POST', `${settings}/holidays`, { text })).toEqual([400, 'settings/unreadable-holidays'])
  expect(await sent('POST', `${settings}/holidays`, { text: text.repeat(6) })).toEqual([
    413,
    'web/body-too-large',
  ])
  expect(await sent('PUT', `${settings}/teams`, { value: text })).toEqual([413, 'web/body-too-large'])
})

it('a body without an end is not waited for', async () => {
  const { server } = web
  const raw = await openRaw(server.url)
  raw.socket.write(`POST /api/v1/runs ${head}Transfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n`)
  expect(statusOf(await raw.ended)).toBe(405)
})

it.each([
  ['no HTTP', 'hello\r\n\r\n', 400],
  ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
  ['an empty host', 'GET /healthz HTTP/1.1\r\nHost:\r\n\r\n', 400],
  ['two hosts', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n', 421],
  ['HTTP/1.0 without a host', 'GET /healthz HTTP/1.0\r\n\r\n', 400],
  ['a backslash in the path', `GET /..\\x ${head}\r\n`, 400],
  ['a zero in a header', `GET /healthz ${head}X: a\0b\r\n\r\n`, 400],
  ['two lengths', `POST /healthz ${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400],
  ['a length and chunks', `POST /x ${head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, 400],
])('%s is answered %s', async (_, text, status) => {
  const { server, get } = await start({
    timing: { headersMs: 500, requestMs: 500, keepAliveMs: 100, lookMs: 50 },
  })
  const raw = await openRaw(server.url)
  raw.socket.write(text)
  const answer = await raw.ended
  expect(statusOf(answer)).toBe(status)
  expect(answer).toMatch(/\r\n\r\n\{"error":\{"code":"web\/[a-z-]+","message":".+"/)
  expect((await get('/healthz')).status).toBe(200)
})

it('what is malformed after a request that is being answered adds nothing to the answer', async () => {
  const { server } = web
  const raw = await openRaw(server.url)
  raw.socket.write(`GET ${figures} ${head}\r\nhello\r\n\r\n`)
  expect(await raw.ended).not.toContain('web/bad-request')
})

it('connections that say nothing, or half of something, are ended', async () => {
  const { server, get } = await start({
    timing: { headersMs: 200, requestMs: 300, keepAliveMs: 100, lookMs: 20 },
  })
  const silent = await openRaw(server.url)
  const half = await openRaw(server.url)
  half.socket.write('GET /healthz HTTP/1.1\r\nHost: loc')
  const slowBody = await openRaw(server.url)
  slowBody.socket.write(`GET /healthz ${head}Content-Length: 10\r\n\r\n123`)
  const used = await openRaw(server.url)
  used.socket.write(`GET /healthz ${head}\r\n`)
  expect(statusOf(await half.ended)).toBe(408)
  expect(half.text()).toContain('web/too-slow')
  await Promise.all([silent.ended, slowBody.ended, used.ended])
  expect(statusOf(used.text())).toBe(200)
  expect((await get('/healthz')).status).toBe(200)
})
