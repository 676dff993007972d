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
