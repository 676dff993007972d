/**
 * GitHub makes an app of a form that a browser hands in, and sends the browser back with a code: the form is served on
 * this machine alone, for as long as the command waits, and the browser comes back here.
 */
import { randomBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UsageError } from './exit-codes.ts'

export interface BrowserForm {
  /** Of the page with the form, to be opened. */
  readonly address: string
  /** Settles once the browser has come back. */
  readonly code: Promise<string>
  /** What somebody copied from it: the code, or the address at which the browser ended. @throws UsageError */
  codeIn(pasted: string): string
  close(): Promise<void>
}

export interface FormOptions {
  /** Where the form goes, with a state that comes back. */
  readonly actionOf: (state: string) => string
  /** What is handed in, with where the browser comes back to. */
  readonly manifestOf: (redirectUrl: string) => string
}

export async function serveForm({ actionOf, manifestOf }: FormOptions): Promise<BrowserForm> {
  const state = randomBytes(32).toString('base64url')
  let settle: (code: string) => void = () => {}
  const code = new Promise<string>((resolve) => {
    settle = resolve
  })
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    // Another name for this machine is another site's.
    if (request.method !== 'GET' || request.headers.host !== new URL(address).host)
      return answer(response, 421, 'There is nothing for you here.')
    const url = URL.canParse(path, address) ? new URL(path, address) : new URL('/none', address)
    if (url.pathname === '/')
      return answer(response, 200, form(action, manifestOf(`${address}made`)), allowed)
    const came = url.pathname === '/made' ? codeOf(url, state) : null
    if (came === null)
      return answer(response, 404, 'There is nothing here: begin at the address that was printed.')
    answer(response, 200, 'The app is made. Go on in the terminal; this page can be closed.')
    settle(came)
  })
  const action = actionOf(state)
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const allowed = `${new URL(action).origin} ${address}`
  return {
    address,
    code,
    codeIn(pasted) {
      if (!URL.canParse(pasted)) return pasted
      const found = codeOf(new URL(pasted), state)
      if (found !== null) return found
      throw new UsageError('that address has no code, or is of another app than the one that was begun here')
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const codeOf = ({ searchParams }: URL, state: string): string | null =>
  searchParams.get('state') === state ? searchParams.get('code') : null

const form = (action: string, manifest: string): string =>
  `<form method="post" action="${escaped(action)}"><p>GitHub shows what the app may, before it is made.</p>` +
  `<input type="hidden" name="manifest" value="${escaped(manifest)}"><button>Make the app at GitHub</button></form>`

function answer(response: ServerResponse, status: number, body: string, formsTo = "'none'"): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; form-action ${formsTo}; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  })
  response.end(`<!doctype html><html lang="en"><title>Upflow</title><h1>Upflow</h1>${body}</html>`)
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`)
