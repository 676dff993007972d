/** An app that is created from a manifest: a browser hands it in, and is sent back with a code that is good once, for an hour. */
import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { AppData } from './apps.ts'
import { RestRefused } from './rest-refused.ts'

export interface Manifests {
  /**
   * What GitHub's page does with the form: keeps the manifest, and says where to go on.
   * @throws RestRefused 422 for one that is none
   */
  handIn(form: URLSearchParams, query: URLSearchParams): string
  /** The manifest of a code, once. @throws RestRefused 404 */
  take(code: string): Manifest
}

interface Manifest {
  readonly name: string
  readonly redirect_url: string
  readonly hook_attributes?: { readonly url: string }
  readonly default_permissions?: Readonly<Record<string, string>>
  readonly default_events?: readonly string[]
}

const lifeMs = 3_600_000

export function createManifests(now: () => number): Manifests {
  const waiting = new Map<string, { readonly manifest: Manifest; readonly until: number }>()
  return {
    handIn(form, query) {
      const manifest = parseManifest(form.get('manifest') ?? '')
      const code = randomBytes(20).toString('hex')
      waiting.set(code, { manifest, until: now() + lifeMs })
      const address = new URL(manifest.redirect_url)
      address.searchParams.set('code', code)
      const state = query.get('state') ?? form.get('state')
      if (state !== null) address.searchParams.set('state', state)
      return address.href
    },
    take(code) {
      const known = waiting.get(code)
      waiting.delete(code)
      if (!known || known.until <= now()) throw new RestRefused(404, 'Not Found')
      return known.manifest
    },
  }
}

function parseManifest(text: string): Manifest {
  try {
    const manifest = JSON.parse(text) as Partial<Manifest>
    if (typeof manifest.name === 'string' && URL.canParse(manifest.redirect_url ?? '')) {
      checkEvents(manifest)
      return manifest as Manifest
    }
  } catch (error) {
    if (error instanceof RestRefused) throw error
    // Refused below.
  }
  throw new RestRefused(422, 'Invalid manifest: it needs a name and a redirect_url.')
}

/** Those that are told only to whom has the permission. */
const permissionOf: Readonly<Record<string, string>> = {
  pull_request: 'pull_requests',
  pull_request_review: 'pull_requests',
  pull_request_review_comment: 'pull_requests',
  pull_request_review_thread: 'pull_requests',
  issue_comment: 'issues',
  push: 'contents',
  create: 'contents',
  delete: 'contents',
  deployment: 'deployments',
  deployment_status: 'deployments',
  repository: 'metadata',
  membership: 'members',
  organization: 'members',
  team: 'members',
}

/** An app is told of its installations without asking, and asking is refused with the whole manifest. */
function checkEvents({ default_events = [], default_permissions = {} }: Partial<Manifest>): void {
  const given = ['metadata', ...Object.keys(default_permissions)]
  const refused = default_events.filter((event) => !given.includes(permissionOf[event] ?? ''))
  if (refused.length > 0)
    throw new RestRefused(422, `Default events are not supported by permissions: ${refused.join(', ')}`)
}

export interface ConvertedApp {
  readonly app: AppData
  readonly pem: string
  readonly webhook_secret: string | null
  readonly client_secret: string
}

/** Makes the app. Its private key and its secrets are in the answer, and nowhere afterwards. */
export async function convertManifest(
  manifests: Manifests,
  code: string,
  apps: AppData[],
): Promise<ConvertedApp> {
  const { name, hook_attributes, default_permissions = {}, default_events = [] } = manifests.take(code)
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  const secret = hook_attributes ? randomBytes(20).toString('hex') : null
  const app: AppData = {
    id: 1 + Math.max(0, ...apps.map(({ id }) => id)),
    clientId: `Iv23${randomBytes(8).toString('hex')}`,
    slug: name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    name,
    publicKey,
    webhook: hook_attributes && secret ? { url: hook_attributes.url, secret } : null,
    permissions: { metadata: 'read', ...default_permissions },
    events: default_events,
    installations: [],
  }
  apps.push(app)
  return {
    app,
    pem: privateKey,
    webhook_secret: secret,
    client_secret: randomBytes(20).toString('hex'),
  }
}
