/**
 * Every route of the API, asked by everybody: each answers as the table of rights says, and what one may not see is in
 * nothing told from what is not there.
 */
import {
  type Action,
  actionOf,
  actions,
  type Role,
  roles,
  routesWithRights,
  type Scope,
  scopes,
} from '@upflow/accounts'
import { describe, expect, it } from 'vitest'
import { reads } from '../src/api/create-api.ts'
import { describeApi } from '../src/api/describe-api.ts'
import { ask, type Said, startWithOwner } from './people.ts'

interface Operation {
  readonly id: string
  readonly method: string
  readonly path: string
}

const operations: Operation[] = Object.entries(describeApi().paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, { operationId: string }>).map(([method, { operationId }]) => ({
    id: operationId,
    method: method.toUpperCase(),
    path,
  })),
)

/** Those that also come as CSV and NDJSON. */
const tables = new Set(reads.filter(({ table }) => table).map(({ id }) => id))

/** Whoever asks, as the table sees them. */
interface Asker {
  readonly name: string
  readonly cookie?: string
  readonly bearer?: string
  readonly is: 'nobody' | 'bad-token' | 'administrator' | 'member-of-beta' | { readonly role: Role }
  readonly scopes?: readonly Scope[]
}

it('the walk is over every route: each has its place in the table, and each place its route', () => {
  expect(operations.length).toBeGreaterThan(30)
  expect(operations.map(({ id }) => id).sort()).toEqual([...routesWithRights].sort())
})

describe('every route by everybody', () => {
  it('answers as the table says, and as if what is unseen were not there', async () => {
    const web = await startWithOwner()
    const { url } = web
    const sessions = new Map<Role, string>()
    for (const role of roles) sessions.set(role, await web.join(role, 'acme', role))
    const betaOwner = await web.join('beta-owner', 'beta', 'owner')
    const owner = sessions.get('owner')!
    const ended = await web.join('ended', 'acme', 'owner')
    await ask(url, '/api/v1/sign-out', { method: 'POST', cookie: ended })
    const expired = await web.join('expired', 'acme', 'owner')
    await web.inRegistry(
      `UPDATE session SET expiresAt = ? WHERE userId = (SELECT id FROM "user" WHERE email = 'expired@example.com')`,
      new Date(Date.now() - 1_000).toISOString(),
    )
    const tokens = new Map<Scope, string>()
    for (const scope of scopes) tokens.set(scope, (await web.makeToken(owner, 'acme', [scope])).token)
    const betaToken = (await web.makeToken(betaOwner, 'beta', scopes)).token
    const revoked = await web.makeToken(owner, 'acme', scopes)
    await ask(url, `/api/v1/organizations/acme/tokens/${revoked.id}`, { method: 'DELETE', cookie: owner })
    const old = await web.makeToken(owner, 'acme', scopes)
    await web.inRegistry('UPDATE api_tokens SET expires_at = 1 WHERE id = ?', old.id)
    const gone = await web.join('gone', 'acme', 'owner')
    const goneToken = await web.makeToken(gone, 'acme', scopes)
    const { members } = (await ask(url, '/api/v1/organizations/acme/members', { cookie: owner })).json
    const goneId = members.find(({ name }: { name: string }) => name === 'gone').id
    await ask(url, `/api/v1/organizations/acme/members/${goneId}`, { method: 'DELETE', cookie: owner })

    const askers: Asker[] = [
      { name: 'no session', is: 'nobody' },
      { name: 'a session that was ended', cookie: ended, is: 'nobody' },
      { name: 'a session that has expired', cookie: expired, is: 'nobody' },
      { name: 'a cookie that was made up', cookie: 'upflow.session_token=abc.def', is: 'nobody' },
      { name: 'a token that was made up', bearer: `upf_${'A'.repeat(43)}`, is: 'bad-token' },
      { name: 'a token of another kind', bearer: 'ghp_0123456789', is: 'bad-token' },
      { name: 'a token that was revoked', bearer: revoked.token, is: 'bad-token' },
      { name: 'a token that has expired', bearer: old.token, is: 'bad-token' },
      { name: 'a token of who is gone', bearer: goneToken.token, is: 'bad-token' },
      { name: 'the owner of the other organization', cookie: betaOwner, is: 'member-of-beta' },
      { name: 'a token of the other organization', bearer: betaToken, is: 'member-of-beta', scopes },
      ...roles.map((role): Asker => ({ name: role, cookie: sessions.get(role)!, is: { role } })),
      ...scopes.map(
        (scope): Asker => ({
          name: `a token for ${scope}`,
          bearer: tokens.get(scope)!,
          is: { role: 'owner' },
          scopes: [scope],
        }),
      ),
      { name: 'the administrator', cookie: web.administrator, is: 'administrator' },
    ]

    const { runs } = (await ask(url, '/api/v1/runs', { cookie: web.administrator })).json
    const { pullRequests } = (
      await ask(url, '/api/v1/organizations/acme/pulls?state=merged&limit=1', { cookie: web.administrator })
    ).json
    const [pull] = pullRequests
    const address = (path: string, organization: string, run: string) =>
      path
        .replace('{organization}', organization)
        .replace('{owner}/{repo}/{number}', `${pull.repository}/${pull.number}`)
        .replace('{run}', run)
        .replace('{provider}', 'github')
        .replaceAll(/\{\w+\}/g, 'none')

    const wrong: string[] = []
    let asked = 0
    // What ends the session that asks comes last.
    const inOrder = [...operations].sort(
      (one, other) => Number(one.id === 'signOut') - Number(other.id === 'signOut'),
    )
    for (const asker of askers) {
      for (const { id, method, path } of inOrder) {
        const send = (organization: string, run: string) => {
          asked++
          return ask(url, address(path, organization, run), {
            method,
            cookie: asker.cookie,
            bearer: asker.bearer,
          })
        }
        const said = await send('acme', runs[0].id)
        const expected = expectedOf(asker, actionOf(id), path)
        const came = outcomeOf(said, path)
        if (came !== expected) wrong.push(`${asker.name}: ${method} ${path}: ${came}, not ${expected}`)
        if (method === 'GET' && expected !== 'allowed') {
          // The same question in other forms is refused in the same way.
          const at = address(path, 'acme', runs[0].id)
          const who = { cookie: asker.cookie, bearer: asker.bearer }
          for (const format of tables.has(id) ? ['csv', 'ndjson'] : []) {
            asked++
            const table = await ask(url, `${at}?format=${format}`, who)
            if (outcomeOf(table, path) !== expected)
              wrong.push(`${asker.name}: GET ${path} as ${format}: ${table.status}, not ${expected}`)
          }
          asked++
          const head = await ask(url, at, { method: 'HEAD', ...who })
          if (head.status !== said.status || head.text !== '')
            wrong.push(`${asker.name}: HEAD ${path}: ${head.status}, not ${said.status}`)
        }
        if (expected !== 'unseen') continue
        const absent = await send('none', `run_${'0'.repeat(runs[0].id.length - 4)}`)
        const [one, other] = [said, absent].map((each) => told(each))
        if (JSON.stringify(one) !== JSON.stringify(other))
          wrong.push(`${asker.name}: ${method} ${path}: told apart: ${JSON.stringify([one, other])}`)
      }
    }
    expect(wrong).toEqual([])
    expect(asked).toBeGreaterThan(askers.length * operations.length)
    console.log(`${operations.length} routes by ${askers.length} askers: ${asked} requests`)
  }, 240_000)
})

