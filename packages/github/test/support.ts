/** A client against an emulator, both closed after the test. */
import { type Dataset, type Emulator, loadSample, startEmulator } from '@upflow/github-emulator'
import { afterEach } from 'vitest'
import { createGithubClient, type GithubClient, type TransportOptions } from '../src/index.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

export const token = 'ghp_canary0123456789canary0123456789canary'

export async function start(
  data: Dataset = loadSample(['bitcoin-core']),
  options: Partial<TransportOptions> & { pointsPerHour?: number | null } = {},
): Promise<{ client: GithubClient; emulator: Emulator }> {
  const emulator = await startEmulator({
    data,
    tokens: { [token]: { login: 'dev' } },
    ...(options.pointsPerHour === undefined ? {} : { pointsPerHour: options.pointsPerHour }),
  })
  const client = createGithubClient({
    apiUrl: emulator.url,
    token,
    timing: { retryDelayMs: 1 },
    ...options,
  })
  closing.push(
    () => emulator.close(),
    () => client.close(),
  )
  return { client, emulator }
}
