/** What happens is told, signed, to whom it concerns; and it happens when it is to. */
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { generateDataset, type Mutation } from '../src/index.ts'
import { graphql, later, newApp, start } from './support.ts'

const secret = 'canary-webhook-secret'
const ann = { __typename: 'User', login: 'ann' }

async function receive(status = 204) {
  // biome-ignore lint/suspicious/noExplicitAny: what comes is what the test is about
  const received: { name: unknown; id: unknown; isSigned: boolean; payload: any }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const { headers } = request
    received.push({
      name: headers['x-github-event'],
      id: headers['x-github-delivery'],
      isSigned:
        headers['x-hub-signature-256'] ===
        `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      payload: JSON.parse(body.toString('utf8')),
    })
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  later(() => server.close())
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

const repositoryId = generateDataset({ repositories: 1, pullRequests: 1, seed: 1 }).repositories[0]!.id
const of = { repositoryId, number: 2, by: ann }
it.each<[Mutation, string[]]>([
  [{ kind: 'edit', changes: { title: 'new' }, ...of }, ['pull_request.edited']],
  [{ kind: 'push', commits: [], ...of }, ['pull_request.synchronize']],
  [{ kind: 'comment', ...of }, ['issue_comment.created']],
  [
    { kind: 'review', state: 'APPROVED', comments: 1, ...of },
    ['pull_request_review.submitted', 'pull_request_review_comment.created'],
  ],
  [{ kind: 'merge', ...of }, ['pull_request.closed']],
  [{ kind: 'reopen', ...of }, ['pull_request.reopened']],
  [{ kind: 'remove', ...of }, []],
  [
    {
      kind: 'tag',
      repositoryId,
      tag: { name: 'v9', oid: 'c', committedDate: '2026-01-01T00:00:00Z', annotated: false },
    },
    ['create.undefined', 'push.undefined'],
  ],
  [{ kind: 'remove-tag', repositoryId, name: 'v9' }, ['delete.undefined']],
  [{ kind: 'rename', repositoryId, name: 'other' }, ['repository.renamed']],
  [{ kind: 'transfer', repositoryId, owner: 'acme' }, ['repository.transferred']],
  [{ kind: 'archive', repositoryId }, ['repository.archived']],
  [{ kind: 'delete-repository', repositoryId }, ['repository.deleted']],
])('$kind is told, signed, under an id of its own', async (mutation, expected) => {
  const emulator = await start()
  const { received, url } = await receive()
  emulator.hooks.push({ url, secret })
  const events = await emulator.mutate(mutation)
  expect(received.map(({ name, payload }) => `${name}.${payload.action}`)).toEqual(expected)
  expect(received.map(({ id, isSigned }) => [id, isSigned])).toEqual(events.map(({ id }) => [id, true]))
  expect(JSON.stringify([emulator.deliveries, emulator.journal])).not.toContain(secret)
})

it('is seen by whoever asks next, with the time of the emulator’s clock', async () => {
  const emulator = await start({ now: () => Date.UTC(2030, 0, 1) })
  await emulator.mutate({ kind: 'review', state: 'APPROVED', ...of })
  const { body } = await graphql(
    emulator,
    `query Q { node(id: "${repositoryId}") { ... on Repository { pullRequest(number: 2) { updatedAt reviews(last: 1) { nodes { submittedAt author { login } } } } } } }`,
  )
  expect(body.data.node.pullRequest).toEqual({
    updatedAt: '2030-01-01T00:00:00Z',
    reviews: { nodes: [{ submittedAt: '2030-01-01T00:00:00Z', author: { login: 'ann' } }] },
  })
})

it('an app is told of what it asked for, where it is installed, and of its installations', async () => {
  const { app } = newApp()
  const { received, url } = await receive()
  const emulator = await start({ apps: [{ ...app, webhook: { url, secret } }] })
  await emulator.mutate({ kind: 'edit', changes: {}, ...of })
  await emulator.mutate({ kind: 'comment', ...of })
  await emulator.mutate({ kind: 'select', installationId: 70, removed: [repositoryId] })
  await emulator.mutate({ kind: 'edit', changes: {}, ...of })
  await emulator.mutate({ kind: 'uninstall', installationId: 70 })
  expect(received.map(({ name, payload, isSigned }) => [name, payload.installation.id, isSigned])).toEqual([
    ['pull_request', 70, true],
    ['installation_repositories', 70, true],
    ['installation', 70, true],
  ])
})

it('is sent once, whatever becomes of it, and again under the same id when that is asked for', async () => {
  const emulator = await start()
  const { received, url } = await receive(500)
  emulator.hooks.push({ url, secret }, { url: 'http://127.0.0.1:1/none', secret, events: ['issue_comment'] })
  const [event] = await emulator.mutate({ kind: 'comment', ...of })
  await emulator.deliver(event!)
  expect(received.map(({ id }) => id)).toEqual([event!.id, event!.id])
  expect(emulator.deliveries.map(({ status }) => status)).toEqual(
    expect.arrayContaining([500, 500, null, null]),
  )
})

it('happens with the request that it was scheduled for, or not before its time', async () => {
  let now = Date.UTC(2030, 0, 1)
  const emulator = await start({ now: () => now })
  const titles = async (operation: string) => {
    const query = `query ${operation} { node(id: "${repositoryId}") { ... on Repository { pullRequest(number: 2) { title } } } }`
    return (await graphql(emulator, query)).body.data.node.pullRequest.title as string
  }
  const edit = (title: string): Mutation => ({ kind: 'edit', changes: { title }, ...of })
  emulator.schedule.push(
    { when: ({ operation }) => operation === 'Second', mutation: edit('second') },
    { from: now + 1_000, mutation: edit('later') },
  )
  const before = await titles('First')
  expect(await titles('Second')).toBe('second')
  now += 1_000
  expect([before === 'second', await titles('Third'), emulator.schedule]).toEqual([false, 'later', []])
})

it('what there is none of is an error of the script, which is said', async () => {
  const emulator = await start()
  await expect(emulator.mutate({ kind: 'merge', ...of, number: 99 })).rejects.toThrow('no pull request 99')
  emulator.schedule.push({ mutation: { kind: 'archive', repositoryId: 'R_none' } })
  expect((await graphql(emulator, 'query Q { viewer { login } }')).status).toBe(500)
})
