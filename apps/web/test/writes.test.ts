/** What is changed over HTTP: by whom, what is refused and how it is said, and that it is what the command line sees. */
import { openPipeline, type Pipeline, processUser } from '@upflow/pipeline'
import { beforeAll, expect, it } from 'vitest'
import { writes } from '../src/api/create-api.ts'
import { describeApi } from '../src/api/describe-api.ts'
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
} from './support.ts'

interface Told {
  readonly status: number
  readonly json: never
}

const acme = '/api/v1/organizations/acme'

/** A server over a folder, asked as a page of its own asks. */
async function serve(dataDir: string, environment: Readonly<Record<string, string>> = {}) {
  const web = await start({ dataDir, environment })
  const tell = async (
    method: string,
    path: string,
    body: unknown = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Told> => {
    const response = await fetch(web.server.url + path, {
      method,
      headers: { 'content-type': 'application/json', origin: web.server.url, ...headers },
      body: JSON.stringify(body),
    })
    return { status: response.status, json: (await response.json()) as never }
  }
  const read = async <T>(path: string): Promise<T> => (await web.get(path)).json as T
  return { ...web, tell, read }
}

interface Setting {
  readonly key: string
  readonly value: unknown
  readonly version: string
}
const settingOf = async (read: <T>(path: string) => Promise<T>, key: string) =>
  (await read<{ settings: Setting[] }>(`${acme}/settings`)).settings.find((one) => one.key === key)!

it.each(['abc', '"a", "b"', '"a', '', 'W/a'])(
  'a change is not made over any version because its own was written as %j',
  async (header) => {
    const { tell, read } = await serve(await readSample())
    const path = `${acme}/settings/codingWindowDays`
    expect(await tell('PUT', path, { value: 30 }, { 'if-match': header })).toMatchObject({
      status: 400,
      json: { error: { code: 'web/bad-request', facts: { header: 'if-match' } } },
    })
    expect(await settingOf(read, 'codingWindowDays')).toMatchObject({ isSet: false })
    const asIs = { value: 30, recalculate: false }
    expect(await tell('PUT', path, asIs, { 'if-match': '*' })).toMatchObject({ status: 200 })
  },
)

it('a setting is set with the version that it was made from, audited, and recalculated', async () => {
  const { tell, read } = await serve(await readSample())
  const before = await settingOf(read, 'codingWindowDays')
  const path = `${acme}/settings/codingWindowDays`
  const set = await tell('PUT', path, { value: 30 }, { 'if-match': `"${before.version}"` })
  expect(set).toMatchObject({
    status: 200,
    json: {
      setting: { value: 30, isSet: true },
      changes: [{ key: 'codingWindowDays' }],
      run: { job: 'recalculate' },
    },
  })
  const { run } = set.json as { run: { id: string } }
  expect(await read(`/api/v1/runs/${run.id}`)).toMatchObject({
    labels: { organization: 'acme', startedBy: processUser() },
  })
  // Somebody else made his from the same: he is told what is there now, and what he wanted.
  expect(await tell('PUT', path, { value: 45, ifVersion: before.version })).toMatchObject({
    status: 409,
    json: { error: { code: 'settings/changed-meanwhile', facts: { now: '30', wanted: '45' } } },
  })
  const { version } = await settingOf(read, 'codingWindowDays')
  expect(await tell('DELETE', path, { ifVersion: version, recalculate: false })).toMatchObject({
    status: 200,
    json: { setting: { value: 90, isSet: false }, run: null },
  })
  const { changes } = await read<{ changes: object[] }>(`${acme}/audit?limit=3`)
  expect(changes).toMatchObject([
    { key: 'codingWindowDays', changedBy: processUser(), before: 30, after: null },
    { key: 'run', changedBy: processUser(), after: { did: 'started', job: 'recalculate', run: run.id } },
    { key: 'codingWindowDays', before: null, after: 30 },
  ])
})

it('of two who set schedules at once the second is told, with both', async () => {
  const { tell, read } = await serve(await readSample())
  const before = await read<{ version: string }>(`${acme}/schedules`)
  const path = `${acme}/schedules/crawl`
  const set = await tell('PUT', path, { cron: '*/20 * * * *', ifVersion: before.version })
  expect(set).toMatchObject({ status: 200 })
  const { schedules, version } = set.json as { schedules: { kind: string; cron: string }[]; version: string }
  expect(schedules.find(({ kind }) => kind === 'crawl')).toMatchObject({ cron: '*/20 * * * *' })
  expect(version).not.toBe(before.version)
  expect(await read(`${acme}/schedules`)).toMatchObject({ version })
  // From what was there before, also of the other one: both stand in one setting.
  for (const [kind, sent, headers] of [
    ['crawl', { cron: null, ifVersion: before.version }, {}],
    ['reconcile', { cron: '0 4 * * *' }, { 'if-match': `"${before.version}"` }],
  ] as const) {
    const refused = await tell('PUT', `${acme}/schedules/${kind}`, sent, headers)
    const { error } = refused.json as unknown as {
      error: { code: string; facts: Record<'now' | 'wanted' | 'version', string> }
    }
    expect([refused.status, error.code]).toEqual([409, 'settings/changed-meanwhile'])
    expect(error.facts.version).toBe(version)
    expect(JSON.parse(error.facts.now)).toMatchObject({ crawl: '*/20 * * * *' })
    expect(JSON.parse(error.facts.wanted)).toMatchObject({ [kind]: sent.cron })
  }
  expect(await read(`${acme}/schedules`)).toMatchObject({ version })
  // Whoever says nothing of what was there sets it, as before.
  expect(await tell('PUT', path, { cron: '*/30 * * * *' })).toMatchObject({ status: 200 })
  const { changes } = await read<{ changes: object[] }>(`${acme}/audit?key=schedules`)
  expect(changes).toMatchObject([{ after: { crawl: '*/30 * * * *' } }, { after: { crawl: '*/20 * * * *' } }])
})

let unchanged: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  unchanged = await serve(await readSample())
})

