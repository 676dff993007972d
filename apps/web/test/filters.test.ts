/** What filters of lists and figures cannot mean is refused by name, the same everywhere. */
import { beforeAll, expect, it } from 'vitest'
import { readSample, start } from './support.ts'

let get: Awaited<ReturnType<typeof start>>['get']
beforeAll(async () => {
  ;({ get } = await start({ dataDir: await readSample() }))
})

it.each(['least=5', 'metric=all', 'metric=total&least=soon', 'unreviewed=yes', 'now=closed', 'openedFrom=1'])(
  'a list by %s is refused, by name',
  async (query) => {
    expect(await get(`/api/v1/organizations/acme/pulls?${query}`)).toMatchObject({ status: 400 })
  },
)

it.each([
  ['teamAs=reviewer', 'teamAs', "needs a 'team'"],
  ['team=core&teamAs=owner', 'teamAs', 'takes one of author, reviewer, repository'],
  ['path=/', 'path', 'takes a file, a folder or a glob'],
])('every filter by %s is refused, by name', async (query, name, what) => {
  for (const path of [
    'figures',
    'distribution',
    'flow',
    'reviews',
    'reviews/queue',
    'releases',
    'pulls',
    'now',
    'board',
  ]) {
    const { status, json } = await get(`/api/v1/organizations/acme/${path}?${query}`)
    const { message, facts } = (json as { error: { message: string; facts: object } }).error
    expect([status, JSON.stringify([message, facts])]).toEqual([400, expect.stringContaining(what)])
    expect(message).toContain(`'${name}`)
  }
})

it.each([
  ['figures?period=99999d', "'period' takes a number of days such as 90d, not '99999d'."],
  ['figures?from=2026-06-01&to=2026-01-01', "'from' is after 'to', 2026-01-01: no day lies between them."],
  [
    'board?at=2199-01-01T00:00:00Z',
    "'at' lies in the future: what waits is known up to now, not '2199-01-01T00:00:00Z'.",
  ],
])('%s is refused once, and in one sentence', async (query, message) => {
  const { status, json } = await get(`/api/v1/organizations/acme/${query}`)
  expect([status, (json as { error: { message: string } }).error.message]).toEqual([400, message])
})

it('what a rule matches says of which repositories the rule of the organization is not', async () => {
  const { server, get } = await start({ dataDir: await readSample() })
  const changed = await fetch(`${server.url}/api/v1/organizations/acme/repositories/bitcoin-core/gui`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ releaseRule: { kind: 'branch', key: 'master' }, recalculate: false }),
  })
  expect(changed.status).toBe(200)
  const { json } = await get('/api/v1/organizations/acme/rule-matches?kind=branch&key=master')
  const { repositories } = json as { repositories: { repository: string; hasOwnRule: boolean }[] }
  expect(repositories.map(({ repository, hasOwnRule }) => [repository, hasOwnRule])).toEqual([
    ['bitcoin-core/gui', true],
    ['bitcoin-core/secp256k1', false],
  ])
})

it('what is told step by step tells nothing of before 1970', async () => {
  const { status, json } = await get('/api/v1/organizations/acme/flow?from=0001-01-01')
  const { steps } = json as { steps: { day: string; opened: number }[] }
  expect([status, steps[0]]).toMatchObject([
    200,
    { day: expect.stringMatching(/^19(69-12|70-01)-/), opened: 0 },
  ])
  expect(steps.length).toBeLessThan(60 * 53)
})

it('what is told step by step up to a day is of 90 whole days, also where the clock is put forward in them', async () => {
  const { server, get } = await start({ dataDir: await readSample() })
  const changed = await fetch(`${server.url}/api/v1/organizations/acme/settings/calendar`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value: { timeZone: 'Europe/Berlin' }, recalculate: false }),
  })
  expect(changed.status).toBe(200)
  for (const path of ['flow', 'reviews/queue']) {
    const { json } = await get(`/api/v1/organizations/acme/${path}?to=2025-04-10`)
    const days = (json as { steps: { day: string }[] }).steps.map(({ day }) => day)
    expect([days.length, days[0], days.at(-1)]).toEqual([90, '2025-01-11', '2025-04-10'])
  }
})
