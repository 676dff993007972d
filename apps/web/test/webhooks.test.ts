/** What GitHub delivers, over HTTP: known by its signature, bounded in every way, and answered without waiting for runs. */
import { createHmac } from 'node:crypto'
import examplesOfGithub from '@octokit/webhooks-examples' with { type: 'json' }
import type { PullRequestData } from '@upflow/github-emulator'
import {
  byWebhook,
  chooseInstallation,
  dropWebhookSecrets,
  openPipeline,
  setApp,
  setWebhookSecret,
  shareApp,
} from '@upflow/pipeline'
import { describe, expect, it } from 'vitest'
import { startAppGithub } from './app-github.ts'
import { openRaw, statusOf } from './raw-connection.ts'
import {
  atEnd,
  configOf,
  createAcme,
  newFolder,
  readSample,
  send,
  small,
  start,
  startGithub,
  until,
} from './support.ts'

const secret = 'canary-webhook-secret-0123456789'
const sign = (body: string | Buffer, by = secret) =>
  `sha256=${createHmac('sha256', by).update(body).digest('hex')}`

/** Of the largest that is read. */
const mostBytes = 5 * 1_024 * 1_024
const headOf = (bytes: number): string =>
  `POST /webhooks/github/acme HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`
const padded = (payloadOf: (number: number, rest: object) => string): string =>
  payloadOf(1, { padding: 'x'.repeat(mostBytes - payloadOf(1, { padding: '' }).length) })

/** A server of `acme`, whose webhook has the secret. */
async function serve(options: Parameters<typeof start>[0] = {}) {
  const dataDir = await readSample()
  const pipeline = await openPipeline({ config: configOf(dataDir), concurrency: 0 })
  await setWebhookSecret(pipeline, 'acme' as never, { secret, by: 'cli:ann' })
  atEnd(() => pipeline.close())
  const web = await start({ dataDir, ...options })
  let deliveries = 0
  const deliver = async (body: string | Buffer, headers: Record<string, string | null> = {}, to = 'acme') => {
    const all = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'x-github-event': 'pull_request',
      'x-github-delivery': `delivery-${++deliveries}`,
      'x-hub-signature-256': sign(body),
      host: 'localhost',
      ...headers,
    }
    const answer = await send(web.server.url, {
      path: `/webhooks/github/${to}`,
      method: 'POST',
      headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null)) as never,
      body: Buffer.from(body),
    })
    return { ...answer, json: JSON.parse(answer.text) as { run: string | null; error?: { code: string } } }
  }
  const runs = () => pipeline.engine.runs.list({ labels: { organization: 'acme', startedBy: byWebhook } })
  const { owner, name, id } = (await pipeline.organizations.repositories('acme' as never))[0]!
  const payloadOf = (number: number, rest: object = {}) =>
    JSON.stringify({
      repository: { node_id: id, full_name: `${owner}/${name}` },
      pull_request: { number },
      ...rest,
    })
  return { ...web, pipeline, deliver, runs, payloadOf }
}

