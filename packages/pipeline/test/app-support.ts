/** Organization `acme` that an installation of a GitHub App reads. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AppData, type EmulatorOptions, startEmulator } from '@upflow/github-emulator'
import { appKey } from '@upflow/tooling/app-keys'
import { afterEach } from 'vitest'
import {
  chooseInstallation,
  type DeliveriesOptions,
  openPipeline,
  parseConfig,
  setApp,
} from '../src/index.ts'
import { acme, createAcme, newDataDir, small, token } from './support.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** App 7, installed for the owner of the sample as installation 70. */
export const newApp = (publicKey: string): AppData => ({
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
  events: ['pull_request'],
  installations: [{ id: 70, account: 'bitcoin-core', repositories: 'all', suspendedAt: null }],
})

export const by = 'cli:ann'

/** @param emulated what the emulator is told beyond its data */
export async function installed(
  emulated: Partial<EmulatorOptions> = {},
  {
    isChosen = true,
    concurrency = 2,
    delivering,
  }: {
    readonly isChosen?: boolean
    readonly concurrency?: number
    readonly delivering?: DeliveriesOptions
  } = {},
) {
  const key = appKey()
  const emulator = await startEmulator({
    data: small(),
    tokens: { [token]: { login: 'dev' } },
    apps: [newApp(key.publicKey)],
    pointsPerHour: null,
    ...emulated,
  })
  closing.push(() => emulator.close())
  const dataDir = newDataDir()
  const pipeline = await openPipeline({
    config: parseConfig({ UPFLOW_DATA_DIR: dataDir }),
    concurrency,
    worker: new URL('../dist/worker.js', import.meta.url),
    githubTiming: { retryDelayMs: 1 },
    delivering: { debounceMs: 0, ...delivering },
  })
  closing.push(() => pipeline.close({ graceMs: 2_000 }))
  await createAcme(pipeline, emulator)
  if (emulator.apps.length > 0) await setApp(pipeline, acme, { id: '7', privateKey: key.privateKey, by })
  if (isChosen) await chooseInstallation(pipeline, acme, { which: 'Bitcoin-Core', by })
  emulator.journal.length = 0
  return { ...key, dataDir, emulator, pipeline, tenant: await pipeline.tenants.openToRead(acme) }
}

/** Pieces of a key by which it would be known: its lines, and where they run together without their ends. */
export function piecesOf(privateKey: string): string[] {
  const lines = privateKey.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'))
  const inside = lines.join('')
  return [...lines, inside.slice(40, 90), inside.slice(300, 340)]
}

/** In which files of the folder one of the pieces is, write-ahead logs included. */
export function filesWith(folder: string, pieces: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ name, parentPath }) => join(parentPath, name))
    .filter((path) => {
      const bytes = readFileSync(path)
      return pieces.some((piece) => bytes.includes(piece))
    })
}
