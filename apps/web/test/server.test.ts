/** Who is answered, with which headers, and how the server begins and ends. */
import { openPipeline } from '@upflow/pipeline'
import { expect, it, vi } from 'vitest'
import { startServer } from '../src/start-server.ts'
import { atEnd, configOf, readSample, send, start, token } from './support.ts'

it('answers its health check, on loopback only', async () => {
  const { get, server } = await start()
  expect(await get('/healthz')).toMatchObject({ status: 200, json: { status: 'ok' } })
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:/)
})

it.each([
  ['localhost', 200],
  ['LOCALHOST:1', 200],
  ['127.0.0.1:4400', 200],
  ['[::1]:4400', 200],
  ['upflow.example.com', 200],
  ['evil.example.com', 421],
  ['localhost.evil.example.com', 421],
  ['127.0.0.1.evil.example.com', 421],
  ['[::2]', 421],
  ['localhost:x', 400],
  ['a b', 400],
])('answers to the host %j: %i', async (host, status) => {
  const { server } = await start({
    environment: { UPFLOW_WEB_HOSTS: 'upflow.example.com', UPFLOW_WEB_OPEN: '0' },
  })
  for (const path of ['/healthz', '/api/v1/organizations', '/']) {
    const answer = await send(server.url, { path, headers: { host } })
    if (status === 200) expect([200, 401, 503]).toContain(answer.status)
    else expect(answer.status).toBe(status)
    if (status === 421) expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'web/unknown-host' } })
  }
})

it('a host in the first line counts as well, and does not stand for the other', async () => {
  const { server } = await start()
  for (const [named, host, status] of [
    ['evil.example.com', 'localhost', 421],
    ['localhost', 'evil.example.com', 421],
    ['localhost', 'localhost', 200],
  ] as const) {
    const path = `http://${named}/api/v1/organizations`
    expect((await send(server.url, { path, headers: { host } })).status).toBe(status)
  }
})

it('forbids the browser what no page of ours does', async () => {
  const { get } = await start()
  for (const path of ['/healthz', '/api/v1/organizations', '/nothing.txt', '/api/v1/organizations?x=1']) {
    const { headers } = await get(path)
    expect(headers.get('content-security-policy'), path).toBe("default-src 'none'; frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
  }
})

it('logs each request with its id as JSON, and no query, header or token', async () => {
  const { get, lines } = await start({ dataDir: await readSample() })
  const { headers } = await get(`/api/v1/organizations?token=${token}`, { authorization: `Bearer ${token}` })
  await get(`/${token}`)
  const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(logged[0]).toMatchObject({
    requestId: headers.get('x-request-id'),
    method: 'GET',
    path: '/api/v1/organizations',
    status: 401,
  })
  expect(lines.join('')).not.toContain(token)
})

it('compresses what is worth it', async () => {
  const { get, server } = await start({ dataDir: await readSample() })
  const path = '/api/v1/organizations/acme/pulls'
  const plain = await send(server.url, { path })
  const packed = await send(server.url, { path, headers: { 'accept-encoding': 'gzip' } })
  expect(packed.headers['content-encoding']).toBe('gzip')
  expect(packed.headers.vary).toBe('Accept-Encoding')
  expect(packed.text.length * 4).toBeLessThan(plain.text.length)
  // The client unpacks it by itself.
  expect((await get(path, { 'accept-encoding': 'gzip' })).text).toBe(plain.text)
  const small = await send(server.url, {
    path: '/api/v1/organizations',
    headers: { 'accept-encoding': 'gzip' },
  })
  expect(small.headers['content-encoding']).toBeUndefined()
  const table = await send(server.url, {
    path: `${path}?format=csv`,
    headers: { 'accept-encoding': 'gzip' },
  })
  expect(table.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
  expect(table.headers['content-length']).toBeUndefined()
})

it('a change of the data makes the answer that a client has an old one', async () => {
  const dataDir = await readSample()
  const { get } = await start({ dataDir })
  const path = '/api/v1/organizations/acme/figures'
  const etag = (await get(path)).headers.get('etag')!
  expect((await get(path, { 'if-none-match': etag })).status).toBe(304)
  const other = await openPipeline({ config: configOf(dataDir), concurrency: 0 })
  atEnd(() => other.close())
  const tenant = await other.tenants.openToRead('acme' as never)
  tenant.sqlite
    .prepare('DELETE FROM raw_pull_requests WHERE key = (SELECT min(key) FROM raw_pull_requests)')
    .run()
  // Where answers take long, what was committed by another process may be held back for some seconds.
  const changed = await vi.waitUntil(
    async () => {
      const found = await get(path, { 'if-none-match': etag })
      return found.status === 304 ? null : found
    },
    { timeout: 60_000, interval: 100 },
  )
  expect(changed!.status).toBe(200)
  expect(changed!.headers.get('etag')).not.toBe(etag)
})

it('leaves runs to others unless it is told to execute', async () => {
  const { dataDir } = await start()
  const config = configOf(dataDir)
  const executing = await startServer(
    { ...config, web: { ...config.web, concurrency: 1 } },
    { to: { write() {} } },
  )
  atEnd(() => executing.close())
  const watcher = await openPipeline({ config, concurrency: 0 })
  atEnd(() => watcher.close())
  // Triggered at odd moments, so that either server could be the first to see a run.
  const owners = new Set<string>()
  for (let count = 0; count < 20; count++) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 30))
    const { runId } = await watcher.engine.jobs.crawl.trigger({ organizationId: 'none' } as never)
    await watcher.engine.runs.wait(runId)
    for (const event of await watcher.engine.runs.events(runId))
      if (event.type === 'run.claimed') owners.add(event.owner)
  }
  expect(owners.size).toBe(1)
})
