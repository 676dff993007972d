/** Finds pull requests by their numbers, many at a time, and says which of those that are known are gone. */
import { parse } from '@0no-co/graphql.web'
import { type PullRequestId, type RepositoryId, toPullRequestId } from '@upflow/model'
import type { TadaDocumentNode } from 'gql.tada'
import { repositoryGone } from './connection.ts'
import { stillThereQuery } from './documents.ts'
import { batchesOf, inHalves } from './in-halves.ts'
import type { Transport } from './transport.ts'

/** What a number leads to. */
export type Found =
  | { readonly kind: 'found'; readonly number: number; readonly id: PullRequestId }
  | { readonly kind: 'gone'; readonly number: number }
  /** GitHub did not say. */
  | { readonly kind: 'failed'; readonly number: number; readonly reason: string }

const batchSize = 50

export async function lookUpNumbers(
  transport: Transport,
  repositoryId: RepositoryId,
  numbers: readonly number[],
  signal?: AbortSignal,
): Promise<Found[]> {
  const ask = async (batch: readonly number[]): Promise<Found[]> => {
    const { data, errors } = await transport.send(numbersQueryOf(batch), { repository: repositoryId }, signal)
    if (!data.node) throw repositoryGone(repositoryId)
    return batch.map((number): Found => {
      const id = data.node?.[`n${number}`]?.id
      if (id) return { kind: 'found', number, id: toPullRequestId(id) }
      const own = errors.at('node', `n${number}`)
      // Only what GitHub says it cannot find is not there.
      if (own.all.some(({ type }) => type === 'NOT_FOUND')) return { kind: 'gone', number }
      const reason = own.reason ?? errors.reason ?? 'GitHub left it out without a reason'
      return { kind: 'failed', number, reason }
    })
  }
  const found: Found[] = []
  for (const batch of batchesOf(numbers, batchSize))
    found.push(
      ...(await inHalves(
        batch,
        ask,
        (number, { message }): Found => ({ kind: 'failed', number, reason: message }),
      )),
    )
  return found
}

/** `numberQuery` for several: its field under an alias for each. */
const numbersQueryOf = (numbers: readonly number[]) => {
  const fields = numbers.map((number) => `n${number}: pullRequest(number: ${number}) { id }`)
  const text = `query PullRequestId($repository: ID!) {
    node(id: $repository) { __typename ... on Repository { ${fields.join(' ')} } }
    rateLimit { cost limit remaining resetAt }
  }`
  return parse(text) as unknown as TadaDocumentNode<
    { readonly node: Readonly<Record<string, { readonly id: string } | null>> | null },
    { readonly repository: string },
    void
  >
}

/**
 * Which of these pull requests are no longer there. Only what GitHub says it cannot find counts, and only while the
 * repository itself is seen.
 * @throws GithubError `github/not-found` when the repository is not
 */
export async function findGone(
  transport: Transport,
  repositoryId: RepositoryId,
  ids: readonly PullRequestId[],
  signal?: AbortSignal,
): Promise<Set<PullRequestId>> {
  const gone = new Set<PullRequestId>()
  for (const batch of batchesOf(ids, 100)) {
    const { data, errors } = await transport.send(
      stillThereQuery,
      { repository: repositoryId, ids: batch },
      signal,
    )
    if (!data.node) throw repositoryGone(repositoryId)
    for (const [index, id] of batch.entries())
      if (
        data.nodes[index] === null &&
        errors.at('nodes', index).all.some(({ type }) => type === 'NOT_FOUND')
      )
        gone.add(id)
  }
  return gone
}
