/** The built pages: hashed files for good, the page of all views anew, and nothing else of the disk. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newFolder, send, start } from './support.ts'

function newPages(): string {
  const folder = newFolder()
  const pagesFolder = join(folder, 'ui')
  mkdirSync(join(pagesFolder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  writeFileSync(join(pagesFolder, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">')
  writeFileSync(join(pagesFolder, 'icon.svg'), '<svg/>')
  writeFileSync(join(pagesFolder, 'assets/index-4f2a9c.js'), `export const answer = ${'4'.repeat(2_000)}`)
  writeFileSync(join(pagesFolder, 'assets/index-4f2a9c.js.map'), '{}')
  return pagesFolder
}

it('hashed files are kept for good, others are asked for again', async () => {
  const { get } = await start({ pagesFolder: newPages() })
  const script = await get('/assets/index-4f2a9c.js')
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(script.text).toContain('export const answer')
  const icon = await get('/icon.svg')
  expect(icon.headers.get('cache-control')).toBe('no-cache')
  expect((await get('/icon.svg', { 'if-none-match': icon.headers.get('etag')! })).status).toBe(304)
})

it('files go out compressed, of a length that is known, and what is packed as it is', async () => {
  const pagesFolder = newPages()
  writeFileSync(join(pagesFolder, 'assets/font-1a2b3c.woff2'), '4'.repeat(2_000))
  const { server } = await start({ pagesFolder })
  const ask = (path: string, encoding: string) =>
    send(server.url, { path, headers: { 'accept-encoding': encoding } })
  const script = '/assets/index-4f2a9c.js'
  const plain = await ask(script, 'identity')
  expect(plain.headers).toMatchObject({
    'content-length': String(plain.text.length),
    vary: 'Accept-Encoding',
  })
  expect(plain.headers['content-encoding']).toBeUndefined()
  const packed = await ask(script, 'gzip')
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
  expect(Number(packed.headers['content-length'])).toBeLessThan(plain.text.length / 4)
  expect(packed.headers.etag).toBe(plain.headers.etag)
  const font = await ask('/assets/font-1a2b3c.woff2', 'gzip')
  expect(font.headers['content-encoding']).toBeUndefined()
  expect(font.text).toHaveLength(2_000)
})

it.each(['/', '/o/acme', '/o/acme/pulls/vercel/next.js/12', '/runs/run_1', '/o/acme/people/ann?period=90d'])(
  '%s is a view: the one page, with a nonce of its own',
  async (path) => {
    const { get } = await start({ pagesFolder: newPages() })
    const [first, second] = [await get(path), await get(path)]
    const nonce = /content="([^"]+)"/.exec(first.text)![1]!
    expect(first.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(first.headers.get('cache-control')).toBe('no-cache')
    const policy = first.headers.get('content-security-policy')!
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`)
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toContain('unsafe')
    expect(second.text).not.toContain(nonce)
  },
)

it.each([
  '/api/v1/nothing',
  '/api',
  '/assets/gone-123.js',
  '/assets/index-4f2a9c.js.map',
  '/favicon.ico',
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '//secret.txt',
  '/./index.html%00.js',
  '/index.html',
])('%s is no view and no file', async (path) => {
  const { server } = await start({ pagesFolder: newPages() })
  const answer = await send(server.url, { path, headers: { host: 'localhost' } })
  expect(answer.status).toBe(404)
  expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'web/not-found' } })
})

it('says how to build the pages when there are none', async () => {
  const { get } = await start({ pagesFolder: join(newFolder(), 'none') })
  expect(await get('/o/acme')).toMatchObject({
    status: 503,
    json: {
      error: { code: 'web/pages-not-built', message: expect.stringContaining('pnpm --filter web build') },
    },
  })
  expect((await get('/healthz')).status).toBe(200)
})
