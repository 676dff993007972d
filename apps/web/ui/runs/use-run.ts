/** A run as it happens: events say that something has changed, and what the run is then, the run itself says. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { runQuery, stepsQuery } from '../api/queries.ts'
import type { Run } from '../api/types.ts'
import type { Asking } from '../parts/asked.tsx'
import type { RunProgress } from './fold-events.ts'
import { isOver } from './run-words.ts'
import { type Connection, useRunEvents } from './use-run-events.ts'

/** @param id the same for as long as whoever asks is drawn */
export function useRun(id: string): {
  readonly run: Asking<Run>
  readonly progress: RunProgress
  readonly connection: Connection
} {
  const run = useQuery(runQuery(id))
  const { progress, connection, endedAtMs, goOn } = useRunEvents(id)
  const queries = useQueryClient()
  const seen = progress.log.at(-1)?.seq
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again with each event that is no mere progress.
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: runQuery(id).queryKey })
    void queries.invalidateQueries({ queryKey: stepsQuery(id).queryKey })
  }, [id, queries, seen, progress.status, connection])
  // Whoever retries it begins it anew: it is not over, by what is known since its events ended.
  const isRetried =
    run.data !== undefined && !isOver(run.data.status) && endedAtMs !== null && run.dataUpdatedAt > endedAtMs
  useEffect(() => {
    if (isRetried) goOn()
  }, [isRetried, goOn])
  return { run, progress, connection }
}
