/** A server over the sample, with a team, and an app of which GitHub tells where it is installed: of everything something. */
import { expect } from 'vitest'
import { startAppGithub } from './app-github.ts'
import { readSample, start, token } from './support.ts'

type Started = Awaited<ReturnType<typeof start>>

const acme = '/api/v1/organizations/acme'

export async function startWhole(): Promise<Started> {
  const web = await start({ dataDir: await readSample() })
  const { github, privateKey } = await startAppGithub()
  const tell = async (method: string, path: string, body: object) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(web.server.url + acme + path, {
      method,
      headers,
      body: JSON.stringify(body),
    })
    expect([path, response.status]).toEqual([path, 200])
  }
  await tell('PUT', '/settings/teams', { value: [{ slug: 'web', members: ['ann'] }], recalculate: false })
  await tell('PUT', '/connection', { apiUrl: github.url, token })
  await tell('PUT', '/connection/app', { app: { id: '7', privateKey } })
  return web
}

/** The address of a read, with what the sample has. */
export async function addressOf({ get }: Pick<Started, 'get'>, path: string): Promise<string> {
  const { runs } = (await get('/api/v1/runs')).json as { runs: { id: string }[] }
  const { pullRequests } = (await get(`${acme}/pulls?state=merged&limit=1`)).json as {
    pullRequests: { repository: string; number: number; author: { login: string } }[]
  }
  const [one] = pullRequests
  return `/api/v1${path}`
    .replace('{organization}', 'acme')
    .replace('{owner}/{repo}/{number}', `${one!.repository}/${one!.number}`)
    .replace('{run}', runs[0]!.id)
    .replace('{login}', one!.author.login)
    .replace('{team}', 'web')
}
