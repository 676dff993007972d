/** A client against an emulator, both closed after the test. */
import {
  type AppData,
  type Dataset,
  type Emulator,
  type EmulatorOptions,
  loadSample,
  startEmulator,
} from '@upflow/github-emulator'
import { toRepositoryId } from '@upflow/model'
import { afterEach } from 'vitest'
import { createGithubClient, type GithubClient, type GithubClientOptions } from '../src/index.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
export const later = (close: () => Promise<void>) => closing.push(close)

export const token = 'ghp_canary0123456789canary0123456789canary'

/** @param emulated what the emulator is told beyond its data */
export async function start(
  data: Dataset = loadSample(['bitcoin-core']),
  { pointsPerHour, ...options }: Partial<GithubClientOptions> & { pointsPerHour?: number | null } = {},
  emulated: Partial<EmulatorOptions> = {},
): Promise<{ client: GithubClient; emulator: Emulator }> {
  const emulator = await startEmulator({
    data,
    tokens: { [token]: { login: 'dev' } },
    ...(pointsPerHour === undefined ? {} : { pointsPerHour }),
    ...emulated,
  })
  later(() => emulator.close())
  return { client: open(emulator, options), emulator }
}

export function open(emulator: Emulator, options: Partial<GithubClientOptions> = {}): GithubClient {
  const client = createGithubClient({
    apiUrl: emulator.url,
    credential: { kind: 'token', token },
    timing: { retryDelayMs: 1 },
    ...options,
  })
  later(() => client.close())
  return client
}

/** App 7, installed for the owner of the sample as installation 70. */
export const newApp = (publicKey: string): AppData => ({
  id: 7,
  clientId: 'Iv23app',
  slug: 'upflow',
  name: 'Upflow',
  publicKey,
  webhook: null,
  permissions: { metadata: 'read', contents: 'read', pull_requests: 'read', deployments: 'read' },
  events: ['pull_request'],
  installations: [{ id: 70, account: 'bitcoin-core', repositories: 'all', suspendedAt: null }],
})

/** The last ones of a real repository, so that they fit into a page. */
export function few(count = 8) {
  const data = loadSample(['bitcoin-core'])
  const repository = data.repositories.find(({ name }) => name === 'gui')!
  data.repositories.length = 0
  data.repositories.push(repository)
  repository.pullRequests = repository.pullRequests.slice(-count)
  return { data, repository }
}
export const requestOf = (repository: { readonly id: string }) =>
  ({ repositoryId: toRepositoryId(repository.id), order: 'created', cursor: null, pageSize: 24 }) as const
