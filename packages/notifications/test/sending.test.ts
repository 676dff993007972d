/** What is sent arrives as it is meant, at nobody else's, and what goes wrong says whether a later try may do. */
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import type { Channel } from '@upflow/settings'
import { describe, expect, it } from 'vitest'
import { createAddressGuard, deliver } from '../src/index.ts'
import { atEnd, message, newMailServer, newWebServer, thisMachine } from './support.ts'

const webhook = (url: string): Channel => ({
  name: 'hook',
  kind: 'webhook',
  topics: [],
  url,
  sealedSecret: 'v1.x',
})
const slack: Channel = {
  name: 'chat',
  kind: 'slack',
  topics: [],
  origin: 'http://127.0.0.1',
  sealedUrl: 'v1.x',
}
const sending = { guard: thisMachine, token: 'step-1', secret: 'canary-secret' }

describe('a signed webhook', () => {
  it('sends JSON whose signature is over id, time and the raw bytes, under the id of every try', async () => {
    const { received, url } = await newWebServer()
    const taken = await deliver(webhook(`${url}/in?a=1`), message, sending)
    expect(taken).toEqual({ refused: [], answer: '200 OK' })
    await deliver(webhook(`${url}/in?a=1`), message, sending)
    await deliver(webhook(`${url}/in?a=1`), message, { ...sending, token: 'step-2' })
    const [first, again, other] = received
    const { headers, body } = first!
    expect(first!.url).toBe('/in?a=1')
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.`
    const signature = createHmac('sha256', 'canary-secret').update(signed).update(body).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${signature}`)
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(60)
    expect(JSON.parse(body.toString())).toMatchObject({ ...message, id: headers['webhook-id'] })
    expect(again!.headers['idempotency-key']).toBe(headers['webhook-id'])
    expect(other!.headers['webhook-id']).not.toBe(headers['webhook-id'])
    expect(JSON.stringify([first, body.toString()])).not.toContain('canary-secret')
  })

  it('takes the rest of whsec_ as Base64', async () => {
    const { received, url } = await newWebServer()
    const key = Buffer.from([0, 255, 7])
    await deliver(webhook(url), message, { ...sending, secret: `whsec_${key.toString('base64')}` })
    const { headers, body } = received[0]!
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.`
    expect(headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', key).update(signed).update(body).digest('base64')}`,
    )
  })
})

it('a chat gets text in which a title mentions nobody and leads nowhere', async () => {
  const { received, url } = await newWebServer()
  await deliver(slack, message, { ...sending, secret: `${url}/services/T/B` })
  expect(received[0]!.url).toBe('/services/T/B')
  const { text } = JSON.parse(received[0]!.body.toString())
  expect(text).toBe(
    '*Acme: a crawl failed*\n\n*Runs*\n• <https://example.com/a?b=1&amp;c=2|fix &lt;b&gt; &amp; "x" ¦ é>',
  )
})

it('of what a receiver says a line is kept, and no more', async () => {
  const { url } = await newWebServer((response) => response.writeHead(204, `${'x'.repeat(500)}`).end())
  const { answer } = await deliver(webhook(url), message, sending)
  expect(answer).toBe(`204 ${'x'.repeat(196)}`)
})

