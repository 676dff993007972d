/** The file list of one pull request, beyond its first hundred. */
import { type PullRequestId, parseInstant, type RawPullRequest, toPullRequestId } from '@upflow/model'
import { readMore } from './more-children.ts'
import type { WholeNode } from './pull-request-builder.ts'
import type { Transport } from './transport.ts'

export interface Files {
  readonly id: PullRequestId
  readonly number: number
  readonly updatedAt: number
  readonly files: RawPullRequest['files']
  readonly isComplete: boolean
}

export async function readFiles(
  transport: Transport,
  node: {
    readonly id: string
    readonly number: number
    readonly updatedAt: string
    readonly files: WholeNode['files']
  },
  signal?: AbortSignal,
): Promise<Files> {
  const files = [...(node.files?.nodes ?? [])]
  let isComplete = node.files !== null
  let page = node.files
  while (page?.pageInfo.hasNextPage && page.pageInfo.endCursor) {
    const [more] = await readMore(
      transport,
      [{ set: 'files', id: node.id, after: page.pageInfo.endCursor }],
      signal,
    )
    const next: WholeNode['files'] = more?.set === 'files' ? more.page : null
    if (!next || next.pageInfo.endCursor === page.pageInfo.endCursor) isComplete = false
    page = next
    files.push(...(next?.nodes ?? []))
  }
  const present = files.filter((file) => file !== null)
  return {
    id: toPullRequestId(node.id),
    number: node.number,
    updatedAt: parseInstant(node.updatedAt),
    files: present.map(({ path, additions, deletions }) => ({ path, additions, deletions })),
    isComplete: isComplete && present.length === files.length,
  }
}
