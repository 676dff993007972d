/** Whatever can be done has a route, a command, and a line in the audit that names who did it. */
import { readFileSync } from 'node:fs'
import { openPipeline, processUser } from '@upflow/pipeline'
import { expect, it } from 'vitest'
import { writes } from '../src/api/create-api.ts'
import { describeApi } from '../src/api/describe-api.ts'
import { accountActions, comingIn } from './account-actions.ts'
import { handIn } from './app-github.ts'
import { newReceiver } from './receiver.ts'
import { atEnd, configOf, createAcme, newFolder, small, start, startGithub, token } from './support.ts'

interface Action {
  readonly id: string
  /** What is asked, after what was asked before it; `RUN` is the last run that was begun, `CODE` of the last app. */
  readonly path: string
  readonly body?: object
  /** The same on the command line. */
  readonly command: readonly [name: string, action: string | null]
  /** What the audit says then; null where nothing is changed. */
  readonly audit: { readonly key: string; readonly did?: string } | null
}

const acme = '/organizations/acme'
const name = 'bitcoin-core/gui'

/** In this order, each after the others. */
const actions: readonly Action[] = [
  {
    id: 'renameOrganization',
    path: acme,
    body: { name: 'Acme Inc' },
    command: ['org', 'set'],
    audit: { key: 'name' },
  },
  {
    id: 'setSetting',
    path: `${acme}/settings/codingWindowDays`,
    body: { value: 30, recalculate: false },
    command: ['settings', 'set'],
    audit: { key: 'codingWindowDays' },
  },
  {
    id: 'unsetSetting',
    path: `${acme}/settings/codingWindowDays`,
    body: { recalculate: false },
    command: ['settings', 'unset'],
    audit: { key: 'codingWindowDays' },
  },
  {
    id: 'previewSettings',
    path: `${acme}/settings/preview`,
    body: { changes: [{ key: 'codingWindowDays', value: 10 }] },
    command: ['settings', 'preview'],
    audit: null,
  },
  {
    id: 'readHolidays',
    path: `${acme}/settings/holidays`,
    body: { text: 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\nEND:VEVENT\nEND:VCALENDAR' },
    command: ['settings', 'holidays'],
    audit: null,
  },
  {
    id: 'beginApp',
    path: `${acme}/connection/app/manifest`,
    command: ['org', 'app'],
    audit: null,
  },
  {
    id: 'convertApp',
    path: `${acme}/connection/app/conversion`,
    body: { code: 'CODE', state: 'STATE' },
    command: ['org', 'app'],
    audit: { key: 'integration' },
  },
  {
    id: 'setApp',
    path: `${acme}/connection/app`,
    body: { app: { from: 'acme' } },
    command: ['org', 'app'],
    audit: { key: 'integration' },
  },
  {
    id: 'chooseInstallation',
    path: `${acme}/connection/app/installation`,
    body: { installation: 5 },
    command: ['org', 'app'],
    audit: { key: 'integration' },
  },
  {
    id: 'removeApp',
    path: `${acme}/connection/app`,
    command: ['org', 'app'],
    audit: { key: 'integration' },
  },
  {
    id: 'setConnection',
    path: `${acme}/connection`,
    body: { token: `${token}2` },
    command: ['org', 'token'],
    audit: { key: 'integration' },
  },
  {
    id: 'checkConnection',
    path: `${acme}/connection/check`,
    body: {},
    command: ['org', 'check'],
    audit: { key: 'connection', did: 'checked' },
  },
  {
    id: 'setWebhookSecret',
    path: `${acme}/webhook`,
    command: ['org', 'webhook'],
    audit: { key: 'webhook' },
  },
  {
    id: 'dropWebhookSecrets',
    path: `${acme}/webhook`,
    body: { which: 'all' },
    command: ['org', 'webhook'],
    audit: { key: 'webhook' },
  },
  {
    id: 'estimateBackfill',
    path: `${acme}/repositories/estimate`,
    command: ['repo', 'estimate'],
    audit: null,
  },
  {
    id: 'discoverRepositories',
    path: `${acme}/repositories/discover`,
    body: { discovery: { patterns: ['bitcoin-core/*'] } },
    command: ['repo', 'discover'],
    audit: null,
  },
  {
    id: 'setRepository',
    path: `${acme}/repositories/${name}`,
    body: { releaseRule: { kind: 'none' }, recalculate: false },
    command: ['repo', 'set'],
    audit: { key: 'releaseRule' },
  },
  {
    id: 'pauseRepository',
    path: `${acme}/repositories/${name}/pause`,
    command: ['repo', 'pause'],
    audit: { key: 'repository' },
  },
  {
    id: 'resumeRepository',
    path: `${acme}/repositories/${name}/resume`,
    command: ['repo', 'resume'],
    audit: { key: 'repository' },
  },
  {
    id: 'removeRepository',
    path: `${acme}/repositories/${name}`,
    body: { confirm: name },
    command: ['repo', 'remove'],
    audit: { key: 'repository' },
  },
  {
    id: 'addRepositories',
    path: `${acme}/repositories`,
    body: { names: [name] },
    command: ['repo', 'add'],
    audit: { key: 'repository' },
  },
  {
    id: 'setSchedule',
    path: `${acme}/schedules/crawl`,
    body: { cron: null },
    command: ['schedules', 'set'],
    audit: { key: 'schedules' },
  },
  {
    id: 'setNotifications',
    path: `${acme}/notifications`,
    body: { waitLimitHours: 20 },
    command: ['notify', 'set'],
    audit: { key: 'notifications' },
  },
  {
    id: 'setChannel',
    path: `${acme}/notifications/channels/hook`,
    body: { channel: { kind: 'webhook', topics: ['runs'], url: 'RECEIVER' }, secret: 'canary-secret' },
    command: ['notify', 'set'],
    audit: { key: 'notifications' },
  },
  {
    id: 'testChannel',
    path: `${acme}/notifications/channels/hook/test`,
    command: ['notify', 'test'],
    audit: { key: 'channel', did: 'tested' },
  },
  {
    id: 'removeChannel',
    path: `${acme}/notifications/channels/hook`,
    command: ['notify', 'remove'],
    audit: { key: 'notifications' },
  },
  {
    id: 'exportData',
    path: `${acme}/export/data-dictionary.md`,
    command: ['export', null],
    audit: { key: 'export' },
  },
  {
    id: 'startRun',
    path: `${acme}/runs`,
    body: { job: 'crawl' },
    command: ['crawl', null],
    audit: { key: 'run', did: 'started' },
  },
  {
    id: 'cancelRun',
    path: '/runs/RUN/cancel',
    command: ['runs', 'cancel'],
    audit: { key: 'run', did: 'cancelled' },
  },
  {
    id: 'retryRun',
    path: '/runs/RUN/retry',
    command: ['runs', 'retry'],
    audit: { key: 'run', did: 'retried' },
  },
  {
    id: 'rerunRun',
    path: '/runs/RUN/rerun',
    command: ['runs', 'rerun'],
    audit: { key: 'run', did: 'run again' },
  },
  {
    id: 'refreshPull',
    path: `${acme}/pulls/${name}/1/refresh`,
    command: ['pulls', 'refresh'],
    audit: { key: 'run', did: 'started' },
  },
]

it('every route that changes something, or gives data away, is in a list', () => {
  const others = Object.entries(describeApi().paths ?? {}).flatMap(([, methods]) =>
    Object.entries(methods as Record<string, { operationId: string }>).flatMap(([method, { operationId }]) =>
      method === 'get' ? [] : [operationId],
    ),
  )
  const listed = [
    ...actions.map(({ id }) => id),
    ...accountActions.map(({ id }) => id),
    ...Object.keys(comingIn),
  ]
  expect(listed.sort()).toEqual([...others, 'exportData', 'signInCallback'].sort())
})

const reference = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')

it.each(
  [...actions, ...accountActions].flatMap(({ id, command }) =>
    'none' in command ? [] : [[id, command[0], command[1]] as const],
  ),
)('%s has the command %s %s', (_, command, action) => {
  const section = reference.split(/^## /m).find((one) => one.startsWith(`${command}\n`))
  expect(section).toBeDefined()
  // What a command does is said in its first line, action by action.
  const [, , text] = section!.split('\n')
  if (action !== null) expect(text).toMatch(new RegExp(`(?:^|, |or )${action}\\b`))
})

it('every action that changes something is one line of the audit', async () => {
  const dataDir = newFolder()
  const github = await startGithub(small(3))
  atEnd(() => github.close())
  await (await createAcme(dataDir, github)).close()
  const receiver = await newReceiver()
  const { get, server } = await start({ dataDir, environment: { UPFLOW_NOTIFY_NETWORKS: '127.0.0.1' } })
  const audit = async () =>
    (
      (await get(`/api/v1${acme}/audit?limit=100`)).json as {
        changes: { id: number; key: string; changedBy: string; after: { did?: string } | null }[]
      }
    ).changes
  let run = ''
  let came = { code: '', state: '' }
  for (const { id, path, body = {}, audit: expected } of actions) {
    const [before] = await audit()
    const method = writes.find((one) => one.id === id)?.method.toUpperCase() ?? 'GET'
    const response = await fetch(`${server.url}/api/v1${path.replace('RUN', run)}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'GET'
        ? {}
        : {
            body: JSON.stringify(body)
              .replace('RECEIVER', receiver.url)
              .replace('CODE', came.code)
              .replace('STATE', came.state),
          }),
    })
    const text = await response.text()
    expect(response.status, `${id}: ${text}`).toBe(200)
    if (method !== 'GET') run = (JSON.parse(text) as { run?: { id: string } | null }).run?.id ?? run
    const added = (await audit()).filter((one) => one.id > before!.id)
    expect(
      added.map(({ key, changedBy, after }) => ({
        key,
        changedBy,
        ...(after?.did ? { did: after.did } : {}),
      })),
      id,
    ).toEqual(expected === null ? [] : [{ ...expected, changedBy: processUser() }])
    if (id === 'beginApp') {
      came = await handIn(JSON.parse(text))
    } else if (id === 'convertApp') {
      const installation = { id: 5, account: 'bitcoin-core', repositories: 'all', suspendedAt: null } as const
      github.apps[0]!.installations.push(installation)
    }
    // Another token than the one that the emulator knows is of no use to those that follow.
    if (id === 'setConnection') await storeAgain(dataDir)
  }
})

async function storeAgain(dataDir: string): Promise<void> {
  const pipeline = await openPipeline({ config: configOf(dataDir), concurrency: 0 })
  await pipeline.organizations.storeToken('acme' as never, token)
  await pipeline.close()
}
