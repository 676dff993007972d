/** What surrounds every page of an organization: navigation, filters, freshness. */
import { Outlet, useRouterState } from '@tanstack/react-router'
import { useMemo } from 'react'
import { isRefusal } from '../api/client.ts'
import { ErrorPanel, Loading } from '../parts/conditions.tsx'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { FilterBar } from './filter-bar.tsx'
import { Navigation } from './navigation.tsx'
import { OrganizationContext, useFacts, useOrganizationId, useView, zoneOfFacts } from './organization.tsx'
import { SignedOutNotice } from './signed-out-notice.tsx'
import { TopBar } from './top-bar.tsx'
import { UnknownParameters } from './unknown-parameters.tsx'
import { useFocusOnNewPage } from './use-focus-on-new-page.ts'
import type { View } from './view.ts'
import './frame.css'

/** Pages on which the filter chooses something. */
const filtered =
  /^\/o\/[^/]+(?:\/(?:now|cycle-time|reviews(?:\/(?:responses|requests))?|flow|releases|pulls|people\/[^/]+|teams\/[^/]+)?)?\/?$/

export function Frame() {
  const id = useOrganizationId()
  const { data: facts, error, refetch } = useFacts()
  const value = useMemo(() => (facts ? { id, facts, zone: zoneOfFacts(facts) } : null), [id, facts])
  const pathname = useRouterState({ select: ({ location }) => location.pathname })
  const view = useView()
  const main = useFocusOnNewPage()
  return (
    <div className="frame">
      <a className="skip on-screen" href="#content">
        Skip to the content
      </a>
      <Navigation />
      <div className="frame-page">
        <TopBar facts={facts ?? null} />
        <main id="content" ref={main} tabIndex={-1}>
          {error && (value === null || isRefusal(error)) ? (
            <ErrorPanel isPage error={error} onRetry={() => void refetch()} />
          ) : value === null ? (
            <Loading />
          ) : (
            <OrganizationContext value={value}>
              {filtered.test(pathname) && (
                <FilterBar
                  hasPeriod={hasPeriod(pathname, view)}
                  hasClock={hasClock(pathname)}
                  isOfGroup={isOfGroup(pathname)}
                  isList={pathname.endsWith('/pulls')}
                />
              )}
              <UnknownParameters />
              <SignedOutNotice />
              <ErrorBoundary key={pathname}>
                <Outlet />
              </ErrorBoundary>
            </OrganizationContext>
          )}
        </main>
      </div>
    </div>
  )
}

/** What waits is of a moment, and what is not merged was not merged in a period. */
const hasPeriod = (pathname: string, { state }: View) =>
  !pathname.endsWith('/now') && !(pathname.endsWith('/pulls') && state !== undefined && state !== 'merged')

/** What is counted has no clock. */
const hasClock = (pathname: string) => !/\/(?:now|flow|responses)\/?$/.test(pathname)

/** Of one person or one team already. */
const isOfGroup = (pathname: string) => /\/(?:people|teams)\/[^/]+\/?$/.test(pathname)
