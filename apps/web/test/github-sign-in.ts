/** A GitHub as far as signing in goes, on 127.0.0.1: whoever is set comes back at once. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { atEnd } from './support.ts'

export interface GithubAccount {
  readonly id: number
  readonly login: string
  readonly email: string
}

export async function startGithubSignIn() {
  let account: GithubAccount | null = null
  let url = ''
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, url)
    const answer = (body: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (pathname === '/login/oauth/authorize') {
      const back = new URL(searchParams.get('redirect_uri')!)
      back.searchParams.set('code', 'code')
      back.searchParams.set('state', searchParams.get('state')!)
      response.writeHead(302, { location: back.href }).end()
    } else if (pathname === '/login/oauth/access_token')
      answer({ access_token: 'canary-access', token_type: 'bearer' })
    else if (pathname === '/api/v3/user') answer({ ...account, name: account?.login })
    else answer([{ email: account?.email, primary: true, verified: true }])
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  atEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url,
    api: `${url}/api/v3`,
    use(next: GithubAccount) {
      account = next
    },
  }
}