describe('what goes wrong', () => {
  it.each<[number, Record<string, string>, object]>([
    [400, {}, { code: 'notifications/refused', retryable: false }],
    [404, {}, { code: 'notifications/refused', retryable: false }],
    [429, { 'retry-after': '7' }, { code: 'notifications/refused', retryable: true, retryAfterMs: 7_000 }],
    [500, {}, { code: 'notifications/refused', retryable: true }],
    [302, { location: '/elsewhere' }, { code: 'notifications/redirected', retryable: false }],
    [307, { location: 'http://127.0.0.1:1/' }, { code: 'notifications/redirected', retryable: false }],
  ])('an answer %i', async (status, headers, error) => {
    const { received, url } = await newWebServer((response) => response.writeHead(status, headers).end('no'))
    await expect(deliver(webhook(url), message, sending)).rejects.toMatchObject(error)
    expect(received).toHaveLength(1)
  })

  it('no answer, no server, an endless answer, and an abort', async () => {
    const silent = createServer()
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    atEnd(() => silent.close())
    const url = `http://127.0.0.1:${port}`
    await expect(deliver(webhook(url), message, { ...sending, timeoutMs: 50 })).rejects.toMatchObject({
      code: 'notifications/unreachable',
      retryable: true,
      message: expect.stringContaining('no answer in time'),
    })
    const why = new Error('enough')
    await expect(deliver(webhook(url), message, { ...sending, signal: AbortSignal.abort(why) })).rejects.toBe(
      why,
    )
    const endless = await newWebServer((response) => {
      const write = () => {
        if (!response.destroyed) response.write('x'.repeat(65_536), () => setImmediate(write))
      }
      write()
    })
    await deliver(webhook(endless.url), message, sending)
    await expect(deliver(webhook('http://127.0.0.1:1'), message, sending)).rejects.toMatchObject({
      code: 'notifications/unreachable',
      retryable: true,
    })
  })
})

describe('addresses that are not public', () => {
  const strict = { ...sending, guard: createAddressGuard() }
  it.each([
    'http://127.0.0.1',
    'http://127.1',
    'http://2130706433',
    'http://0x7f.0.0.1',
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:10.0.0.1]',
    'http://[64:ff9b::7f00:1]',
    'http://[fe80::1]',
    'http://[fc00::1]',
    'http://[2002:7f00:1::]',
    'http://0.0.0.0',
    'http://10.1.2.3',
    'http://100.64.0.1',
    'http://169.254.169.254',
    'http://172.31.255.255',
    'http://192.168.0.1',
    'http://224.0.0.1',
    'http://255.255.255.255',
    'http://localhost',
  ])('nothing is sent to %s', async (url) => {
    await expect(deliver(webhook(url), message, strict)).rejects.toMatchObject({
      code: 'notifications/address-refused',
      retryable: false,
    })
    await expect(deliver(slack, message, { ...strict, secret: url })).rejects.toMatchObject({
      code: 'notifications/address-refused',
    })
  })

  it('also not by mail', async () => {
    const { channel, mails } = await newMailServer()
    await expect(deliver(channel, message, { ...strict, secret: 'canary-password' })).rejects.toMatchObject({
      code: 'notifications/address-refused',
    })
    expect(mails).toEqual([])
  })

  it('a public one may be', async () => {
    const guard = createAddressGuard()
    expect(await guard.addressesOf('93.184.216.34')).toEqual(['93.184.216.34'])
    expect(await guard.addressesOf('2606:2800:220:1:248:1893:25c8:1946')).toHaveLength(1)
  })

  it('a name that leads elsewhere the second time is connected to where it led the first time', async () => {
    const { received, port } = await newWebServer()
    let asked = 0
    const resolve = async () => [++asked === 1 ? '127.0.0.1' : '127.0.0.2']
    const guard = createAddressGuard({ allowed: ['127.0.0.1'], resolve })
    await deliver(webhook(`http://rebinding.example:${port}/`), message, { ...sending, guard })
    expect(received).toHaveLength(1)
    expect(received[0]!.headers.host).toBe(`rebinding.example:${port}`)
    expect(asked).toBe(1)
    await expect(
      deliver(webhook(`http://rebinding.example:${port}/`), message, { ...sending, guard }),
    ).rejects.toMatchObject({ code: 'notifications/address-refused' })
  })

  it('of several, only those that may be are connected to', async () => {
    const guard = createAddressGuard({ resolve: async () => ['10.0.0.1', '93.184.216.34', '::1'] })
    expect(await guard.addressesOf('mixed.example')).toEqual(['93.184.216.34'])
  })
})

