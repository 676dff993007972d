/**
 * Canaries: secrets of every kind are taken through every path, also the wrong ones, and then looked for in all files of
 * the data folder, their write-ahead logs, the server's log, and every answer but the one that tells it once.
 */
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createAccountFile, createResetLink } from '@upflow/accounts'
import { openData } from '@upflow/pipeline'
import { expect, it } from 'vitest'
import { handIn, piecesOf, startAppGithub } from './app-github.ts'
import { type Asking, ask, cookieOf, linkOf, password, type Said, startWithOwner } from './people.ts'
import {
  atEnd,
  configOf,
  createAcme,
  token as githubToken,
  newFolder,
  send,
  small,
  start,
  startGithub,
  until,
} from './support.ts'

it('no secret is in a file, a log or an answer', async () => {
  const providerSecret = 'canary-provider-secret-0123456789'
  const web = await startWithOwner({
    environment: {
      UPFLOW_WEB_URL: 'http://127.0.0.1',
      UPFLOW_SIGN_IN_GITHUB_ID: 'client',
      UPFLOW_SIGN_IN_GITHUB_SECRET: providerSecret,
      // Nobody is there.
      UPFLOW_SIGN_IN_GITHUB_URL: 'http://127.0.0.1:9',
    },
  })
  const { url } = web
  const answers: string[] = []
  const say = async (path: string, asking: Asking = {}): Promise<Said> => {
    const said = await ask(url, path, asking)
    answers.push(`${said.text}\n${JSON.stringify([...said.headers])}`)
    return said
  }
  const post = (path: string, body: object, asking: Asking = {}) =>
    say(path, { method: 'POST', body, ...asking })
  const wrongPassword = 'canary-wrong-password'
  const nextPassword = 'canary-next-password'
  const email = 'ben@example.com'

  const invited = await ask(url, '/api/v1/organizations/acme/invitations', {
    method: 'POST',
    cookie: web.administrator,
    body: { note: 'Ben', role: 'admin' },
  })
  const invitation = linkOf(invited.json.url)
  await post('/api/v1/invitation', { link: invitation })
  await post('/api/v1/accept-invitation', {
    link: invitation,
    person: { name: 'Ben', email, password: 'short' },
  })
  const joined = await ask(url, '/api/v1/accept-invitation', {
    method: 'POST',
    body: { link: invitation, person: { name: 'Ben', email, password } },
  })
  const session = cookieOf(joined)
  await post('/api/v1/accept-invitation', { link: invitation, person: { name: 'Ben', email, password } })
  await post('/api/v1/set-up', {
    link: web.link,
    name: 'Eve',
    email: 'eve@example.com',
    password: wrongPassword,
  })
  await post('/api/v1/sign-in', { email, password: wrongPassword })
  await post('/api/v1/sign-in', { email: password, password: { of: password } })
  await post('/api/v1/change-password', { current: wrongPassword, next: nextPassword }, { cookie: session })
  await post('/api/v1/change-password', { current: password, next: nextPassword }, { cookie: session })
  const made = await ask(url, '/api/v1/organizations/acme/tokens', {
    method: 'POST',
    cookie: session,
    body: { name: 'dashboard', scopes: ['read', 'run'] },
  })
  const { token, id } = made.json
  for (const path of ['/organizations', '/runs', '/me', '/organizations/acme/tokens', '/organizations/beta'])
    await say(`/api/v1${path}`, { bearer: token })
  for (const path of [
    '/organizations/acme/tokens',
    '/organizations/acme/members',
    '/organizations/acme/invitations',
    '/organizations/acme/member-changes',
    '/sessions',
    '/me',
  ])
    await say(`/api/v1${path}`, { cookie: web.administrator })
  // Where it does not belong: pasted into an address.
  await send(url, { path: `/api/v1/organizations?token=${token}` })
  await send(url, { path: `/api/v1/organizations/${token}` })
  for (const path of [`/api/v1/organizations/${token}`, `/api/v1/${token}`])
    expect((await say(path, { cookie: web.administrator })).json.error.code).toMatch(/unknown-org|not-found/)
  await say(`/api/v1/organizations/acme/tokens/${id}`, { method: 'DELETE', cookie: session })
  await say('/api/v1/organizations', { bearer: token })
  await post('/api/v1/sign-out', {}, { cookie: session })

  // A new password by a link: a wrong one, the right one, and once more.
  const data = await openData({ config: configOf(web.dataDir) })
  const file = createAccountFile(data.registry, () => Math.floor(Date.now() / 1_000))
  const resetLink = await createResetLink(file, { email, by: 'cli' })
  await data.close()
  await post('/api/v1/reset-password', { link: resetLink, password: 'short' })
  await post('/api/v1/reset-password', { link: resetLink, password: wrongPassword })
  await post('/api/v1/reset-password', { link: resetLink, password: wrongPassword })

  // The credential of an organization, refused and taken, and asked for again.
  const connectionToken = 'ghp_canary9876543210canary9876543210canary'
  const connection = '/api/v1/organizations/beta/connection'
  const asOwner = { cookie: web.administrator }
  for (const body of [{ token: connectionToken, apiUrl: 'no address' }, { token: connectionToken }])
    await say(connection, { method: 'PUT', body, ...asOwner })
  await post(`${connection}/check`, {}, asOwner)
  const webhook = '/api/v1/organizations/beta/webhook'
  const webhookSecret = 'canary-webhook-secret-0123456789'
  await say(webhook, { method: 'PUT', body: { secret: webhookSecret }, ...asOwner })
  await say(webhook, { method: 'PUT', body: { secret: 'short' }, ...asOwner })
  await post('/webhooks/github/beta', { canary: 1 }, {})
  for (const path of ['connection', 'repositories/available', 'settings', 'audit', 'webhook'])
    await say(`/api/v1/organizations/beta/${path}`, asOwner)

  // Away to a provider, whose address and cookie have the state, and back with a code that is none.
  const away = await ask(url, '/api/v1/sign-in/provider', {
    method: 'POST',
    body: { provider: 'github', purpose: 'sign-in' },
  })
  const state = new URL(away.json.url).searchParams.get('state')!
  const code = 'canary-code-0123456789'
  const callback = `/api/v1/auth/callback/github?code=${code}&state=${state}`
  await say(callback, { cookie: cookieOf(away) })
  await say(callback, { cookie: cookieOf(away) })

  const held = (cookie: string) => decodeURIComponent(cookie.split('=')[1]!)
  const secrets: Record<string, string> = {
    password,
    wrongPassword,
    nextPassword,
    invitation,
    token,
    githubToken,
    resetLink,
    connectionToken,
    webhookSecret,
    providerSecret,
    code,
    session: held(session),
    'session without its signature': held(session).split('.')[0]!,
    'session of the administrator': held(web.administrator).split('.')[0]!,
  }
  const setUpLine = web.lines.filter((line) => line.includes(web.link))
  expect(setUpLine).toHaveLength(1)
  const files = readdirSync(web.dataDir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(web.dataDir, name))
    .filter((path) => statSync(path).isFile())
  expect(files.filter((path) => path.endsWith('-wal')).length).toBeGreaterThan(0)
  const found: string[] = []
  for (const [name, secret] of [...Object.entries(secrets), ['set-up link', web.link] as const]) {
    for (const path of files) if (readFileSync(path).includes(secret)) found.push(`${name} in ${path}`)
    const lines = web.lines.filter((line) => !setUpLine.includes(line))
    if (lines.some((line) => line.includes(secret))) found.push(`${name} in the log`)
    for (const answer of answers)
      if (answer.includes(secret)) found.push(`${name} in ${answer.slice(0, 200)}`)
  }
  expect(found).toEqual([])
})

