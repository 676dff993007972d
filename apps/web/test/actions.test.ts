/** Whatever can be done has a route, a command, and a line in the audit that names who did it. */
import { readFileSync } from 'node:fs'
import { routesWithRights } from '@upflow/accounts'
import { processUser } from '@upflow/pipeline'
import { expect, it } from 'vitest'
import { describeApi } from '../src/api/describe-api.ts'
import { accountActions, type Command, comingIn } from './account-actions.ts'
import { acme, organizationActions } from './organization-actions.ts'
import { startToAct } from './take-action.ts'

/** What pages show of settings, accounts and audits, by its route: the same on the command line. */
const shown: Readonly<Record<string, Command>> = {
  sessions: ['user', 'sessions'],
  waysIn: ['user', 'ways-in'],
  settings: ['settings', 'show'],
  settingSuggestions: ['settings', 'suggest'],
  teamMirrors: ['teams', 'list'],
  ruleMatches: ['repo', 'set'],
  connection: ['org', 'check'],
  appInstallations: ['org', 'app'],
  webhook: ['org', 'webhook'],
  availableRepositories: ['repo', 'available'],
  schedules: ['schedules', 'list'],
  allSchedules: ['schedules', 'list'],
  notifications: ['notify', 'show'],
  deliveries: ['notify', 'deliveries'],
  audit: ['audit', 'settings'],
  memberChanges: ['audit', 'members'],
  accountChanges: ['audit', 'accounts'],
  backups: { none: 'they are folders: the machine lists them, and each is looked at by `backup check`' },
  tokens: ['user', 'tokens'],
  savedViews: ['views', 'list'],
  people: ['user', 'list'],
  installation: { none: 'the machine itself shows its processes, its disk and which version it runs' },
  members: ['user', 'list'],
  invitations: ['user', 'invitations'],
}
/** What pages show of the data. */
const read: Readonly<Record<string, Command>> = {
  organizations: ['org', 'list'],
  organization: ['org', 'list'],
  repositories: ['repo', 'list'],
  figures: ['report', null],
  person: ['report', null],
  team: ['report', null],
  now: ['now', null],
  board: ['now', null],
  flow: ['flow', null],
  reviews: ['reviews', 'show'],
  responses: ['reviews', 'responses'],
  requests: ['reviews', 'requests'],
  reviewQueue: { none: 'a chart of what `now --at` says of any moment' },
  reviewPickup: { none: 'a chart: what bots would make of the pickup is not a figure of `report`' },
  distribution: { none: 'a chart: `pulls list --sort` has the same one by one' },
  releases: ['releases', null],
  pulls: ['pulls', 'list'],
  pull: ['pulls', 'show'],
  rawPull: { none: 'the file itself has it: `raw_pull_requests`' },
  health: ['health', 'show'],
  retries: ['health', 'show'],
  ignored: ['health', 'show'],
  standingPulls: ['health', 'pulls'],
  ignoredItems: ['health', 'ignored'],
  runs: ['runs', 'list'],
  run: ['runs', 'show'],
  steps: ['runs', 'show'],
  log: ['runs', 'show'],
  runEvents: ['runs', 'show'],
  runActions: { none: 'a command says why it cannot when it is given' },
}
const done = [
  ...organizationActions.map(({ id }) => id),
  ...accountActions.map(({ id }) => id),
  ...Object.keys(comingIn),
]

it('every route that changes something, or gives data away, is in a list', () => {
  const others = Object.entries(describeApi().paths ?? {}).flatMap(([, methods]) =>
    Object.entries(methods as Record<string, { operationId: string }>).flatMap(([method, { operationId }]) =>
      method === 'get' ? [] : [operationId],
    ),
  )
  expect(done.toSorted()).toEqual([...others, 'exportData', 'signInCallback'].sort())
})

it('every other route of the table of rights is shown by a command too, or says why not', () => {
  // Who asks is, on the command line, whoever runs it.
  const all = [...done, ...Object.keys(shown), ...Object.keys(read), 'me']
  expect(all.sort()).toEqual([...routesWithRights].sort())
})

const reference = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')

it.each(
  [
    ...organizationActions,
    ...accountActions,
    ...Object.entries({ ...shown, ...read }).map(([id, command]) => ({ id, command })),
  ].flatMap(({ id, command }) => ('none' in command ? [] : [[id, command[0], command[1]] as const])),
)('%s has the command %s %s', (_, command, action) => {
  const section = reference.split(/^## /m).find((one) => one.startsWith(`${command}\n`))
  expect(section).toBeDefined()
  // What it takes, as the command line itself has it: a first line that says what it does takes nothing.
  const taken = /^Actions:\n {2}(.+)$/m.exec(section!)?.[1]?.split(', ')
  if (action !== null) expect(taken).toContain(action)
})

it('every action that changes something is one line of the audit', async () => {
  const { get, take, makeGood } = await startToAct()
  const audit = async () =>
    (
      (await get(`/api/v1${acme}/audit?limit=100`)).json as {
        changes: { id: number; key: string; changedBy: string; after: { did?: string } | null }[]
      }
    ).changes
  for (const action of organizationActions) {
    const { id, audit: expected } = action
    const [before] = await audit()
    const { status, text } = await take(action)
    expect(status, `${id}: ${text}`).toBe(200)
    const added = (await audit()).filter((one) => one.id > before!.id)
    expect(
      added.map(({ key, changedBy, after }) => ({
        key,
        changedBy,
        ...(after?.did ? { did: after.did } : {}),
      })),
      id,
    ).toEqual(expected === null ? [] : [{ ...expected, changedBy: processUser() }])
    await makeGood(action)
  }
})