describe('a mail', () => {
  const mailing = { ...sending, secret: 'canary-password' }
  it('has text and HTML that loads nothing, and one id for every try', async () => {
    const { channel, mails } = await newMailServer()
    const taken = await deliver(channel, message, mailing)
    expect(taken).toEqual({ refused: [], answer: expect.stringMatching(/^250 \S.*[^\s]$/) })
    await deliver(channel, message, mailing)
    const [first, again] = mails
    expect(first).toMatchObject({ from: 'upflow@example.com', to: ['ann@example.com'] })
    const id = /^Message-ID: (<[0-9a-f]{32}@example\.com>)\r$/m.exec(first!.text)?.[1]
    expect(id).toBeDefined()
    expect(again!.text).toContain(id)
    expect(first!.text).toContain('Subject: Acme: a crawl failed')
    expect(first!.text).toContain('Auto-Submitted: auto-generated')
    expect(first!.text).toContain('Content-Type: text/plain')
    expect(first!.text).toContain('Content-Type: text/html')
    expect(first!.text).not.toMatch(/<(?:img|script|link|style|iframe)\b|\bsrc=|url\(/i)
    expect(first!.text).not.toContain('canary-password')
  })

  it.each<
    [
      string,
      { user?: string; secret?: string; to?: string[] },
      { code: number; message: string } | null,
      boolean,
    ]
  >([
    ['a wrong password', { secret: 'canary-wrong' }, null, false],
    ['an unknown receiver', { to: ['nobody@example.com'] }, null, false],
    ['a refused mail', {}, { code: 554, message: 'spam' }, false],
    ['a full mailbox', {}, { code: 452, message: 'later' }, true],
  ])('says of %s whether a later try may do', async (_, change, refusal, retryable) => {
    const { channel } = await newMailServer(() => refusal)
    const { secret = 'canary-password', ...more } = change
    const failed = deliver({ ...channel, ...more }, message, { ...mailing, secret })
    await expect(failed).rejects.toMatchObject({ code: 'notifications/refused', retryable })
    await failed.catch((error: Error) => expect(error.message).not.toContain(secret))
  })

  it('that is never taken ends with the time for all of it, or with whoever waits', async () => {
    const closed: Promise<unknown>[] = []
    const dripping = createServer((socket) => {
      closed.push(once(socket, 'close'))
      socket.on('error', () => {}).write('220 slow\r\n')
      // Each line is in time; there is no last one.
      const write = () => {
        if (socket.writable) socket.write('250-more\r\n', () => setImmediate(write))
      }
      socket.once('data', write)
    })
    dripping.listen(0, '127.0.0.1')
    await once(dripping, 'listening')
    atEnd(() => dripping.close())
    const { port } = dripping.address() as AddressInfo
    const channel = { ...(await newMailServer()).channel, port }
    await expect(deliver(channel, message, { ...mailing, timeoutMs: 100 })).rejects.toMatchObject({
      code: 'notifications/unreachable',
      retryable: true,
      message: expect.stringContaining('no answer in time'),
    })
    const [enough, why] = [new AbortController(), new Error('enough')]
    dripping.once('connection', (socket) => socket.once('data', () => enough.abort(why)))
    await expect(
      deliver(channel, message, { ...mailing, signal: enough.signal, timeoutMs: 1_000_000 }),
    ).rejects.toBe(why)
    await Promise.all(closed)
  })

  it('to several says who was refused', async () => {
    const { channel, mails } = await newMailServer()
    const to = ['ann@example.com', 'nobody@example.com']
    expect(await deliver({ ...channel, to }, message, mailing)).toMatchObject({
      refused: ['nobody@example.com'],
    })
    expect(mails[0]!.to).toEqual(['ann@example.com'])
  })

  it('goes nowhere without the encryption that is asked for', async () => {
    const { channel, mails } = await newMailServer()
    await expect(deliver({ ...channel, security: 'starttls' }, message, mailing)).rejects.toMatchObject({
      code: expect.stringMatching(/^notifications\//),
    })
    expect(mails).toEqual([])
  })
})