it('no private key of an app, nor the code that it came by, is in a file, a log, an answer or an export', async () => {
  const { github, privateKey } = await startAppGithub()
  const dataDir = newFolder()
  await (await createAcme(dataDir, github)).close()
  const { server, lines } = await start({ dataDir, environment: { UPFLOW_WEB_CONCURRENCY: '1' } })
  const answers: string[] = []
  const say = async (path: string, asking: Asking = {}): Promise<Said> => {
    const said = await ask(server.url, `/api/v1/organizations/acme/${path}`, asking)
    answers.push(`${path}: ${said.text}\n${JSON.stringify([...said.headers])}`)
    return said
  }
  const put = (path: string, body: object) => say(path, { method: 'PUT', body })
  const wrongKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
  for (const app of [
    { id: '7', privateKey: wrongKey },
    { id: 'no id', privateKey },
    { id: '7', privateKey: privateKey.slice(0, 900) },
    { id: '7', privateKey, more: 1 },
    { id: '7', privateKey },
    { from: 'acme' },
  ])
    await put('connection/app', { app })
  const begun = (await say('connection/app/manifest', { method: 'POST' })).json
  const { code, state } = await handIn(begun)
  await put('connection/app/installation', { installation: 70 })
  await say('connection/check', { method: 'POST' })
  // GitHub repeats what it was never given: in refusals of what is asked, and in those of a run.
  const lineOf = privateKey.split('\n')[5]!
  for (const said of [privateKey, privateKey.split('\n').slice(1, -2).join(''), lineOf])
    github.faults.push({ respond: { kind: 'status', status: 403, body: JSON.stringify({ message: said }) } })
  await say('connection/check', { method: 'POST' })
  await say('connection/app/installations')
  await say('repositories/available')
  github.faults.push({
    times: Number.POSITIVE_INFINITY,
    respond: { kind: 'status', status: 403, body: JSON.stringify({ message: privateKey }) },
  })
  const { run } = (await say('runs', { method: 'POST', body: { job: 'crawl' } })).json
  const ofRun = (path: string) => ask(server.url, `/api/v1/runs/${run.id}${path}`)
  await until(async () => ['failed', 'partial'].includes((await ofRun('')).json.status))
  for (const path of ['', '/steps', '/log', '/actions']) answers.push((await ofRun(path)).text)
  expect(answers.at(-4)).toContain('[redacted]')
  for (const path of ['health', 'settings', 'audit?limit=100', 'connection', 'export/data-dictionary.md'])
    await say(path)
  await ask(server.url, '/api/v1/backups', { method: 'POST' })
  github.faults.length = 0
  await say('connection/app/conversion', { method: 'POST', body: { code, state } })
  await say('connection/app/conversion', { method: 'POST', body: { code, state } })
  await say('connection/app', { method: 'DELETE' })

  const secrets = [...piecesOf(privateKey), ...piecesOf(wrongKey), code]
  const holds = (text: string | Buffer) => secrets.some((secret) => text.includes(secret))
  const folders = [dataDir, `${dataDir}-backups`].filter((one) => existsSync(one))
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile()),
  )
  expect(files.filter((path) => holds(readFileSync(path)))).toEqual([])
  expect(lines.filter(holds)).toEqual([])
  expect(answers.filter(holds).map((one) => one.slice(0, 200))).toEqual([])
})

