/**
 * What is said of fewer than three people is for themselves and for administrators: whoever else asks cannot tell
 * somebody who is there from somebody who is not.
 */
import { openData } from '@upflow/pipeline'
import { changeSettings } from '@upflow/settings'
import { describe, expect, it } from 'vitest'
import { reads } from '../src/api/create-api.ts'
import { ask, type Said, startWithOwner } from './people.ts'
import { configOf } from './support.ts'

const acme = '/api/v1/organizations/acme'
const nobody = 'nobody-at-all'

type Web = Awaited<ReturnType<typeof startWithOwner>>

/** Those who opened the most in the sample. */
async function authorsOf({ url, administrator }: Web): Promise<string[]> {
  const { json } = await ask(url, `${acme}/figures?by=author`, { cookie: administrator })
  const groups = json.groups as { name: string; merged: number }[]
  return groups
    .sort((a, b) => b.merged - a.merged)
    .map(({ name }) => name)
    .slice(0, 4)
}

async function setIn({ dataDir }: Web, key: 'personPages' | 'teams' | 'mergedLogins', value: unknown) {
  const data = await openData({ config: configOf(dataDir) })
  await changeSettings(await data.tenants.open('acme' as never), [{ key, value }], { by: 'test' })
  await data.close()
}

const memberId = async ({ url, administrator }: Web, name: string): Promise<string> =>
  (await ask(url, `${acme}/members`, { cookie: administrator })).json.members.find(
    (one: { name: string }) => one.name === name,
  ).id

async function link(web: Web, name: string, login: string | null, cookie = web.administrator): Promise<Said> {
  const path = `${acme}/members/${await memberId(web, name)}/login`
  return ask(web.url, path, { method: 'PUT', body: { login }, cookie })
}

/** All that an answer tells, but for the name that was asked for and what is of the one request. */
const told = ({ status, headers, text }: Said, asked: string) => ({
  status,
  headers: [...headers].filter(([name]) => !['date', 'x-request-id', 'content-length'].includes(name)),
  text: text.replaceAll(asked, 'NAME'),
})

/** Of every read that takes such a filter, so that one that is new is looked at too. */
const filteredBy = (name: 'author' | 'team') =>
  reads.flatMap(({ path, query }) =>
    name in query.shape ? [path.replace('/organizations/{organization}', '')] : [],
  )
/** They name whom GitHub names. */
const lists = ['/now', '/pulls']

const ofPerson = (login: string) => [
  `/people/${login}`,
  ...['csv', 'ndjson'].map((format) => `/figures?author=${login}&format=${format}`),
  ...filteredBy('author')
    .filter((path) => !lists.includes(path))
    .map((path) => `${path}?author=${login}`),
  `/figures?author=${login}&author=a&author=b&by=size`,
]
const ofTeam = (slug: string) => [
  `/teams/${slug}`,
  ...filteredBy('team').map((path) => `${path}?team=${slug}`),
  ...['csv', 'ndjson'].map((format) => `/pulls?team=${slug}&format=${format}`),
  `/figures?team=${slug}&teamAs=reviewer`,
]

it('the filters are of more reads than a few', () => {
  expect(filteredBy('team')).toEqual(expect.arrayContaining([...lists, '/figures', '/board', '/flow']))
  expect(filteredBy('author')).toEqual(filteredBy('team'))
})

