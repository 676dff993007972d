/** An emulator that is closed after the test, apps with their keys, and requests to it. */
import { createSign } from 'node:crypto'
import { appKey } from '@upflow/tooling/app-keys'
import { afterEach } from 'vitest'
import {
  type AppData,
  type Emulator,
  type EmulatorOptions,
  generateDataset,
  startEmulator,
} from '../src/index.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
export const later = (close: () => unknown) => closing.push(close)

export async function start(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const emulator = await startEmulator({
    data: generateDataset({ repositories: 3, pullRequests: 4, seed: 1 }),
    tokens: { good: { login: 'ann', scopes: ['repo', 'read:org'] } },
    ...options,
  })
  later(emulator.close)
  return emulator
}

export function newApp(): { readonly app: AppData; readonly privateKey: string } {
  const { publicKey, privateKey } = appKey()
  const app: AppData = {
    id: 7,
    clientId: 'Iv23app',
    slug: 'flow',
    name: 'Flow',
    publicKey,
    webhook: null,
    permissions: { metadata: 'read', pull_requests: 'read' },
    events: ['pull_request'],
    installations: [{ id: 70, account: 'generated', repositories: 'all', suspendedAt: null }],
  }
  return { app, privateKey }
}

/** @param claims default: of these ten minutes */
export function jsonWebToken(
  privateKey: string,
  { iss = 7, now = Date.now(), ...claims }: { iss?: number; now?: number; iat?: number; exp?: number } = {},
): string {
  const seconds = Math.floor(now / 1_000)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: seconds - 30, exp: seconds + 570, iss, ...claims })}`
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`
}

export interface Answered {
  readonly status: number
  readonly headers: { get(name: string): string | null; has(name: string): boolean }
  // biome-ignore lint/suspicious/noExplicitAny: what comes is what the test is about
  readonly body: any
}

export async function rest(
  { url }: Emulator,
  path: string,
  { token, method = 'GET', headers = {} }: { token?: string; method?: string; headers?: object } = {},
): Promise<Answered> {
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: { ...(token ? { authorization: `bearer ${token}` } : {}), ...headers },
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? null : JSON.parse(text),
  }
}

/** @param token a known one, or what stands in its place */
export async function graphql(
  { url }: Emulator,
  query: string,
  token = 'good',
  variables: object = {},
): Promise<Answered> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}
