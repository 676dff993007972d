/** The end of the server: streams end first, then what they read from, and nothing is waited for without a bound. */
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { openData } from '@upflow/pipeline'
import { expect, it } from 'vitest'
import { serveDemo } from '../src/serve-demo.ts'
import { follow } from './events-client.ts'
import { openRaw, statusOf } from './raw-connection.ts'
import {
  atEnd,
  backfillOf,
  configOf,
  createAcme,
  newFolder,
  small,
  start,
  startGithub,
  until,
} from './support.ts'

it('streams and idle connections end at once, and the port is free', async () => {
  const github = await startGithub(small(5))
  atEnd(() => github.close())
  const dataDir = newFolder()
  const pipeline = await createAcme(dataDir, github)
  atEnd(() => pipeline.close())
  const { runId } = await backfillOf(pipeline)
  const web = await start({ dataDir })
  const stream = await follow(`${web.server.url}/api/v1/runs/${runId}/events`)
  const ended = (async () => {
    for await (const _ of stream.messages());
  })()
  const idle = await openRaw(web.server.url)
  const used = await openRaw(web.server.url)
  used.socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
  expect(statusOf(await used.answered())).toBe(200)
  await Promise.all([web.server.close(), web.server.close(), ended, idle.ended, used.ended])
  expect(stream.wasCut()).toBe(false)
  const { port } = new URL(web.server.url)
  const next = await start({ dataDir, environment: { UPFLOW_WEB_PORT: port } })
  expect((await next.get('/healthz')).status).toBe(200)
})

/** As built, in a process of its own. */
async function startDemo(
  environment: Readonly<Record<string, string>>,
  stdout: number | 'ignore' = 'ignore',
) {
  const child = fork(join(import.meta.dirname, '../dist/main.js'), ['--demo'], {
    env: { PATH: process.env.PATH!, UPFLOW_WEB_PORT: '0', ...environment },
    execArgv: [],
    stdio: ['ignore', stdout, 'pipe', 'ipc'],
  })
  atEnd(() => child.kill('SIGKILL'))
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const url = await until(() => /listens on (\S+)/.exec(said)?.[1])
  return { child, url, said: () => said }
}

it.each([
  [['--help'], {}, 0, /^Usage: .*--demo.*UPFLOW_WEB_HOST/s],
  [['--version'], {}, 0, /^\d+\.\d+\.\d+\n$/],
  [['--port=1'], {}, 1, /^Error: '--port=1' is not known here: see --help\.\n$/],
  [
    [],
    { UPFLOW_WEB_HOST: '192.0.2.1' },
    1,
    /^Error: 192\.0\.2\.1 is no address of this machine: set UPFLOW_WEB_HOST/,
  ],
  [[], { UPFLOW_WEB_HOST: 'nowhere.invalid' }, 1, /^Error: .*host nowhere\.invalid.*set UPFLOW_WEB_HOST/],
])('started with %j and %j it ends and says why', async (args, environment, code, said) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../dist/main.js'), ...args], {
    env: {
      PATH: process.env.PATH!,
      UPFLOW_DATA_DIR: newFolder(),
      UPFLOW_WEB_URL: 'https://upflow.example.com',
      ...environment,
    },
  })
  atEnd(() => child.kill('SIGKILL'))
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
  expect(await once(child, 'close')).toEqual([code, null])
  expect(text).toMatch(said)
})

it.runIf(existsSync('/dev/full'))('a log that nothing can be added to keeps nobody waiting', async () => {
  const full = openSync('/dev/full', 'w')
  atEnd(() => closeSync(full))
  const { child, url } = await startDemo({ UPFLOW_DATA_DIR: newFolder() }, full)
  // Each request is a line of it.
  for (let round = 0; round < 100; round++)
    expect((await fetch(`${url}/api/v1/organizations`)).status).toBe(200)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

it('the demo reads the sample without a token, on this machine, and ends when it is asked to', async () => {
  const dataDir = newFolder()
  const { child, url } = await startDemo({ UPFLOW_DATA_DIR: dataDir, UPFLOW_WEB_HOST: '0.0.0.0' })
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/)
  const get = async (path: string) => (await fetch(url + path)).json() as Promise<never>
  const [run] = ((await get('/api/v1/runs')) as { runs: { id: string; job: string }[] }).runs
  expect(run).toMatchObject({ job: 'backfill', organization: 'demo', queue: 'demo' })
  let last = ''
  for await (const { data, event } of (await follow(`${url}/api/v1/runs/${run!.id}/events`)).messages())
    if (event === 'message') last = data
  expect(JSON.parse(last)).toMatchObject({ type: 'run.finished', status: 'succeeded' })
  expect(await get('/api/v1/organizations/demo/figures')).toMatchObject({ all: { merged: 1_275 } })
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])

  // What was read once is not read again.
  const again = await startDemo({ UPFLOW_DATA_DIR: dataDir })
  const { runs } = (await (await fetch(`${again.url}/api/v1/runs`)).json()) as { runs: unknown[] }
  expect(runs).toHaveLength(1)
  again.child.kill('SIGINT')
  expect(await once(again.child, 'exit')).toEqual([0, null])
})

it.each(['an organization', 'a person'])('the demo leaves a folder alone that has %s', async (what) => {
  const dataDir = newFolder()
  const data = await openData({ config: configOf(dataDir) })
  if (what === 'a person')
    data.registry.sqlite.exec(`INSERT INTO "user" (id, name, email, emailVerified, createdAt, updatedAt)
      VALUES ('user_ann', 'Ann', 'ann@example.com', 0, '2026-01-01', '2026-01-01')`)
  else
    await data.organizations.create({
      id: 'acme',
      name: 'Acme',
      integration: { kind: 'github', apiUrl: 'http://127.0.0.1:9', sealedToken: null },
    })
  await data.close()
  const serving = serveDemo({ UPFLOW_DATA_DIR: dataDir, UPFLOW_WEB_PORT: '0' })
  serving.then(
    (server) => atEnd(() => server.close()),
    () => {},
  )
  await expect(serving).rejects.toMatchObject({
    code: 'demo/not-the-demo',
  })
  const after = await openData({ config: configOf(dataDir) })
  expect((await after.organizations.list()).map(({ id }) => id)).toEqual(what === 'a person' ? [] : ['acme'])
  await after.close()
})
