/** Real receivers on 127.0.0.1: a web server and a mail server that keep what they are sent; and an organization's file. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { openTenant, type Tenant } from '@upflow/db'
import { type OrganizationId, parseOrganizationId } from '@upflow/model'
import type { MailChannel } from '@upflow/settings'
import { SMTPServer } from 'smtp-server'
import { afterEach } from 'vitest'
import { createAddressGuard, type Message } from '../src/index.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
export const atEnd = (close: () => unknown): void => void closing.push(close)

export const acme: OrganizationId = parseOrganizationId('acme')
export const thisMachine = createAddressGuard({ allowed: ['127.0.0.1'] })

export const message: Message = {
  topic: 'runs',
  organization: 'acme',
  subject: 'Acme: a crawl failed',
  sections: [
    { heading: 'Runs', lines: [{ text: 'fix <b> & "x" | é', url: 'https://example.com/a?b=1&c=2' }] },
  ],
}

export interface Received {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export async function newWebServer(answer: (response: ServerResponse) => void = (one) => one.end('ok')) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    received.push({ url: request.url!, headers: request.headers, body: await buffer(request) })
    answer(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { received, port, url: `http://127.0.0.1:${port}` }
}

export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
}

/** Takes mail of user `upflow` with password `canary-password`, but none for `nobody@…`. */
export async function newMailServer(refuse: () => { code: number; message: string } | null = () => null) {
  const mails: Mail[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: true,
    onAuth({ username, password }, _session, done) {
      if (username === 'upflow' && password === 'canary-password') done(null, { user: username })
      else done(new Error('wrong password'))
    },
    onRcptTo({ address }, _session, done) {
      done(
        address.startsWith('nobody@')
          ? Object.assign(new Error('no such user'), { responseCode: 550 })
          : null,
      )
    },
    onData(stream, session, done) {
      void buffer(stream).then((body) => {
        const refused = refuse()
        if (refused) return done(Object.assign(new Error(refused.message), { responseCode: refused.code }))
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: body.toString('utf8'),
        })
        done()
      })
    },
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  atEnd(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = listening.address() as AddressInfo
  const channel: MailChannel = {
    name: 'team',
    kind: 'mail',
    topics: ['runs'],
    from: 'upflow@example.com',
    to: ['ann@example.com'],
    host: '127.0.0.1',
    port,
    security: 'none',
    user: 'upflow',
    sealedPassword: 'v1.x',
  }
  return { mails, channel }
}

export async function newTenant(): Promise<Tenant> {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-notifications-'))
  const tenant = await openTenant(join(folder, 'acme.db'), acme)
  atEnd(() => {
    tenant.close()
    rmSync(folder, { recursive: true, force: true })
  })
  tenant.sqlite.exec(`INSERT INTO repositories (id, owner, name) VALUES ('R', 'acme', 'app')`)
  return tenant
}

/** A pull request of `acme/app`; what is not given is null. */
export function addPullRequest(
  { sqlite }: Tenant,
  number: number,
  row: Record<string, string | number | null>,
): void {
  const all = {
    pull_request_key: 2 ** 32 + number,
    pull_request_id: `PR_${number}`,
    repository_id: 'R',
    number,
    state: 'open',
    kind: 'work',
    author_login: 'ann',
    author_kind: 'user',
    created_at: 0,
    title: `Title ${number}`,
    url: `https://github.com/acme/app/pull/${number}`,
    source_hash: '',
    rules_hash: '',
    analysis_hash: '',
    ...row,
  }
  const columns = Object.keys(all)
  sqlite
    .prepare(
      `INSERT INTO analyzed_pull_requests (${columns.join(', ')}) VALUES (${columns.map((one) => `@${one}`).join(', ')})`,
    )
    .run(all)
}