it('the log does not know what a channel is reached by', async () => {
  const secret = 'canary-channel-secret-0123456789'
  const channel = { name: 'team', kind: 'webhook', url: 'https://hooks.example.com' } as never
  const { lines, server } = await start({
    begin: async ({ channels }) => void (await channels.seal('acme' as never, channel, secret)),
  })
  await fetch(`${server.url}/${secret}`)
  await until(() => lines.some((line) => line.includes('"request"')))
  expect(lines.join('\n')).not.toContain(secret)
})

it('what GitHub says of a token that it repeats is told without it', async () => {
  const github = await startGithub(small(1))
  atEnd(() => github.close())
  const dataDir = newFolder()
  await (await createAcme(dataDir, github)).close()
  github.faults.push({
    times: Number.POSITIVE_INFINITY,
    respond: { kind: 'errors', errors: [{ message: `The token ${githubToken} may not do this.` }] },
  })
  const { server, lines } = await start({ dataDir })
  const acme = '/api/v1/organizations/acme'
  const answers = await Promise.all([
    ask(server.url, `${acme}/repositories/available`),
    ask(server.url, `${acme}/connection/check`, { method: 'POST' }),
    ask(server.url, `${acme}/repositories`, { method: 'POST', body: { names: ['nobody/nothing'] } }),
    ask(server.url, `${acme}/repositories/estimate`, { method: 'POST' }),
  ])
  for (const { text } of answers) {
    expect(text).toContain('[redacted]')
    expect(text).not.toContain(githubToken)
  }
  expect(lines.join('\n')).not.toContain(githubToken)
})
