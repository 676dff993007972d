/** Whether a session has ended under a page that is still open: kept beside the answers, as what was told last found. */
import { type QueryClient, skipToken, useQuery } from '@tanstack/react-query'
import { ApiError } from './client.ts'

const queryKey = ['signed-out']

/** @param error of what was told to the server; null when it was done */
export function noteTold(queries: QueryClient, error: unknown): void {
  const isOut = error instanceof ApiError && error.code === 'accounts/not-signed-in'
  if (error === null || isOut) queries.setQueryData(queryKey, isOut)
}

export const useIsSignedOut = (): boolean => useQuery<boolean>({ queryKey, queryFn: skipToken }).data ?? false