it('the load of fewer than three people is listed for administrators alone, and hours of fewer for nobody', async () => {
  const web = await startWithOwner()
  const [other, viewer, admin] = [
    await web.join('other', 'acme', 'member'),
    await web.join('viewer', 'acme', 'viewer'),
    await web.join('admin', 'acme', 'admin'),
  ]
  const responses = async (query: string, cookie: string) =>
    (await ask(web.url, `${acme}/reviews/responses?${query}`, { cookie })).json
  // The busiest fifth of up to ten people is of fewer than three, and all less the others is that fifth.
  const { periods, few } = await smallPeriods(web)
  expect(periods.length).toBeGreaterThan(0)
  for (const { query, load } of periods) {
    for (const cookie of [admin, web.administrator])
      expect((await responses(`${query}&load=busiest`, cookie)).count).toBe(load.busiestFifth)
    for (const cookie of [other, viewer])
      for (const part of ['busiest', 'others']) {
        expect(await responses(`${query}&load=${part}`, cookie)).toEqual({
          count: null,
          responses: null,
          next: null,
        })
        const table = `${acme}/reviews/responses?${query}&load=${part}&format=csv`
        expect((await ask(web.url, table, { cookie })).text.trim().split('\n')).toHaveLength(1)
      }
  }
  // What was answered to whoever may is kept, and given to nobody else.
  const busiest = `${acme}/reviews/responses?${periods[0]!.query}&load=busiest`
  const etag = (await ask(web.url, busiest, { cookie: admin })).headers.get('etag')!
  const again = await ask(web.url, busiest, { cookie: other, headers: { 'if-none-match': etag } })
  expect(again).toMatchObject({ status: 200, json: { responses: null } })
  for (const cookie of [admin, other]) expect((await responses(few, cookie)).responses).toBeNull()
  // Where there are no pages of people, they are of nobody.
  const off = { method: 'PUT', body: { value: false }, cookie: admin }
  expect((await ask(web.url, `${acme}/settings/personPages`, off)).status).toBe(200)
  expect((await responses(`${periods[0]!.query}&load=busiest`, admin)).responses).toBeNull()
})

interface Load {
  readonly people: number
  readonly busiestFifth: number
}

/** Months of the sample in which three to ten people responded, and one of fewer. */
async function smallPeriods({ url, administrator }: Web) {
  const months = Array.from({ length: 36 }, (_, index) => {
    const [year, month] = [2024 + Math.floor(index / 12), String((index % 12) + 1).padStart(2, '0')]
    return `from=${year}-${month}-01&to=${year}-${month}-28`
  })
  const periods: { query: string; load: Load }[] = []
  let few = ''
  for (const query of months) {
    const { load, responses } = (await ask(url, `${acme}/reviews?${query}`, { cookie: administrator })).json
    if (load === null && responses > 0) few = query
    if (load !== null && load.people <= 10) periods.push({ query, load })
  }
  expect(few).not.toBe('')
  return { periods: periods.slice(0, 4), few }
}

