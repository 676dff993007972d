/** A small OpenID Connect provider, and a GitHub as far as signing in goes, on 127.0.0.1. Whoever is set signs in at once. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { atEnd } from './support.ts'

export interface ProviderPerson {
  readonly sub: string
  readonly email: string
  readonly name: string
}

export const clientSecret = 'canary-client-secret-0123456789'
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })

export async function startProvider() {
  let person: ProviderPerson = { sub: '1', email: 'ben@example.com', name: 'Ben' }
  /** What each code is worth, once. */
  const codes = new Map<string, { challenge: string; nonce: string | null; person: ProviderPerson }>()
  const tokens = new Map<string, ProviderPerson>()
  let tampered = false
  let url = ''
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, url)
    const answer = (body: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const who = tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, ''))
    if (pathname === '/.well-known/openid-configuration')
      return answer({
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        userinfo_endpoint: `${url}/userinfo`,
        jwks_uri: `${url}/jwks`,
        id_token_signing_alg_values_supported: ['RS256'],
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
      })
    if (pathname === '/jwks')
      return answer({
        keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }],
      })
    if (pathname === '/authorize' || pathname === '/login/oauth/authorize') {
      const code = randomBytes(16).toString('hex')
      codes.set(code, {
        challenge: searchParams.get('code_challenge')!,
        nonce: searchParams.get('nonce'),
        person,
      })
      const back = new URL(searchParams.get('redirect_uri')!)
      back.searchParams.set('code', code)
      back.searchParams.set('state', searchParams.get('state')!)
      return response.writeHead(302, { location: back.href }).end()
    }
    if (pathname === '/token' || pathname === '/login/oauth/access_token') {
      const form = new URLSearchParams(await bodyOf(request))
      const known = codes.get(form.get('code') ?? '')
      codes.delete(form.get('code') ?? '')
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url')
      const isClient =
        form.get('client_secret') === clientSecret ||
        Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64')
          .toString()
          .endsWith(`:${clientSecret}`)
      if (!known || known.challenge !== challenge || !isClient) return answer({ error: 'invalid_grant' }, 400)
      const token = `canary-access-${randomBytes(8).toString('hex')}`
      tokens.set(token, known.person)
      return answer({
        access_token: token,
        refresh_token: `canary-refresh-${randomBytes(8).toString('hex')}`,
        token_type: 'bearer',
        expires_in: 3_600,
        id_token: idToken(url, known, tampered),
      })
    }
    if (pathname === '/api/v3/user' && who)
      return answer({ id: Number(who.sub), login: who.name.toLowerCase(), name: who.name })
    if (pathname === '/api/v3/user/emails' && who)
      return answer([
        { email: 'unproved@example.com', primary: false, verified: false },
        { email: who.email, primary: true, verified: true },
      ])
    return answer({ error: 'not_found' }, 404)
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
    tokens: () => [...tokens.keys()],
    /** Who sits before the browser. */
    use(next: ProviderPerson) {
      person = next
    },
    tamper() {
      tampered = true
    },
  }
}

function idToken(
  issuer: string,
  { person, nonce }: { readonly person: ProviderPerson; readonly nonce: string | null },
  isTampered: boolean,
): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = Math.floor(Date.now() / 1_000)
  const claims = {
    iss: issuer,
    aud: 'client',
    iat: now,
    exp: now + 600,
    email_verified: true,
    nonce,
    ...person,
  }
  const signed = `${part({ alg: 'RS256', kid: 'k' })}.${part(claims)}`
  const signature = sign('sha256', Buffer.from(signed), privateKey).toString('base64url')
  const shown = isTampered
    ? `${part({ alg: 'RS256', kid: 'k' })}.${part({ ...claims, sub: '99', email: 'ann@example.com' })}`
    : signed
  return `${shown}.${signature}`
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}
