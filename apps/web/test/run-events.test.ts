/** A run is seen as it happens, each event once and in order, whoever executes it, whoever is killed meanwhile. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { childModule } from '@upflow/tooling/child-module'
import { expect, it } from 'vitest'
import { follow, type Message } from './events-client.ts'
import { holdPages } from './hold-pages.ts'
import { ask, startWithOwner } from './people.ts'
import { atEnd, backfillOf, createAcme, newFolder, small, start, startGithub, until } from './support.ts'

interface Event {
  readonly seq: number
  readonly type: string
  readonly step: string | null
}

async function setup(options: Parameters<typeof start>[0] = {}) {
  const github = await startGithub(small(90))
  atEnd(() => github.close())
  const dataDir = newFolder()
  const pipeline = await createAcme(dataDir, github)
  atEnd(() => pipeline.close())
  return { dataDir, github, pipeline, web: await start({ dataDir, ...options }) }
}

async function execute(dataDir: string): Promise<ChildProcess> {
  const child = fork(childModule(join(import.meta.dirname, 'run-child.ts')), [dataDir], { execArgv: [] })
  atEnd(() => kill(child))
  await once(child, 'message')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

const eventOf = ({ data }: Message) => JSON.parse(data) as Event

it('goes on without a gap or a double while its process is killed, its client leaves, and its server is restarted', async () => {
  const { dataDir, github, pipeline, web: first } = await setup()
  const { runId } = await backfillOf(pipeline)
  const release = holdPages(github, 4)
  const pages = () => github.journal.filter(({ operation }) => operation === 'PullRequests').length
  const got: Message[] = []
  let web = first
  let ended = false
  /** As a browser does: comes back with the last id it got, until there is nothing more. */
  const following = (async () => {
    while (!ended) {
      const lastEventId = got.at(-1)?.id ?? undefined
      const stream = await follow(`${web.server.url}/api/v1/runs/${runId}/events`, { lastEventId }).catch(
        () => null,
      )
      ended = stream?.status === 204
      let count = 0
      if (stream)
        for await (const message of stream.messages()) {
          if (message.event === 'end') ended = true
          else got.push(message)
          // Leaves now and then.
          if (++count === 7) break
        }
      stream?.leave()
      await delay(1)
    }
  })()

  const killed = await execute(dataDir)
  await until(() => pages() >= 4 && got.some((one) => eventOf(one).type === 'step.started'))
  await kill(killed)
  await web.server.close()
  await execute(dataDir)
  web = await start({ dataDir })
  github.faults.length = 0
  release()
  await following

  const all = await pipeline.engine.runs.events(runId)
  expect(got.map(({ id }) => Number(id))).toEqual(all.map(({ seq }) => seq))
  expect(got.map((one) => eventOf(one).type)).toEqual(all.map(({ type }) => type))
  expect(all.map(({ type }) => type)).toContain('run.recovered')
  expect(eventOf(got.at(-1)!)).toMatchObject({ type: 'run.finished', status: 'succeeded' })
})

it('is told once that it has ended, and then that there is nothing more', async () => {
  const { dataDir, pipeline, web } = await setup()
  const executing = await start({ dataDir, environment: { UPFLOW_WEB_CONCURRENCY: '1' } })
  const { runId } = await backfillOf(pipeline)
  await pipeline.engine.runs.wait(runId)
  await executing.server.close()
  const address = `${web.server.url}/api/v1/runs/${runId}/events`
  const got: Message[] = []
  for await (const message of (await follow(address)).messages()) got.push(message)
  expect(got.at(-1)).toEqual({ id: null, event: 'end', data: '{}' })
  const lastEventId = got.at(-2)!.id!
  expect((await follow(address, { lastEventId })).status).toBe(204)
  expect((await follow(`${address}?after=${Number(lastEventId) - 1}`)).status).toBe(200)
  for (const bad of ['x', '-1', '1.5'])
    expect((await follow(address, { lastEventId: bad })).status, bad).toBe(400)
})

it('says that it lives while nothing happens, and its end when the server stops', async () => {
  const { pipeline, web } = await setup({ heartbeatMs: 20 })
  const { runId } = await backfillOf(pipeline)
  const stream = await follow(`${web.server.url}/api/v1/runs/${runId}/events`)
  const got: Message[] = []
  const reading = (async () => {
    for await (const message of stream.messages()) got.push(message)
  })()
  await until(() => stream.comments.filter((one) => one === ': alive').length >= 3)
  expect(got.map((one) => eventOf(one).type)).toEqual(['run.triggered'])
  await web.server.close()
  await reading
  expect(stream.comments).toContain('retry: 1000')
  // Not the end of the run: the client comes back.
  expect(got.some(({ event }) => event === 'end')).toBe(false)
})

it.each([
  'its session is ended',
  'its session expires',
  'its token is revoked',
  'its token is of who is no longer a member',
  'its reader is no longer a member',
])('a run is followed no further once %s', async (what) => {
  const dataDir = newFolder()
  const github = await startGithub(small(5))
  atEnd(() => github.close())
  const pipeline = await createAcme(dataDir, github)
  atEnd(() => pipeline.close())
  // Nobody executes it: nothing happens but that it is followed.
  const { runId } = await backfillOf(pipeline)
  const web = await startWithOwner({ dataDir, heartbeatMs: 20 })
  const { url, administrator } = web
  const acme = '/api/v1/organizations/acme'
  const reader = await web.join('reader', 'acme', 'member')
  const { id, token } = await web.makeToken(reader, 'acme', ['read'])
  const { members } = (await ask(url, `${acme}/members`, { cookie: administrator })).json
  const member = members.find(({ name }: { name: string }) => name === 'reader')
  const remove = (path: string, cookie: string) => ask(url, path, { method: 'DELETE', cookie })
  const { sessions } = (await ask(url, '/api/v1/sessions', { cookie: reader })).json
  const isByToken = what.startsWith('its token')
  const address = `${url}/api/v1/runs/${runId}/events`
  const stream = await follow(address, {
    headers: isByToken ? { authorization: `Bearer ${token}` } : { cookie: reader },
  })
  const kept = await follow(address, { headers: { cookie: administrator } })
  const reading = (async () => {
    for await (const _ of stream.messages());
  })()
  void (async () => {
    for await (const _ of kept.messages());
  })()
  await until(() => stream.comments.includes(': alive'))
  if (what.includes('ended')) await remove(`/api/v1/sessions/${sessions[0].id}`, reader)
  else if (what.includes('expires'))
    await web.inRegistry(
      'UPDATE session SET expiresAt = ? WHERE id = ?',
      new Date(0).toISOString(),
      sessions[0].id,
    )
  else if (what.includes('revoked')) await remove(`${acme}/tokens/${id}`, reader)
  else await remove(`${acme}/members/${member.id}`, administrator)
  await reading
  expect(stream.wasCut()).toBe(true)
  const { length } = kept.comments
  await until(() => kept.comments.length > length + 1)
  expect(kept.wasCut()).toBe(false)
  expect(web.lines.filter((line) => line.includes('broken'))).toEqual([])
  kept.leave()
})
