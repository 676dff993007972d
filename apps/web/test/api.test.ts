/** Every answer of the API is what its description says, and what cannot be meant is refused by name. */
import { z } from '@hono/zod-openapi'
import { beforeAll, describe, expect, it } from 'vitest'
import { reads } from '../src/api/create-api.ts'
import { columnsOf } from '../src/api/table-columns.ts'
import type { start } from './support.ts'
import { until } from './until.ts'
import { addressOf, startWhole } from './whole-sample.ts'

type Started = Awaited<ReturnType<typeof start>>
let web: Started
const acme = '/api/v1/organizations/acme'

beforeAll(async () => {
  web = await startWhole()
})

/** As written, with nothing besides: an undescribed field is a mistake of the description. */
function strict(shape: z.ZodType): z.ZodType {
  const { type, innerType, element } = shape.def as {
    type: string
    innerType?: z.ZodType
    element?: z.ZodType
  }
  if (type === 'object')
    return z.strictObject(
      Object.fromEntries(
        Object.entries((shape as z.ZodObject).shape).map(([key, value]) => [key, strict(value as z.ZodType)]),
      ),
    )
  if (type === 'array') return z.array(strict(element!))
  if (type === 'nullable') return strict(innerType!).nullable()
  if (type === 'optional') return strict(innerType!).optional()
  return shape
}

