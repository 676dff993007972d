/** What is said when a request brings nothing back: whose fault it is, and what to do. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loadSample } from '@upflow/github-emulator'
import { selfSigned } from '@upflow/tooling/self-signed'
import { describe, expect, it } from 'vitest'
import type { GithubClient, GithubError } from '../src/index.ts'
import { later, open, start, token } from './support.ts'

const errorOf = async (client: GithubClient): Promise<GithubError> =>
  (await client.viewer().catch((thrown: unknown) => thrown)) as GithubError
/** @returns its port */
async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  later(async () => void server.close())
  return (server.address() as AddressInfo).port
}
/** On which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

it('a server that is down, without the token in the error', async () => {
  const { client, emulator } = await start()
  await emulator.close()
  const error = await errorOf(client)
  expect(error).toMatchObject({
    code: 'github/unreachable',
    retryable: true,
    message: expect.stringContaining('GitHub cannot be reached'),
  })
  expect(error.message).toContain('the connection was refused')
  expect(JSON.stringify([error, error.stack, error.cause, error.message])).not.toContain(token.slice(4, 20))
})

it('an address is taken whatever the letters of its scheme', async () => {
  const { emulator } = await start()
  const client = open(emulator, { apiUrl: emulator.url.replace('http', 'HTTP') })
  expect(await client.viewer()).toMatchObject({ login: 'dev' })
})

describe('a proxy', () => {
  it('that wants a login', async () => {
    const proxy = createServer().on('connect', (_, socket) =>
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
    )
    const url = `http://127.0.0.1:${await listen(proxy)}`
    const { emulator } = await start()
    const client = open(emulator, { apiUrl: 'https://127.0.0.1:8443', proxy: { url, except: '' } })
    expect(await errorOf(client)).toMatchObject({
      code: 'github/misconfigured',
      message: expect.stringContaining('The proxy wants a login'),
    })
  })

  it('that is down is named, without its password', async () => {
    const { emulator } = await start()
    const port = await closedPort()
    const proxy = { url: `http://us:hunter2@127.0.0.1:${port}`, except: '' }
    const { code, message } = await errorOf(open(emulator, { proxy }))
    expect(code).toBe('github/unreachable')
    expect(message).toMatch(
      new RegExp(
        `^The proxy 127\\.0\\.0\\.1:${port} cannot be reached .*: the connection was refused.*HTTPS_PROXY`,
      ),
    )
    expect(message).not.toContain('hunter2')
  })

  it('that does not speak TLS is not taken for one with a wrong certificate', async () => {
    const { emulator } = await start()
    const proxy = { url: `https://127.0.0.1:${await listen(createServer())}`, except: '' }
    expect(await errorOf(open(emulator, { proxy }))).toMatchObject({
      code: 'github/misconfigured',
      message: expect.stringMatching(/does not speak TLS.*or the proxy's, should begin with http/),
    })
  })
})

describe('TLS', () => {
  it('that a server does not speak', async () => {
    const { emulator } = await start()
    const client = open(emulator, { apiUrl: emulator.url.replace('http:', 'https:') })
    const { code, message } = await errorOf(client)
    expect([code, message]).toEqual([
      'github/misconfigured',
      expect.stringMatching(/does not speak TLS.*whether the API address should begin with http instead/),
    ])
    expect(message).not.toContain('certificate')
  })

  it.each([
    ['has expired', { until: '210101000000Z' }, /has expired.*Have it renewed/],
    ['is of another host', { host: [10, 0, 0, 1] }, /is of another host name.*Check the API address/],
  ] as const)('by a certificate that %s', async (_, made, message) => {
    const tls = selfSigned(made)
    const { client } = await start(loadSample(['bitcoin-core']), { ca: tls.cert }, { tls })
    expect(await errorOf(client)).toMatchObject({
      code: 'github/misconfigured',
      message: expect.stringMatching(message),
    })
  })
})
