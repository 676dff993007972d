/** What GitHub sends of a deployment, as the shape that is stored, with the time at which it first succeeded. */
import { type Deployment, type Instant, parseInstant, toActor } from '@upflow/model'
import type { ResultOf } from 'gql.tada'
import { deploymentStatusesQuery } from './documents.ts'
import type { actor, deployment } from './fragments.ts'
import { isAboutOne } from './page.ts'
import type { Sent, Transport } from './transport.ts'

type Facts = ResultOf<typeof deployment>
type Statuses = NonNullable<Facts['statuses']>

export interface DeploymentNode extends Facts {
  /** None where it was not asked for. */
  readonly creator?: ResultOf<typeof actor> | null | undefined
}

/**
 * Of a commit that is gone nobody can say what came before it: it is dated before everything, so that its deployment
 * releases the pull request whose merge it was and those before it on that branch, and nothing by its date.
 */
const beforeEverything: Instant = 0

/** @returns why it could not be read whole, where it could not */
export async function toDeployment(
  transport: Transport,
  node: DeploymentNode,
  signal?: AbortSignal,
): Promise<Deployment | string> {
  const statuses = await allStatuses(transport, node, signal)
  if (typeof statuses === 'string') return statuses
  try {
    const successes = statuses
      .filter(({ state }) => state === 'SUCCESS')
      .map(({ createdAt }) => parseInstant(createdAt))
    return {
      id: node.id,
      environment: node.environment ?? '',
      sha: node.commitOid,
      committedAt: node.commit ? parseInstant(node.commit.committedDate) : beforeEverything,
      creator: toActor(node.creator),
      createdAt: parseInstant(node.createdAt),
      succeededAt: successes.length === 0 ? null : Math.min(...successes),
    }
  } catch (error) {
    return `it cannot be understood: ${String(error)}`
  }
}

/** Page by page, since no order of theirs is documented and there is no filter. */
async function allStatuses(
  transport: Transport,
  { id, statuses }: DeploymentNode,
  signal?: AbortSignal,
): Promise<NonNullable<NonNullable<Statuses['nodes']>[number]>[] | string> {
  const all: NonNullable<NonNullable<Statuses['nodes']>[number]>[] = []
  let page: Statuses | null = statuses
  for (let after: string | null = null; ; ) {
    if (!page?.nodes) return 'GitHub left out its statuses without a reason'
    for (const status of page.nodes) {
      if (!status) return 'GitHub left out one of its statuses without a reason'
      all.push(status)
    }
    const { hasNextPage, endCursor } = page.pageInfo
    if (!hasNextPage) return all
    if (!endCursor || endCursor === after)
      return 'GitHub says that there are more statuses and gives no way on'
    after = endCursor
    try {
      const { data, errors }: Sent<ResultOf<typeof deploymentStatusesQuery>> = await transport.send(
        deploymentStatusesQuery,
        { deployment: id, after },
        signal,
      )
      if (errors.reason !== null) return errors.reason
      page = data.node && 'statuses' in data.node ? data.node.statuses : null
    } catch (error) {
      if (isAboutOne(error)) return error.message
      throw error
    }
  }
}
