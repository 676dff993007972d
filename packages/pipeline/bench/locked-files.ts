/**
 * Another program keeps a file locked for 20 seconds in the middle of a backfill: how long the event loop of the
 * process is held at the most, beside the same backfill with nothing locked. The run must succeed.
 */
import { join } from 'node:path'
import { bench, type Case } from '@upflow/tooling/bench'
import { type Bench, withProcesses } from '@upflow/tooling/bench-process'
import { organizationId } from './load-organization.ts'
import type { Watched } from './processes/watched-backfill.ts'
import { newUnreadFolder, processModule } from './sizes.ts'

const token = 'ghp_bench0123456789bench0123456789'
const size = { repositories: 4, pullRequests: 2_500 }
const seconds = 20
const control = 'nothing is locked'

export const benchLockedFiles = ({ runs }: { readonly runs: number }) =>
  withProcesses(async (processes) => {
    const emulator = await processes.start(processModule('emulator'), { ...size, token })
    const { url: apiUrl } = await emulator.next<{ url: string }>()
    const one = (name: string, path: string | null): Case => ({
      name,
      unit: 'ms the event loop is held at the most',
      lowerIsBetter: true,
      ...(path === null ? {} : { against: control }),
      run: async () => (await measure(processes, apiUrl, path)).longestMs,
    })
    await bench(
      `@upflow/pipeline: a backfill while another program locks a file for ${seconds} s`,
      [
        one(control, null),
        one('registry.db', 'registry.db'),
        one('jobs.db', 'jobs.db'),
        one('the organization’s file', `tenants/${organizationId}.db`),
      ],
      { runs },
    )
  })

async function measure(processes: Bench, apiUrl: string, locked: string | null): Promise<Watched> {
  const dataDir = await newUnreadFolder(processes, size, { apiUrl })
  const reader = await processes.start(processModule('watched-backfill'), { dataDir, apiUrl, token })
  await reader.next()
  reader.send({})
  if (locked !== null) {
    const holder = await processes.start(processModule('hold'), { path: join(dataDir, locked), seconds })
    await holder.next()
  }
  const watched = await reader.next<Watched>()
  if (watched.status !== 'succeeded' || watched.read !== size.repositories * size.pullRequests)
    throw new Error(`the backfill ended ${watched.status} after ${watched.read} pull requests`)
  if (locked !== null && watched.ms < seconds * 1_000 && locked !== 'registry.db')
    throw new Error(`the backfill was over after ${watched.ms} ms, before ${locked} was free again`)
  return watched
}
