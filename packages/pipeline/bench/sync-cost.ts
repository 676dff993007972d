/**
 * What reading from GitHub takes of the process that reads: processor time a pull request, of the client alone and of
 * the whole sync, from an emulator in another process; or of the whole sync against another checkout.
 */
import { bench, together } from '@upflow/tooling/bench'
import { type Bench, withProcesses } from '@upflow/tooling/bench-process'
import type { Cost } from './processes/meter.ts'
import { nameOf, newUnreadFolder, processModule, type Size } from './sizes.ts'

const token = 'bench'

export interface SyncCostOptions {
  readonly runs: number
  /** Of the usual size, for a quick look. */
  readonly share: number
  /** Another checkout, built: it reads the same in turn with this one, and nothing else is measured. */
  readonly before: string | null
}

export const benchSyncCost = ({ runs, share, before }: SyncCostOptions) =>
  withProcesses(async (processes) => {
    const size = { repositories: 4, pullRequests: 2_500 * share }
    const emulator = await processes.start(processModule('emulator'), { ...size, token })
    const { url: apiUrl } = await emulator.next<{ url: string }>()
    const cases = (name: string, { against, ...reading }: Reading & { readonly against?: string }) =>
      together(
        () => measure(processes, { ...size, ...reading, apiUrl }),
        [
          {
            name,
            unit: 'µs of processor time a pull request',
            lowerIsBetter: true,
            ...(against ? { against } : {}),
            of: ({ cpuMs, pullRequests }) => (cpuMs * 1_000) / pullRequests,
          },
          {
            name: `${name}: rate`,
            unit: 'pull requests/s',
            ...(against ? { against: `${against}: rate` } : {}),
            of: ({ ms, pullRequests }) => (pullRequests / ms) * 1_000,
          },
          {
            name: `${name}: memory`,
            unit: 'MB at the most',
            lowerIsBetter: true,
            of: ({ peakMb }) => peakMb,
          },
        ],
      )
    const client = 'the client alone, nothing is stored'
    const earlier = 'backfill, before'
    await bench(
      `@upflow/pipeline: reading ${nameOf(size)} generated pull requests`,
      before === null
        ? [
            ...cases(client, { stores: false, checkout: null }),
            ...cases('backfill', { stores: true, checkout: null, against: client }),
          ]
        : [
            ...cases(earlier, { stores: true, checkout: before }),
            ...cases('backfill, now', { stores: true, checkout: null, against: earlier }),
          ],
      { runs },
    )
  })

interface Reading {
  readonly stores: boolean
  /** By whose code it is read; null for this one's. */
  readonly checkout: string | null
}

/** In a folder of its own, so that everything is read whole and is new. */
async function measure(
  processes: Bench,
  { apiUrl, stores, checkout, ...size }: Size & Reading & { readonly apiUrl: string },
): Promise<Cost & { readonly pullRequests: number }> {
  const dataDir = await newUnreadFolder(processes, size, { apiUrl, checkout })
  const reader = await processes.start(processModule('backfill', checkout), {
    dataDir,
    apiUrl,
    token,
    stores,
  })
  return reader.next()
}