describe('a delivery', () => {
  it('that is signed is answered with the run that it leads to', async () => {
    const { deliver, payloadOf, runs, get } = await serve()
    const { status, json } = await deliver(payloadOf(1))
    expect({ status, json }).toEqual({
      status: 202,
      json: { run: expect.any(String), says: expect.any(String) },
    })
    expect((await runs()).map(({ id }) => id)).toEqual([json.run])
    const shown = await get('/api/v1/organizations/acme/webhook')
    expect(shown.json).toMatchObject({ secretsMadeAt: [expect.any(Number)], lastRunAt: expect.any(Number) })
    expect(shown.text).not.toContain(secret)
  })

  it('of every example of GitHub’s that is signed is taken, and none is a fault', async () => {
    const { deliver, lines } = await serve()
    const all = examplesOfGithub as unknown as {
      name: string
      examples: object[]
    }[]
    let sent = 0
    for (const { name, examples } of all)
      for (const example of examples) {
        sent++
        const { status, text } = await deliver(JSON.stringify(example), { 'x-github-event': name })
        expect(status, `${name}: ${text}`).toBe(202)
      }
    expect(sent).toBeGreaterThan(150)
    expect(lines.filter((line) => line.includes('"level":50'))).toEqual([])
  })

  it('that is not signed is answered alike, whether its organization is there, has no secret, or is none', async () => {
    const { deliver, payloadOf, runs, pipeline } = await serve()
    const body = payloadOf(1)
    const told = async (...given: Parameters<typeof deliver>) => {
      const { status, headers, text } = await deliver(...given)
      const { date: _, 'x-request-id': __, ...rest } = headers
      return JSON.stringify([status, rest, text])
    }
    const answers = [
      await told(body, { 'x-hub-signature-256': null }),
      await told(body, { 'x-hub-signature-256': sign(body, 'another') }),
      await told(body, { 'x-hub-signature-256': 'sha256=' }),
      await told(body, {}, 'none'),
      await told(body, {}, '..%2facme'),
      await told(`${body} `, { 'x-hub-signature-256': sign(body) }),
      await told('{"a":', { 'x-hub-signature-256': sign(body) }),
    ]
    await dropWebhookSecrets(pipeline, 'acme' as never, { which: 'all', by: 'cli:ann' })
    answers.push(await told(body))
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toContain('pipeline/unsigned-delivery')
    expect(answers[0]).toContain('[403')
    expect(await runs()).toEqual([])
  })

  it('that is larger than any that counts is refused before it is read, signed or not', async () => {
    const { server, payloadOf, deliver } = await serve()
    const { socket, ended } = await openRaw(server.url)
    socket.write(headOf(mostBytes + 1))
    expect(statusOf(await ended)).toBe(413)
    const largest = padded(payloadOf)
    expect(Buffer.byteLength(largest)).toBe(mostBytes)
    expect((await deliver(largest)).status).toBe(202)
  })

  it('that does not say how long it is, is no JSON by its type or comes from a page is not read', async () => {
    const { deliver, payloadOf } = await serve()
    const body = payloadOf(1)
    const chunked = { 'content-length': null, 'transfer-encoding': 'chunked' }
    expect((await deliver(body, chunked)).json.error!.code).toBe('web/length-required')
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await deliver(body, form)).json.error!.code).toBe('web/not-json')
    expect((await deliver(body, { origin: 'https://evil.example' })).json.error!.code).toBe(
      'web/foreign-origin',
    )
  })

  /** Its body never comes. */
  const announced = headOf(mostBytes)

  it('that is more than may be in memory with others is not read, until those are gone', async () => {
    const { server, deliver, payloadOf } = await serve()
    const all = await Promise.all(Array.from({ length: 13 }, () => openRaw(server.url)))
    atEnd(() => all.forEach(({ socket }) => void socket.destroy()))
    for (const { socket } of all) socket.write(announced)
    // Twelve may be: of one more, whichever comes last, nothing is read.
    expect(statusOf(await Promise.race(all.map((one) => one.answered())))).toBe(503)
    const largest = padded(payloadOf)
    expect((await deliver(largest)).status).toBe(503)
    for (const { socket } of all) socket.destroy()
    await until(async () => (await deliver(largest)).status === 202)
  })

  it('that comes too slowly is ended', async () => {
    const { server, deliver, payloadOf } = await serve({
      timing: { headersMs: 200, requestMs: 200, lookMs: 20 },
    })
    const slow = await openRaw(server.url)
    slow.socket.write(announced)
    expect(statusOf(await slow.ended)).toBe(408)
    expect((await deliver(payloadOf(1))).status).toBe(202)
  })

  it('is refused with 429 beyond what is read one by one, and GitHub is told when it may come again', async () => {
    const { deliver, payloadOf, pipeline } = await serve({ delivering: { burst: 1, perSecond: 0.01 } })
    expect((await deliver(payloadOf(1))).status).toBe(202)
    const { status, headers, json } = await deliver(payloadOf(2))
    expect({ status, retryAfter: headers['retry-after'], code: json.error!.code }).toEqual({
      status: 429,
      retryAfter: '100',
      code: 'pipeline/too-many-deliveries',
    })
    expect(await pipeline.engine.runs.list({ job: 'refresh' })).toHaveLength(1)
  })

  it('leaves neither the secret nor what it says in any line of the log', async () => {
    const { deliver, payloadOf, lines } = await serve()
    await deliver(payloadOf(1, { canary: 'a text of the payload' }))
    await deliver(payloadOf(1, { canary: 'a text of the payload' }), { 'x-hub-signature-256': secret })
    const log = lines.join('')
    expect(log).toContain('/webhooks/github/acme')
    expect(log).not.toContain(secret)
    expect(log).not.toContain('a text of the payload')
  })
})