type Outcome = 'fault' | 'allowed' | 'not-signed-in' | 'bad-token' | 'not-allowed' | 'unseen'

/** The table, read as it is meant. */
function expectedOf({ is, scopes: given }: Asker, action: Action, path: string): Outcome {
  const { least, scope: needed } = actions[action]
  if (is === 'bad-token') return 'bad-token'
  if (least === 'everyone') return 'allowed'
  if (is === 'nobody') return 'not-signed-in'
  const isInScope = given === undefined || (needed !== null && given.includes(needed))
  if (is === 'member-of-beta') {
    if (path.includes('{organization}') || path.includes('{run}')) return 'unseen'
    return least === 'signed-in' && isInScope ? 'allowed' : 'not-allowed'
  }
  if (!isInScope) return 'not-allowed'
  if (is === 'administrator' || least === 'signed-in') return 'allowed'
  if (least === 'administrator') return 'not-allowed'
  return roles.indexOf(is.role) >= roles.indexOf(least) ? 'allowed' : 'not-allowed'
}

/** What a route says when it was reached, whatever comes of it there, is `allowed`. */
function outcomeOf({ status, json }: Said, path: string): Outcome {
  const code: string | undefined = json?.error?.code
  if (code === 'accounts/not-signed-in' && status === 401) return 'not-signed-in'
  if (code === 'accounts/bad-token' && status === 401) return 'bad-token'
  if (code === 'accounts/not-allowed' && status === 403) return 'not-allowed'
  const absent = path.includes('{run}') ? 'jobs/unknown-run' : 'db/unknown-organization'
  if (code === absent && status === 404) return 'unseen'
  return code === 'web/unexpected' || (status >= 500 && code === undefined) ? 'fault' : 'allowed'
}

/** All that an answer tells, without the names that were asked for and what is of this one request. */
function told({ status, headers, text }: Said) {
  const own = ['date', 'x-request-id', 'content-length']
  return {
    status,
    headers: [...headers].filter(([name]) => !own.includes(name)),
    text: text.replaceAll(/'(?:acme|none|run_\w+)'|"(?:acme|none|run_\w+)"/g, 'NAME'),
  }
}

it('what is unseen is in no list, and a filter by it finds as much as one by nothing', async () => {
  const web = await startWithOwner()
  const cookie = await web.join('beta-owner', 'beta', 'owner')
  const get = async (path: string) => (await ask(web.url, `/api/v1${path}`, { cookie })).json
  expect((await get('/organizations')).organizations.map(({ id }: { id: string }) => id)).toEqual(['beta'])
  expect((await get('/me')).organizations).toEqual([{ id: 'beta', name: 'beta', role: 'owner' }])
  expect(await get('/runs')).toEqual({ runs: [], next: null })
  expect(await get('/runs?organization=acme')).toEqual(await get('/runs?organization=none'))
  expect((await get('/organizations/acme/figures')).error.message).toBe(
    "There is no organization 'acme'. There are: beta.",
  )
  const csv = await ask(web.url, '/api/v1/organizations?format=csv', { cookie })
  expect(csv.text).not.toContain('acme')
  const all = await ask(web.url, '/api/v1/runs', { cookie: web.administrator })
  expect(all.json.runs.length).toBeGreaterThan(0)
})

it('the pages of runs of several organizations hold each run once, the newest first', async () => {
  const web = await startWithOwner()
  const both = await web.join('both', 'acme', 'viewer')
  const { runs } = (await ask(web.url, '/api/v1/runs', { cookie: both })).json
  const all = (await ask(web.url, '/api/v1/runs', { cookie: web.administrator })).json
  expect(runs).toEqual(all.runs)
})