describe('a person', () => {
  it('is seen by themselves and by administrators, and by everybody else as if not there', async () => {
    const web = await startWithOwner()
    const [ann, ben] = await authorsOf(web)
    const self = await web.join('self', 'acme', 'member')
    const other = await web.join('other', 'acme', 'member')
    const viewer = await web.join('viewer', 'acme', 'viewer')
    const admin = await web.join('admin', 'acme', 'admin')
    expect((await link(web, 'self', ann!)).status).toBe(200)
    const own = (await web.makeToken(self, 'acme', ['read'])).token
    const strange = (await web.makeToken(other, 'acme', ['read'])).token

    for (const [index, path] of ofPerson(ann!).entries()) {
      const isTogether = path.includes('author=a&')
      for (const cookie of [admin, web.administrator])
        expect((await ask(web.url, acme + path, { cookie })).status, path).toBe(200)
      for (const who of [{ cookie: self }, { bearer: own }])
        expect((await ask(web.url, acme + path, who)).status, path).toBe(isTogether ? 404 : 200)
      const absent = ofPerson(nobody)[index]!
      const theirs = ofPerson(ben!)[index]!
      for (const who of [{ cookie: other }, { cookie: viewer }, { bearer: strange }])
        expect(told(await ask(web.url, acme + path, who), ann!), path).toEqual(
          told(await ask(web.url, acme + absent, who), nobody),
        )
      expect(told(await ask(web.url, acme + theirs, { cookie: self }), ben!)).toEqual(
        told(await ask(web.url, acme + absent, { cookie: self }), nobody),
      )
    }
    const unseen = await ask(web.url, `${acme}/people/${ann}`, { cookie: other })
    expect(unseen).toMatchObject({ status: 404, json: { error: { code: 'web/unknown-person' } } })
    expect((await ask(web.url, `${acme}/people/${nobody}`, { cookie: admin })).text).toBe(
      unseen.text.replaceAll(ann!, nobody),
    )
    expect((await ask(web.url, `${acme}/figures?by=author`, { cookie: other })).status).toBe(404)

    // What was answered to whoever may is kept, and given to nobody else.
    const etag = (await ask(web.url, `${acme}/figures?author=${ann}`, { cookie: admin })).headers.get('etag')!
    const again = { cookie: other, headers: { 'if-none-match': etag } }
    expect((await ask(web.url, `${acme}/figures?author=${ann}`, again)).status).toBe(404)

    const facts = async (cookie: string) => (await ask(web.url, acme, { cookie })).json.people
    expect(await facts(self)).toEqual({ self: ann, others: false })
    expect(await facts(other)).toEqual({ self: null, others: false })
    expect(await facts(admin)).toEqual({ self: null, others: true })
    // Lists name whom GitHub names.
    const list = await ask(web.url, `${acme}/pulls?author=${ann}&limit=1`, { cookie: viewer })
    expect(list.json.pullRequests).toHaveLength(1)
  })

  it('is whoever an administrator says, by one of their logins, and of one member at a time', async () => {
    const web = await startWithOwner()
    const [ann, ben] = await authorsOf(web)
    await setIn(web, 'mergedLogins', [{ login: ann, others: ['ann-at-work'] }])
    const self = await web.join('self', 'acme', 'member')
    const owner = await web.join('owner', 'acme', 'owner')
    await web.join('other', 'acme', 'admin')
    expect((await link(web, 'self', ann!, self)).status).toBe(403)
    expect((await link(web, 'self', 'Ann-at-work', owner)).status).toBe(200)
    expect((await ask(web.url, `${acme}/people/${ann}`, { cookie: self })).json).toMatchObject({
      login: ann,
      isSelf: true,
    })
    expect(await link(web, 'other', 'ann-at-work')).toMatchObject({
      status: 409,
      json: { error: { code: 'settings/login-taken' } },
    })
    expect(await link(web, 'other', 'no login!')).toMatchObject({
      status: 400,
      json: { error: { code: 'settings/invalid' } },
    })
    expect((await link(web, 'self', null)).status).toBe(200)
    expect((await ask(web.url, `${acme}/people/${ann}`, { cookie: self })).status).toBe(404)
    expect((await link(web, 'other', ben!)).status).toBe(200)
    const { changes } = (await ask(web.url, `${acme}/audit?key=login`, { cookie: owner })).json
    expect(changes.map((one: Record<string, unknown>) => [one.changedBy, one.before, one.after])).toEqual([
      ['root@example.com', null, { member: 'other@example.com', login: ben }],
      ['root@example.com', { member: 'self@example.com', login: 'Ann-at-work' }, null],
      ['owner@example.com', null, { member: 'self@example.com', login: 'Ann-at-work' }],
    ])
  })

  it('is seen by nobody where the organization has no such pages', async () => {
    const web = await startWithOwner()
    const [ann] = await authorsOf(web)
    const self = await web.join('self', 'acme', 'member')
    await link(web, 'self', ann!)
    await setIn(web, 'personPages', false)
    for (const path of ofPerson(ann!))
      for (const cookie of [self, web.administrator])
        expect((await ask(web.url, acme + path, { cookie })).status, path).toBe(404)
    expect((await ask(web.url, acme, { cookie: web.administrator })).json.people).toEqual({
      self: null,
      others: false,
    })
  })

  it('has what waits on them on their page', async () => {
    const web = await startWithOwner()
    const { json } = await ask(web.url, `${acme}/now?limit=1000&kind=work&kind=bot`, {
      cookie: web.administrator,
    })
    const waiting = json.waiting as { on: string[]; number: number }[]
    const [on] = waiting.find((one) => one.on.length > 0)!.on
    const person = await ask(web.url, `${acme}/people/${on}`, { cookie: web.administrator })
    expect(person.json.waiting.map(({ number }: { number: number }) => number)).toEqual(
      expect.arrayContaining(waiting.filter((one) => one.on.includes(on!)).map(({ number }) => number)),
    )
    expect(person.json.waiting.every((one: { on: string[] }) => one.on.includes(on!))).toBe(true)
  })
})

