/** A server on which people sign in, with two organizations and everybody that may be in one; all by its own routes. */
import { openData } from '@upflow/pipeline'
import { configOf, newFolder, readSample, type StartOptions, start } from './support.ts'

export const password = 'canary-pass-0123456789'

export interface Said {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: what it is, each test says.
  readonly json: any
}

export interface Asking {
  readonly method?: string
  readonly body?: unknown
  readonly cookie?: string | undefined
  readonly bearer?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** Asks as a browser's page of ours does, or with a token. */
export async function ask(
  url: string,
  path: string,
  { method = 'GET', body, cookie, bearer, headers = {} }: Asking = {},
): Promise<Said> {
  const isWrite = method !== 'GET' && method !== 'HEAD'
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(isWrite ? { 'content-type': 'application/json', origin: url } : {}),
      ...(cookie ? { cookie } : {}),
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      ...headers,
    },
    ...(isWrite ? { body: JSON.stringify(body ?? {}) } : {}),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? JSON.parse(text) : null,
  }
}

export const cookieOf = (said: Said): string =>
  said.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')

/** What stands behind the # of a link. */
export const linkOf = (url: string): string => new URL(url).hash.slice(1)

/** Its set-up link, from its log, where alone it stands. */
export const setUpLinkOf = (lines: readonly string[]): string => {
  const found = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg.startsWith('set-up link'))
  return found ? linkOf(found.url) : ''
}

/** `acme` as it was read, and `beta` beside it. */
export async function twoOrganizations({ isRead = true } = {}): Promise<string> {
  const dataDir = isRead ? await readSample() : newFolder()
  const data = await openData({ config: configOf(dataDir) })
  for (const id of isRead ? ['beta'] : ['acme', 'beta'])
    await data.organizations.create({
      id,
      name: id,
      integration: { kind: 'github', apiUrl: 'http://127.0.0.1:9', sealedToken: null },
    })
  await data.close()
  return dataDir
}

export async function startWithOwner({ dataDir, environment = {}, ...options }: StartOptions = {}) {
  const web = await start({
    dataDir: dataDir ?? (await twoOrganizations()),
    environment: { UPFLOW_WEB_OPEN: '0', ...environment },
    ...options,
  })
  const { url } = web.server
  const link = setUpLinkOf(web.lines)
  const root = await ask(url, '/api/v1/set-up', {
    method: 'POST',
    body: { link, name: 'Root', email: 'root@example.com', password },
  })
  if (root.status !== 200) throw new Error(root.text)
  const administrator = cookieOf(root)
  /** Invites somebody and takes the invitation on. Gives the session. */
  const join = async (name: string, organization: string, role: string): Promise<string> => {
    const invited = await ask(url, `/api/v1/organizations/${organization}/invitations`, {
      method: 'POST',
      cookie: administrator,
      body: { note: name, role },
    })
    const accepted = await ask(url, '/api/v1/accept-invitation', {
      method: 'POST',
      body: {
        link: linkOf(invited.json.url),
        person: { name, email: `${name}@example.com`, password },
      },
    })
    if (accepted.status !== 200) throw new Error(accepted.text)
    return cookieOf(accepted)
  }
  const makeToken = async (cookie: string, organization: string, scopes: readonly string[]) => {
    const made = await ask(url, `/api/v1/organizations/${organization}/tokens`, {
      method: 'POST',
      cookie,
      body: { name: `for ${scopes.join(' and ')}`, scopes },
    })
    if (made.status !== 200) throw new Error(made.text)
    return made.json as { readonly id: string; readonly token: string }
  }
  /** Writes into the registry behind the server's back, for what takes time. */
  const inRegistry = async (statement: string, ...values: unknown[]) => {
    const data = await openData({ config: configOf(web.dataDir) })
    data.registry.sqlite.prepare(statement).run(...values)
    await data.close()
  }
  return { ...web, url, link, administrator, join, makeToken, inRegistry }
}
