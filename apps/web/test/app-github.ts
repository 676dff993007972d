/** A GitHub with an app that is installed for the owner of the sample, and the key to it. */
import { generateKeyPairSync } from 'node:crypto'
import { type AppData, type Emulator, startEmulator } from '@upflow/github-emulator'
import { atEnd, small, token } from './support.ts'

export interface AppGithub {
  readonly github: Emulator
  readonly privateKey: string
}

/** App 7, installed as 70. */
export async function startAppGithub(count = 3): Promise<AppGithub> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  })
  const app: AppData = {
    id: 7,
    clientId: 'Iv23app',
    slug: 'upflow',
    name: 'Upflow',
    publicKey,
    webhook: null,
    permissions: {
      metadata: 'read',
      contents: 'read',
      pull_requests: 'read',
      deployments: 'read',
      members: 'read',
    },
    events: [],
    installations: [{ id: 70, account: 'bitcoin-core', repositories: 'all', suspendedAt: null }],
  }
  const github = await startEmulator({
    data: small(count),
    tokens: { [token]: { login: 'dev' } },
    apps: [app],
    pointsPerHour: null,
  })
  atEnd(() => github.close())
  return { github, privateKey }
}

/** What the browser of who begins an app hands in, and comes back with. */
export async function handIn({ action, manifest }: { action: string; manifest: string }) {
  const response = await fetch(action, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ manifest }),
  })
  const location = response.headers.get('location')
  if (location === null) throw new Error(await response.text())
  const back = new URL(location)
  const [code, state] = ['code', 'state'].map((name) => back.searchParams.get(name) ?? '') as [string, string]
  return { back, code, state }
}

/** Pieces of a key by which it would be known: its lines, and where they run together without their ends. */
export function piecesOf(privateKey: string): string[] {
  const lines = privateKey.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'))
  const inside = lines.join('')
  return [...lines, inside.slice(40, 90), inside.slice(300, 340)]
}
