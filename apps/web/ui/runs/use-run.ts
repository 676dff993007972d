/** A run as it happens: events say that something has changed, and what the run is then, the run itself says. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { runQuery, stepsQuery } from '../api/queries.ts'
import type { Run } from '../api/types.ts'
import type { RunProgress } from './fold-events.ts'
import { type Connection, useRunEvents } from './use-run-events.ts'

export function useRun(id: string): {
  readonly run: Run | undefined
  readonly error: Error | null
  readonly refetch: () => void
  readonly progress: RunProgress
  readonly connection: Connection
} {
  const { data: run, error, refetch } = useQuery(runQuery(id))
  const { progress, connection } = useRunEvents(id)
  const queries = useQueryClient()
  const seen = progress.log.at(-1)?.seq
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again with each event that is no mere progress.
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: runQuery(id).queryKey })
    void queries.invalidateQueries({ queryKey: stepsQuery(id).queryKey })
  }, [id, queries, seen, progress.status, connection])
  return { run, error, refetch: () => void refetch(), progress, connection }
}
