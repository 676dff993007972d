/** How answers are kept: the server says by its entity tag whether one still holds, so asking again is cheap. */
import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './client.ts'

export const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        // What was refused is refused again; a server that does not answer may be starting.
        retry: (failures, error) =>
          failures < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
        retryDelay: (failures) => 400 * 2 ** failures,
        throwOnError: false,
      },
    },
  })