it('a pull request that is told of is read anew, and its figures follow', async () => {
  const dataDir = newFolder()
  const github = await startGithub(small(5))
  atEnd(() => github.close())
  const setUp = await createAcme(dataDir, github)
  await setWebhookSecret(setUp, 'acme' as never, { secret, by: 'cli:ann' })
  await setUp.close()
  const { server, get } = await start({
    dataDir,
    environment: { UPFLOW_WEB_CONCURRENCY: '1' },
    delivering: { debounceMs: 0 },
  })
  const [repository] = github.data.repositories
  const [one] = repository!.pullRequests
  const path = `/api/v1/organizations/acme/pulls/${repository!.owner}/${repository!.name}/${one!.number}`
  expect((await get(path)).status).toBe(404)
  const body = JSON.stringify({
    repository: { node_id: repository!.id, full_name: 'whatever/it-is-called' },
    pull_request: { number: one!.number, title: 'What the payload says is not believed' },
  })
  const answer = await fetch(`${server.url}/webhooks/github/acme`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': 'one',
      'x-hub-signature-256': sign(body),
    },
    body,
  })
  const { run } = (await answer.json()) as { run: string }
  await until(async () => {
    const found = await get(`/api/v1/runs/${run}`)
    return (found.json as { finishedAt: number | null }).finishedAt !== null
  })
  const story = await get(path)
  expect(story.status).toBe(200)
  expect(story.text).not.toContain('What the payload says')
})

it('what an app delivers at the address of one organization is read for another that has the same app', async () => {
  const { github, privateKey } = await startAppGithub()
  const dataDir = newFolder()
  const setUp = await createAcme(dataDir, github)
  const by = 'cli:ann'
  await setApp(setUp, 'acme' as never, { id: '7', privateKey, by })
  await setWebhookSecret(setUp, 'acme' as never, { secret, by })
  await setUp.organizations.create({
    id: 'beta',
    integration: { kind: 'github', apiUrl: github.url, sealedToken: null },
  })
  await shareApp(setUp, 'beta' as never, { from: 'acme' as never, by })
  const [app] = github.apps
  app!.installations.push({ id: 71, account: 'beta', repositories: 'all', suspendedAt: null })
  const repository = { ...github.data.repositories[0]!, id: 'R_ofBeta', owner: 'beta', name: 'app' }
  github.data.repositories.push(repository)
  await chooseInstallation(setUp, 'beta' as never, { which: '71', by })
  await setUp.organizations.addRepository('beta' as never, 'beta/app')
  await setUp.close()
  const { server, get } = await start({ dataDir })
  Object.assign(app!, {
    events: ['issue_comment'],
    webhook: { url: `${server.url}/webhooks/github/acme`, secret },
  })
  const [{ number }] = repository.pullRequests as [PullRequestData]
  const someone = { __typename: 'User', login: 'someone' } as const
  await github.mutate({ kind: 'comment', repositoryId: repository.id, number, by: someone })
  expect(github.deliveries).toMatchObject([{ name: 'issue_comment', status: 202 }])
  const toldOf = async (id: string) => (await get(`/api/v1/organizations/${id}/webhook`)).json
  expect(await toldOf('beta')).toMatchObject({ lastRunAt: expect.any(Number) })
  expect(await toldOf('acme')).toMatchObject({ lastRunAt: null })
})
