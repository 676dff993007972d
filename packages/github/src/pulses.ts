/** Signs of life of many repositories at once: one that has the same as before has nothing to be read. */
import { type Instant, parseInstant, type RepositoryId, toRepositoryId } from '@upflow/model'
import type { GithubError, GithubErrorCode } from './github-error.ts'
import { batchesOf, inHalves } from './in-halves.ts'
import { pulsesQuery } from './repository-documents.ts'
import { type RepositoryInfo, toRepositoryInfo } from './repository-info.ts'
import type { Transport } from './transport.ts'

export interface Pulse extends RepositoryInfo {
  /** When any of its pull requests was updated last; null where there are none. */
  readonly updatedAt: Instant | null
  readonly pullRequests: number
  /** When anything was pushed last, tags included. */
  readonly pushedAt: Instant | null
  readonly tags: number
  readonly deployments: number
  /** When GitHub said so, by its own clock; null when it does not say. */
  readonly answeredAt: Instant | null
}

/** Without those that cannot be seen, or not whole: of them nothing is known, and so not that they are idle. */
export type Pulses = ReadonlyMap<RepositoryId, Pulse>

const tooHeavy: GithubErrorCode = 'github/query-too-heavy'

/** As many as cost a point. */
const most = 100

/** @throws GithubError also where each of several is too much for it: then GitHub is at fault, and not one of them */
export async function readPulses(
  transport: Transport,
  ids: readonly RepositoryId[],
  signal?: AbortSignal,
): Promise<Pulses> {
  const ask = async (batch: readonly RepositoryId[]): Promise<(Pulse | null)[]> => {
    const { data, errors, answeredAt } = await transport.send(pulsesQuery, { ids: [...batch] }, signal)
    return batch.map((_, index) => {
      const node = data.nodes[index]
      if (!node || !('pullRequests' in node) || errors.at('nodes', index).reason !== null) return null
      const [newest] = node.pullRequests.nodes ?? []
      // A newest one that is withheld is no sign that there is none.
      if (node.pullRequests.totalCount > 0 && !newest) return null
      return {
        ...toRepositoryInfo(node),
        updatedAt: newest ? parseInstant(newest.updatedAt) : null,
        pullRequests: node.pullRequests.totalCount,
        pushedAt: node.pushedAt === null ? null : parseInstant(String(node.pushedAt)),
        tags: node.refs?.totalCount ?? 0,
        deployments: node.deployments.totalCount,
        answeredAt,
      }
    })
  }
  const pulses = new Map<RepositoryId, Pulse>()
  for (const batch of batchesOf(ids, most)) {
    const failures: GithubError[] = []
    const found = await inHalves(batch, ask, (_, error) => {
      failures.push(error)
      return null
    })
    const isHeavy = failures.length === batch.length && failures.every(({ code }) => code === tooHeavy)
    if (isHeavy && batch.length > 1) throw failures[0]!
    for (const pulse of found) if (pulse) pulses.set(toRepositoryId(pulse.id), pulse)
  }
  return pulses
}
