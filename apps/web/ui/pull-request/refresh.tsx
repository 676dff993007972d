/** Reads the pull request anew from GitHub before one's eyes, and says what of it has changed. */
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { organizationPath, type PullRequestAddress, runQuery, storyPath } from '../api/queries.ts'
import type { Answer } from '../api/types.ts'
import { useOrganization } from '../app/organization.tsx'
import { isOver } from '../runs/run-words.ts'
import { useChange } from '../settings/use-change.ts'
import { refreshWords } from './refresh-words.ts'

const lookAgainMs = 500

export function Refresh({ address }: { address: PullRequestAddress }) {
  const { id } = useOrganization()
  const start = useChange<Answer<'refreshPull'>>({ isQuiet: true })
  const runId = start.done?.run.id ?? null
  return (
    <>
      <Button
        variant="default"
        size="xs"
        loading={start.isBusy}
        onClick={() => void start.send('POST', `${storyPath(id, address)}/refresh`)}
      >
        Read again from GitHub
      </Button>
      <p className="small in-text" role="status">
        {start.error ? start.error.message : runId === null ? null : <Progress runId={runId} />}
      </p>
    </>
  )
}

function Progress({ runId }: { runId: string }) {
  const { id } = useOrganization()
  const queries = useQueryClient()
  const { data } = useQuery({
    ...runQuery(runId),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && isOver(state.data.status) ? false : lookAgainMs),
  })
  const hasEnded = data !== undefined && isOver(data.status)
  useEffect(() => {
    if (!hasEnded) return
    const path = organizationPath(id)
    // All that is shown of the organization may follow from it; the run itself has ended.
    void queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(path) })
  }, [hasEnded, id, queries])
  if (!hasEnded) return <>Is being read…</>
  return (
    <>
      {refreshWords(data)}{' '}
      <Link to="/o/$org/runs/$id" params={{ org: id, id: runId }}>
        What it did
      </Link>
    </>
  )
}