it.each<[what: string, path: string, body: unknown, status: number, text: RegExp]>([
  ['a value that cannot be set', '/settings/calendar', { value: { from: '25:00' } }, 400, /calendar/],
  ['a setting without a value', '/settings/teams', {}, 400, /'value' is missing/],
  ['a field that is not known', '/settings/teams', { value: [], by: 'ann' }, 400, /'by' is not known here/],
  ['a setting that there is not', '/settings/integration', { value: {} }, 400, /'key' takes one of/],
  ['an address that is none', '/connection', { apiUrl: 'nowhere' }, 400, /address of GitHub's API/],
  ['a token that is none', '/connection', { token: 'canary in words' }, 400, /no GitHub token/],
  ['a schedule that never comes', '/schedules/crawl', { cron: '0 0 31 2 *' }, 400, /never comes/],
])('%s is refused by name', async (_, path, body, status, text) => {
  const answer = await unchanged.tell('PUT', acme + path, body)
  expect(answer.status).toBe(status)
  expect((answer.json as { error: { message: string } }).error.message).toMatch(text)
  expect(JSON.stringify(answer.json)).not.toContain('canary')
})

it('what another site sends is refused, whatever it calls itself', async () => {
  const { server, read } = unchanged
  const host = new URL(server.url).host
  const body = Buffer.from('{"value":5}')
  const json = { 'content-type': 'application/json', 'content-length': String(body.length), host }
  const cases: readonly [headers: Record<string, string>, status: number, code: string][] = [
    [{ ...json, origin: 'http://evil.example' }, 403, 'web/foreign-origin'],
    [{ ...json, origin: `http://evil.example:${server.url.split(':')[2]}` }, 403, 'web/foreign-origin'],
    [{ ...json, origin: 'null' }, 403, 'web/foreign-origin'],
    [{ ...json, 'sec-fetch-site': 'cross-site' }, 403, 'web/foreign-origin'],
    [{ ...json, 'sec-fetch-site': 'same-site' }, 403, 'web/foreign-origin'],
    [{ ...json, 'content-type': 'text/plain' }, 415, 'web/not-json'],
    [{ ...json, 'content-type': 'application/x-www-form-urlencoded' }, 415, 'web/not-json'],
    [{ 'content-length': json['content-length'], host }, 415, 'web/not-json'],
    [
      { 'content-type': 'application/json', 'transfer-encoding': 'chunked', host },
      411,
      'web/length-required',
    ],
  ]
  const operations = Object.entries(describeApi().paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(methods as object).flatMap((method) => (method === 'get' ? [] : [{ path, method }])),
  )
  // Also those by which people come in.
  expect(operations.length).toBeGreaterThan(writes.length)
  for (const { path: template, method } of operations) {
    const path = template
      .replace('{organization}', 'acme')
      .replace('{key}', 'codingWindowDays')
      .replace(/\{\w+\}/g, 'x')
    for (const [headers, status, code] of cases) {
      const answer = await send(server.url, { path, method: method.toUpperCase(), headers, body })
      expect(
        [answer.status, JSON.parse(answer.text).error.code],
        `${method} ${path} ${JSON.stringify(headers)}`,
      ).toEqual([status, code])
    }
  }
  expect(await settingOf(read, 'codingWindowDays')).toMatchObject({ value: 90 })
})

it('a preview is what saving gives, and saves nothing', async () => {
  const { tell, read } = unchanged
  const changes = [{ key: 'releaseRule', value: { kind: 'none' } }]
  const { status, json } = await tell('POST', `${acme}/settings/preview`, { changes, from: '2000-01-01' })
  expect(status).toBe(200)
  const { figures, moved } = json as {
    figures: { wall: { before: { merged: number; metrics: { deploy: object } }; after: { metrics: object } } }
    moved: { pullRequests: number; compared: number }
  }
  const report = await read<{ all: object }>(`${acme}/figures?from=2000-01-01`)
  expect(figures.wall.before).toEqual(report.all)
  expect(figures.wall.after.metrics).toMatchObject({ deploy: { n: 0, medianSeconds: null } })
  expect(moved.pullRequests).toBeGreaterThan(0)
  expect(await settingOf(read, 'releaseRule')).toMatchObject({ value: { kind: 'branch', key: 'master' } })
  expect(
    await tell('POST', `${acme}/settings/preview`, { changes: [{ key: 'teams', value: 7 }] }),
  ).toMatchObject({
    status: 400,
    json: { error: { code: 'settings/invalid' } },
  })
})

/** `acme` over an emulator, with nothing read yet. */
async function newAcme(): Promise<{ dataDir: string; pipeline: Pipeline; url: string }> {
  const dataDir = newFolder()
  const github = await startGithub(small(8))
  atEnd(() => github.close())
  const pipeline = await createAcme(dataDir, github)
  atEnd(() => pipeline.close())
  return { dataDir, pipeline, url: github.url }
}

it('a connection is checked before it is saved, and its token is never shown', async () => {
  const { dataDir, pipeline, url } = await newAcme()
  const { tell, read, get, lines } = await serve(dataDir)
  const findings = async (body: object) =>
    (
      (await tell('POST', `${acme}/connection/check`, body)).json as {
        findings: { what: string; state: string }[]
      }
    ).findings
  expect((await findings({})).map(({ what, state }) => `${what} ${state}`)).toEqual([
    'address good',
    'token good',
    'clock good',
    'points good',
    'repositories good',
    'permissions good',
  ])
  const canary = 'ghp_another0123456789another0123456789anot'
  expect(await findings({ token: canary })).toMatchObject([{ what: 'token', state: 'bad' }])
  // What is stored for one address is sent to no other.
  expect(await findings({ apiUrl: 'http://127.0.0.1:9' })).toMatchObject([
    { what: 'token', state: 'bad', text: expect.stringContaining('http://127.0.0.1:9') },
  ])
  const before = await read<{ version: string }>(`${acme}/connection`)
  expect(before).toMatchObject({ kind: 'github', apiUrl: url, tokenFrom: 'stored' })
  const set = await tell('PUT', `${acme}/connection`, { token: canary, ifVersion: before.version })
  expect(set).toMatchObject({ status: 200, json: { tokenFrom: 'stored' } })
  expect(await tell('PUT', `${acme}/connection`, { token: canary, ifVersion: before.version })).toMatchObject(
    {
      status: 409,
    },
  )
  const moved = await tell('PUT', `${acme}/connection`, { apiUrl: 'https://github.example.com/api/v3' })
  expect(moved).toMatchObject({ status: 200, json: { tokenFrom: null } })
  for (const path of ['/connection', '/audit', '/settings'])
    expect((await get(acme + path)).text).not.toContain(canary.slice(4, 20))
  expect(JSON.stringify([set, moved, lines])).not.toContain(canary.slice(4, 20))
  expect((await pipeline.organizations.integration('acme' as never)) as object).toMatchObject({
    sealedToken: null,
  })
})

it('repositories are discovered, added, estimated, given a rule and removed with their data', async () => {
  const { dataDir } = await newAcme()
  const { tell, read } = await serve(dataDir)
  const all = async () => await read<{ repositories: { name: string }[] }>(`${acme}/repositories`)
  const found = await read<{ repositories: { name: string; isAdded: boolean; pullRequests: number }[] }>(
    `${acme}/repositories/available`,
  )
  expect(found.repositories.every(({ isAdded }) => isAdded)).toBe(true)
  const [one] = found.repositories
  expect(await tell('POST', `${acme}/repositories/estimate`, {})).toMatchObject({
    status: 200,
    json: { repositories: found.repositories.length, unseen: [] },
  })
  const path = `${acme}/repositories/${one!.name}`
  expect(await tell('PATCH', path, { releaseRule: { kind: 'tags', key: '(' } })).toMatchObject({
    status: 400,
  })
  expect(await tell('PATCH', path, { releaseRule: { kind: 'none' } })).toMatchObject({
    status: 200,
    json: { repository: { hasOwnRule: true }, run: { job: 'recalculate' } },
  })
  // Somebody else made his from what was there before: he is told, with both.
  const rule = async () =>
    (
      await read<{ repositories: { name: string; ruleVersion: string }[] }>(`${acme}/repositories`)
    ).repositories.find(({ name }) => name === one!.name)!
  const tags = { releaseRule: { kind: 'tags', key: 'v.*' }, recalculate: false }
  expect(await tell('PATCH', path, { ...tags, ifVersion: 'default' })).toMatchObject({
    status: 409,
    json: {
      error: {
        code: 'settings/changed-meanwhile',
        facts: { now: '{"kind":"none"}', wanted: '{"kind":"tags","key":"v.*"}' },
      },
    },
  })
  expect(await tell('PATCH', path, tags, { 'if-match': '"default"' })).toMatchObject({ status: 409 })
  const { ruleVersion } = await rule()
  const set = await tell('PATCH', path, tags, { 'if-match': `"${ruleVersion}"` })
  expect(set).toMatchObject({
    status: 200,
    json: { repository: { ruleVersion: (await rule()).ruleVersion }, run: null },
  })
  expect(await tell('PATCH', path, { ...tags, releaseRule: null, ifVersion: ruleVersion })).toMatchObject({
    status: 409,
    json: { error: { facts: { wanted: 'the default' } } },
  })
  // Paused, it is read by no run that names it.
  expect(await tell('POST', `${path}/pause`)).toMatchObject({
    status: 200,
    json: { name: one!.name, pause: { by: processUser() } },
  })
  expect(await rule()).toMatchObject({ pause: { by: processUser() } })
  expect(await tell('POST', `${acme}/runs`, { job: 'crawl', repositories: [one!.name] })).toMatchObject({
    status: 409,
    json: { error: { code: 'pipeline/repository-paused' } },
  })
  expect(await tell('POST', `${path}/resume`)).toMatchObject({ status: 200, json: { pause: null } })
  expect(await tell('DELETE', path, { confirm: 'yes' })).toMatchObject({ status: 400 })
  expect(await tell('DELETE', path, { confirm: one!.name })).toMatchObject({ status: 200 })
  expect(await tell('DELETE', path, { confirm: one!.name })).toMatchObject({ status: 404 })
  expect((await all()).repositories.map(({ name }) => name)).not.toContain(one!.name)
  expect(await tell('POST', `${acme}/repositories`, { names: [one!.name, 'nobody/nothing'] })).toMatchObject({
    status: 200,
    json: { added: [{ name: one!.name }], refused: [{ name: 'nobody/nothing', code: 'github/not-found' }] },
  })
  const { changes } = await read<{ changes: { key: string }[] }>(`${acme}/audit`)
  expect(changes.slice(0, 2)).toMatchObject([
    { key: 'repository', before: null, after: { name: one!.name } },
    { key: 'repository', before: { name: one!.name }, after: null },
  ])
})

it('a run that nobody executes says so; each action says what it will do or why it cannot', async () => {
  const { dataDir } = await newAcme()
  const { tell, read } = await serve(dataDir)
  const begun = await tell('POST', `${acme}/runs`, { job: 'crawl' })
  expect(begun).toMatchObject({
    status: 200,
    json: {
      outcome: 'created',
      says: expect.stringContaining('No process serves the queue'),
      run: { status: 'pending' },
    },
  })
  const { run } = begun.json as { run: { id: string } }
  const actions = () => read<{ nobody: string | null }>(`/api/v1/runs/${run.id}/actions`)
  expect(await actions()).toMatchObject({
    nobody: expect.stringContaining('upflow worker'),
    cancel: { isPossible: true },
    retry: { isPossible: false, text: 'It has not ended yet.' },
  })
  const executing = await openPipeline({ config: configOf(dataDir), concurrency: 1, autoStart: false })
  atEnd(() => executing.close())
  expect(await actions()).toMatchObject({ nobody: null })
  expect(await tell('POST', `${acme}/runs`, { job: 'crawl' })).toMatchObject({ json: { outcome: 'joined' } })
  expect(await tell('POST', `/api/v1/runs/${run.id}/retry`)).toMatchObject({ status: 409 })
  expect(await tell('POST', `/api/v1/runs/${run.id}/cancel`)).toMatchObject({
    json: { says: 'It is cancelled.' },
  })
  expect(await actions()).toMatchObject({ cancel: { isPossible: false }, retry: { isPossible: true } })
  expect(await tell('POST', `/api/v1/runs/${run.id}/retry`)).toMatchObject({
    json: { run: { status: 'pending' } },
  })
  executing.engine.start()
  await executing.engine.runs.wait(run.id)
  expect(await tell('POST', `/api/v1/runs/${run.id}/rerun`)).toMatchObject({
    json: { run: { rerunOf: run.id, labels: { startedBy: processUser() } } },
  })
  expect(await tell('POST', '/api/v1/runs/run_none/cancel')).toMatchObject({ status: 404 })
  const { changes } = await read<{ changes: { after: { did?: string } }[] }>(`${acme}/audit?limit=4`)
  expect(changes.map(({ after }) => after.did)).toEqual(['run again', 'retried', 'cancelled', 'started'])
})
