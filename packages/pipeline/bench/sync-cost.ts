/**
 * What reading from GitHub takes of the process that reads: processor time a pull request, of the client alone and of
 * the whole sync, from an emulator in another process.
 */
import { bench, together } from '@upflow/tooling/bench'
import { type Bench, withProcesses } from '@upflow/tooling/bench-process'
import type { Cost } from './processes/meter.ts'
import { nameOf, newUnreadFolder, processModule } from './sizes.ts'

const token = 'bench'

export const benchSyncCost = ({ runs, share }: { readonly runs: number; readonly share: number }) =>
  withProcesses(async (processes) => {
    const size = { repositories: 4, pullRequests: 2_500 * share }
    const emulator = await processes.start(processModule('emulator'), { ...size, token })
    const { url: apiUrl } = await emulator.next<{ url: string }>()
    const client = 'the client alone, nothing is stored'
    const cases = (name: string, stores: boolean, against?: string) =>
      together(
        () => measure(processes, { ...size, apiUrl, stores }),
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
    await bench(
      `@upflow/pipeline: reading ${nameOf(size)} generated pull requests`,
      [...cases(client, false), ...cases('backfill', true, client)],
      { runs },
    )
  })

/** In a folder of its own, so that everything is read whole and is new. */
async function measure(
  processes: Bench,
  options: {
    readonly repositories: number
    readonly pullRequests: number
    readonly apiUrl: string
    readonly stores: boolean
  },
): Promise<Cost & { readonly pullRequests: number }> {
  const { apiUrl, stores } = options
  const dataDir = await newUnreadFolder(processes, options, apiUrl)
  const reader = await processes.start(processModule('backfill'), { dataDir, apiUrl, token, stores })
  return reader.next()
}
