/** Starts the pages in the document. */
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { goToSignIn } from './account/way-back.ts'
import { createQueries } from './api/create-queries.ts'
import { forgetFailedStyles } from './app/lazy-page.ts'
import { router } from './app/router.tsx'
import { ErrorBoundary } from './parts/error-boundary.tsx'
import { PatternDefinitions } from './states/patterns.tsx'
import { Theme } from './theme/theme.tsx'

forgetFailedStyles()

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Theme>
      <ErrorBoundary>
        <QueryClientProvider client={createQueries(goToSignIn)}>
          <PatternDefinitions />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </ErrorBoundary>
    </Theme>
  </StrictMode>,
)
