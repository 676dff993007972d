/** So many people come by invitations, each with a password; all have a session, and every fifth reads by an API token. */
import { createAccountFile, createSetUpLink } from '@upflow/accounts'
import { openData, parseConfig } from '@upflow/pipeline'

export interface SignedIn {
  readonly organization: string
  /** By which the server knows who asks. */
  readonly headers: Readonly<Record<string, string>>
}

export interface Crowd {
  readonly url: string
  readonly dataDir: string
  /** Half of them in each of two. */
  readonly organizations: readonly string[]
  readonly count: number
}

const password = 'a password of the benchmark'
const byTokenEvery = 5
/** Passwords are computed two at a time. */
const atOnce = 4

/** All by the server's own routes, over HTTP. @throws Error when one of them refuses */
export async function signInPeople({ url, dataDir, organizations, count }: Crowd): Promise<SignedIn[]> {
  const root = { name: 'Root', email: 'root@example.com', password }
  const { cookie } = await post(url, 'set-up', { link: await newSetUpLink(dataDir), ...root })
  const comeIn = async (index: number): Promise<SignedIn> => {
    const organization = organizations[index % organizations.length]!
    const invitation = { note: `person ${index}`, role: 'member' }
    const path = `organizations/${organization}`
    const invited = await post(url, `${path}/invitations`, invitation, cookie)
    const person = { name: `Person ${index}`, email: `person${index}@example.com`, password }
    const link = new URL(String(invited.json.url)).hash.slice(1)
    const came = await post(url, 'accept-invitation', { link, person })
    if (index % byTokenEvery !== 0) return { organization, headers: { cookie: came.cookie } }
    const { json } = await post(url, `${path}/tokens`, { name: 'script', scopes: ['read'] }, came.cookie)
    return { organization, headers: { authorization: `Bearer ${json.token}` } }
  }
  const people: SignedIn[] = []
  for (let from = 0; from < count; from += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, count - from) }, (_, index) => comeIn(from + index))
    people.push(...(await Promise.all(some)))
  }
  return people
}

async function newSetUpLink(dataDir: string): Promise<string> {
  const data = await openData({ config: parseConfig({ UPFLOW_DATA_DIR: dataDir }) })
  try {
    const link = await createSetUpLink(createAccountFile(data.registry, () => Math.floor(Date.now() / 1_000)))
    if (link === null) throw new Error('somebody has set it up already')
    return link
  } finally {
    await data.close()
  }
}

async function post(url: string, path: string, body: object, cookie = '') {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  })
  const json = (await response.json()) as Record<string, unknown>
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(json)}`)
  const given = response.headers.getSetCookie().map((one) => one.split(';')[0])
  return { json, cookie: given.join('; ') }
}
