/** How answers are kept: the server says by its entity tag whether one still holds, so asking again is cheap. */
import { QueryCache, QueryClient } from '@tanstack/react-query'
import { asksAgain } from './asks-again.ts'
import { ApiError } from './client.ts'

/** @param onSignedOut told when an answer needs somebody who has signed in */
export const createQueries = (onSignedOut: () => void): QueryClient =>
  new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiError && error.code === 'accounts/not-signed-in') onSignedOut()
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: asksAgain,
        retryDelay: (failures) => 400 * 2 ** failures,
        throwOnError: false,
      },
    },
  })