describe.each(reads.map((read) => [read.id, read] as const))('%s', (_, read) => {
  it('answers by its shape, and 304 to who has the answer', async () => {
    const address = await addressOf(web, read.path)
    // What is told of the machine, as the space left on its disk, may have changed between two requests.
    await until(async () => {
      const { status, json, headers } = await web.get(address)
      expect(status).toBe(200)
      strict(read.answer).parse(json)
      const again = await web.get(address, { 'if-none-match': headers.get('etag')! })
      return again.status === 304 && again.text === ''
    })
    expect((await web.get(address, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  it('refuses what it does not know', async () => {
    const address = await addressOf(web, read.path)
    expect(await web.get(`${address}?nothing=1`)).toMatchObject({
      status: 400,
      json: {
        error: {
          code: 'web/bad-request',
          message: "'nothing' is not known here.",
          facts: { parameters: 'nothing' },
        },
      },
    })
  })

  it.runIf(read.table)('is a table too, each row by its shape', async () => {
    const address = await addressOf(web, read.path)
    const ndjson = await web.get(`${address}?format=ndjson`)
    expect(ndjson.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    const rows = ndjson.text.split('\n').slice(0, -1)
    for (const row of rows) strict(read.table!.row).parse(JSON.parse(row))
    const csv = await web.get(`${address}?format=csv`)
    expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="${read.id}.csv"`)
    const lines = csv.text.split('\r\n').slice(0, -1)
    expect(lines[0]).toBe(
      columnsOf(read.table!.row)
        .map(({ name }) => name)
        .join(','),
    )
    expect(lines.length).toBeGreaterThanOrEqual(1 + rows.length)
  })
})

it.each([
  ['figures?period=90', "'period' takes a number of days such as 90d, not '90'."],
  ['figures?period=9999d', "'period' takes at most 3650d, not '9999d'."],
  ['figures?period=90d&to=2024-01-01', "'period' contradicts 'to': give one of them."],
  ['figures?from=2024-02-30', "'from' takes a day such as 2026-01-31, not '2024-02-30'."],
  ['figures?from=2024-02-02&to=2024-02-01', "'from' is after 'to', 2024-02-01: no day lies between them."],
  ['figures?compare=year', "'compare' needs a 'period' or 'from'"],
  ['figures?by=moon', "'by' takes one of repository, team, author, size, week, month, not 'moon'."],
  ['figures?by=week&by=size', "'by' takes one of"],
  ['figures?size=S&size=XXL', "'size' takes one of XS, S, M, L, XL, not 'XXL'."],
  ['figures?repo=', "'repo' takes a repository"],
  ['figures?format=xml', "'format' takes one of json, csv, ndjson, not 'xml'."],
  ['figures?by=moon&clock=sun', "'clock' takes one of wall, working, not 'sun'; 'by' takes one of"],
  ['pulls?limit=501', "'limit' takes a whole number from 1 to 500, not '501'."],
  ['pulls?limit=1.5', "'limit' takes a whole number"],
  ['pulls?limit=0x10', "'limit' takes a whole number from 1 to 500, not '0x10'."],
  ['pulls?limit=1e2', "'limit' takes a whole number from 1 to 500, not '1e2'."],
  ['pulls?limit=%205', "'limit' takes a whole number from 1 to 500"],
  ['pulls?limit=', "'limit' takes a whole number from 1 to 500"],
  ['pulls?metric=total&least=', "'least' takes a whole number of seconds"],
  ['pulls?metric=total&below=-5', "'below' takes a whole number of seconds, not '-5'."],
  ['pulls?sort=beauty', "'sort' takes one of number,"],
  ['pulls?openedFrom=2024-02-02&openedTo=2024-02-01', "'openedFrom' is after 'openedTo', 2024-02-01: no day"],
  ['pulls?closedFrom=2024-02-02&closedTo=2024-02-01', "'closedFrom' is after 'closedTo', 2024-02-01"],
  ['pulls?underWayFrom=2024-02-02&underWayTo=2024-02-01', "'underWayFrom' is after 'underWayTo', 2024-02-01"],
  ['pulls?releasedFrom=2024-02-02&releasedTo=2024-02-01', "'releasedFrom' is after 'releasedTo', 2024-02-01"],
  [
    'pulls?metric=total&least=10&below=10',
    "'least' is not less than 'below', 10: nothing lies between them.",
  ],
  ['rule-matches?key=main', "'key' needs a 'kind'."],
  ['rule-matches?kind=none&key=main', "'key' contradicts 'kind', none, which has no key."],
  ['rule-matches?kind=tags&key=a&key=b', "'key' is one pattern of tags: give it once."],
  ['pulls?state=open&period=90d', "'state' contradicts 'period', which is of what was merged"],
])('%s is refused: %s', async (address, message) => {
  expect(await web.get(`${acme}/${address}`)).toMatchObject({
    status: 400,
    json: { error: { code: 'web/bad-request', message: expect.stringContaining(message) } },
  })
})

it.each([
  ['/api/v1/organizations/nobody/figures', 404, 'db/unknown-organization'],
  [`${acme}/pulls/bitcoin-core/secp256k1/999999`, 404, 'web/unknown-pull-request'],
  [`${acme}/pulls/bitcoin-core/secp256k1/0`, 400, 'web/bad-request'],
  ['/api/v1/runs/run_none', 404, 'jobs/unknown-run'],
  ['/api/v1/runs/run_none/steps', 404, 'jobs/unknown-run'],
  ['/api/v1/runs/run_none/log', 404, 'jobs/unknown-run'],
  ['/api/v1/runs/run_none/log?format=csv', 404, 'jobs/unknown-run'],
  ['/api/v1/runs/run_none/events', 404, 'jobs/unknown-run'],
  ['/api/v1/nothing', 404, 'web/not-found'],
])('%s is %i %s', async (address, status, code) => {
  expect(await web.get(address)).toMatchObject({ status, json: { error: { code } } })
})

it('pages hold every pull request once, in the order that was asked for, and the table the same', async () => {
  type Page = { pullRequests: { repository: string; number: number }[]; next: string | null }
  const keyOf = ({ repository, number }: Page['pullRequests'][number]) => `${repository}#${number}`
  const found: string[] = []
  let page: Page = { pullRequests: [], next: '' }
  while (page.next !== null) {
    const cursor = page.next === '' ? '' : `&cursor=${page.next}`
    page = (await web.get(`${acme}/pulls?sort=total&limit=7${cursor}`)).json
    found.push(...page.pullRequests.map(keyOf))
  }
  const rows = (await web.get(`${acme}/pulls?sort=total&format=ndjson`)).text.split('\n').slice(0, -1)
  expect(found).toEqual(rows.map((row) => keyOf(JSON.parse(row))))
  expect(new Set(found).size).toBe(found.length)
  expect(found.length).toBeGreaterThan(100)
  for (const query of ['sort=total&limit=7', `limit=500`]) {
    expect((await web.get(`${acme}/pulls?${query}&count=true`)).json).toMatchObject({ count: found.length })
    expect((await web.get(`${acme}/pulls?${query}`)).json).toMatchObject({ count: null })
  }
})

it.each(['x', 'eyJhIjoxfQ', '', 'W10', `${'A'.repeat(400)}`])(
  'the cursor %j is refused, and so is one of another order',
  async (cursor) => {
    const { next } = (await web.get(`${acme}/pulls?limit=1`)).json as { next: string }
    for (const bad of [`cursor=${cursor}`, `sort=total&cursor=${next}`, `order=asc&cursor=${next}`])
      expect(await web.get(`${acme}/pulls?${bad}`)).toMatchObject({
        status: 400,
        json: { error: { code: expect.stringMatching(/bad-cursor$/) } },
      })
    expect((await web.get(`/api/v1/runs?cursor=${next}`)).json).toMatchObject({
      error: { code: 'web/bad-cursor' },
    })
  },
)

it('the log is filtered by type, level and text, and goes on where it ended', async () => {
  const address = `${await addressOf(web, '/runs/{run}')}/log`
  type Log = { events: { seq: number; type: string; step: string | null }[]; next: number | null }
  const all = (await web.get(address)).json as Log
  const first = (await web.get(`${address}?limit=3`)).json as Log
  expect(first.events).toEqual(all.events.slice(0, 3))
  expect(((await web.get(`${address}?after=${first.next}`)).json as Log).events).toEqual(all.events.slice(3))
  const started = (await web.get(`${address}?type=step.started&type=step.failed`)).json as Log
  expect(started.events).toEqual(all.events.filter(({ type }) => type === 'step.started'))
  const synced = (await web.get(`${address}?search=SYNC:`)).json as Log
  expect(synced.events).toEqual(all.events.filter(({ step }) => step?.startsWith('sync:')))
})
