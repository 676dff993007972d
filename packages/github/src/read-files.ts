/** The file list of one pull request, beyond its first hundred. */
import {
  type Instant,
  type PullRequestId,
  parseInstant,
  type RawPullRequest,
  toPullRequestId,
} from '@upflow/model'
import type { WholeNode } from './from-wire.ts'
import { readMore } from './more-children.ts'
import type { Transport } from './transport.ts'

export interface Files {
  readonly id: PullRequestId
  readonly number: number
  readonly createdAt: Instant
  /** The version that they were read of. */
  readonly updatedAt: Instant
  readonly files: RawPullRequest['files']
  readonly isComplete: boolean
}

export async function readFiles(
  transport: Transport,
  node: {
    readonly id: string
    readonly number: number
    readonly updatedAt: string
    readonly createdAt: string
    readonly files: WholeNode['files']
  },
  reason: string | null,
  signal?: AbortSignal,
): Promise<Files> {
  const files = [...(node.files?.nodes ?? [])]
  let isComplete = node.files !== null && reason === null
  let page = node.files
  while (page?.pageInfo.hasNextPage && page.pageInfo.endCursor) {
    const [more] = await readMore(
      transport,
      [{ set: 'files', id: node.id, after: page.pageInfo.endCursor }],
      signal,
    )
    const next: WholeNode['files'] = more?.set === 'files' ? more.page : null
    if (more?.updatedAt !== node.updatedAt || more.reason !== null) isComplete = false
    if (!next || next.pageInfo.endCursor === page.pageInfo.endCursor) isComplete = false
    page = next
    files.push(...(next?.nodes ?? []))
  }
  const present = files.filter((file) => file !== null)
  return {
    id: toPullRequestId(node.id),
    number: node.number,
    createdAt: parseInstant(node.createdAt),
    updatedAt: parseInstant(node.updatedAt),
    files: present.map(({ path, additions, deletions }) => ({ path, additions, deletions })),
    isComplete: isComplete && present.length === files.length,
  }
}