describe('a team', () => {
  it('of fewer than three people is for administrators alone, and counted by people, not by logins', async () => {
    const web = await startWithOwner()
    const [ann, ben, cid] = await authorsOf(web)
    const viewer = await web.join('viewer', 'acme', 'viewer')
    await setIn(web, 'mergedLogins', [{ login: ann, others: ['ann-at-work'] }])
    await setIn(web, 'teams', [
      { slug: 'trio', members: [ann, ben, cid] },
      // Three logins of two people.
      { slug: 'duo', members: [ann, 'ann-at-work', ben] },
    ])
    for (const [index, path] of ofTeam('duo').entries()) {
      expect((await ask(web.url, acme + path, { cookie: web.administrator })).status, path).toBe(200)
      const said = await ask(web.url, acme + path, { cookie: viewer })
      expect(said.json.error?.code, path).toBe('insights/unknown-team')
      expect(told(said, 'duo')).toEqual(
        told(await ask(web.url, acme + ofTeam('none')[index]!, { cookie: viewer }), 'none'),
      )
    }
    for (const path of ofTeam('trio'))
      expect((await ask(web.url, acme + path, { cookie: viewer })).status, path).toBe(200)
    // Nor does a list say that there is such a team, or who is in it.
    const rows = async (cookie: string, format: string) =>
      (await ask(web.url, `${acme}/pulls?state=merged&limit=500&format=${format}`, { cookie })).text
    for (const format of ['json', 'csv', 'ndjson']) {
      expect(await rows(web.administrator, format), format).toMatch(/\bduo\b/)
      const seen = await rows(viewer, format)
      expect(seen, format).toMatch(/\btrio\b/)
      expect(seen, format).not.toMatch(/\bduo\b/)
    }
    const slugs = async (cookie: string) =>
      (await ask(web.url, acme, { cookie })).json.teams.map(({ slug }: { slug: string }) => slug)
    expect(await slugs(viewer)).toEqual(['trio'])
    expect(await slugs(web.administrator)).toEqual(['trio', 'duo'])
    // In this order: the answer that is kept for administrators is no answer for others.
    const groups = async (cookie: string, format = '') =>
      (await ask(web.url, `${acme}/figures?by=team${format}`, { cookie })).text
    expect(await groups(web.administrator)).toContain('"duo"')
    expect(await groups(viewer)).not.toContain('"duo"')
    expect(await groups(viewer)).toContain('"trio"')
    expect(await groups(viewer, '&format=csv')).not.toContain('duo')
  })

  it('is counted by who was in it in the period', async () => {
    const web = await startWithOwner()
    const [ann, ben, cid] = await authorsOf(web)
    const viewer = await web.join('viewer', 'acme', 'viewer')
    await setIn(web, 'teams', [{ slug: 'grown', members: [ann, ben, { login: cid, from: '2020-03-01' }] }])
    const status = async (to: string) =>
      (await ask(web.url, `${acme}/figures?team=grown&from=2020-01-01&to=${to}`, { cookie: viewer })).status
    expect(await status('2020-03-01')).toBe(200)
    expect(await status('2020-02-29')).toBe(400)
  })

  it('is compared with no time in which fewer were in it, but for administrators', async () => {
    const web = await startWithOwner()
    const [ann, ...others] = await authorsOf(web)
    const viewer = await web.join('viewer', 'acme', 'viewer')
    const later = others.map((login) => ({ login, from: '2020-03-01' }))
    await setIn(web, 'teams', [{ slug: 'grown', members: [ann, ...later] }])
    const ofMonth = async (days: string, cookie: string) => {
      const path = `${acme}/figures?team=grown&${days}`
      const said = await ask(web.url, path, { cookie })
      expect(said.status, path).toBe(200)
      return said
    }
    const march = 'from=2020-03-01&to=2020-03-31'
    for (const days of [march, `${march}&compare=previous`, `${march}&compare=year`]) {
      const told = await ofMonth(days, web.administrator)
      expect(told.json.previous, days).not.toBeNull()
      const seen = await ofMonth(days, viewer)
      expect([seen.json.previous, seen.json.change], days).toEqual([null, null])
      const headers = { 'if-none-match': told.headers.get('etag')! }
      const path = `${acme}/figures?team=grown&${days}`
      expect((await ask(web.url, path, { cookie: viewer, headers })).text, days).toBe(seen.text)
    }
    const may = await ofMonth('from=2020-05-01&to=2020-05-31', viewer)
    expect(may.json.previous).not.toBeNull()
  })
})
