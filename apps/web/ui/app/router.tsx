/** Every page with its address. A page's code is loaded when it is opened. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  type RouteComponent,
  redirect,
} from '@tanstack/react-router'
import { ErrorPanel, Loading } from '../parts/conditions.tsx'
import { Frame } from './frame.tsx'
import { lazyPage, NotLoadedError } from './lazy-page.ts'
import { NotFound } from './not-found.tsx'
import { NotLoaded } from './not-loaded.tsx'
import { Start } from './start.tsx'
import { parseView, type View, writeView } from './view.ts'

const root = createRootRoute({
  validateSearch: (search: Record<string, unknown>): View => search as View,
  notFoundComponent: NotFound,
})
const start = createRoute({ getParentRoute: () => root, path: '/', component: Start })
const organization = createRoute({ getParentRoute: () => root, path: '/o/$org', component: Frame })

const page = <Path extends string>(path: Path, component: RouteComponent) =>
  createRoute({ getParentRoute: () => organization, path, component })

const outside = <Path extends string>(path: Path, component: RouteComponent) =>
  createRoute({ getParentRoute: () => root, path, component })

const admin = createRoute({
  getParentRoute: () => root,
  path: '/admin',
  component: lazyPage(() => import('../admin/admin-frame.tsx'), 'AdminFrame'),
})

const adminPage = <Path extends string>(path: Path, component: RouteComponent) =>
  createRoute({ getParentRoute: () => admin, path, component })

/** What is kept of an address that a page had before. */
const moved = <Path extends string>(path: Path, to: '/' | '/me') =>
  createRoute({
    getParentRoute: () => root,
    path,
    beforeLoad: () => {
      throw redirect({ to })
    },
  })

const index = createRoute({
  getParentRoute: () => organization,
  path: '/',
  component: lazyPage(() => import('../overview/overview-page.tsx'), 'OverviewPage'),
})

const routes = root.addChildren([
  start,
  organization.addChildren([
    index,
    page(
      '/now',
      lazyPage(() => import('../now/now-page.tsx'), 'NowPage'),
    ),
    page(
      '/cycle-time',
      lazyPage(() => import('../cycle-time/cycle-time-page.tsx'), 'CycleTimePage'),
    ),
    page(
      '/reviews',
      lazyPage(() => import('../reviews/reviews-page.tsx'), 'ReviewsPage'),
    ),
    page(
      '/reviews/responses',
      lazyPage(() => import('../reviews/responses-page.tsx'), 'ResponsesPage'),
    ),
    page(
      '/reviews/requests',
      lazyPage(() => import('../reviews/requests-page.tsx'), 'RequestsPage'),
    ),
    page(
      '/flow',
      lazyPage(() => import('../flow/flow-page.tsx'), 'FlowPage'),
    ),
    page(
      '/releases',
      lazyPage(() => import('../releases/releases-page.tsx'), 'ReleasesPage'),
    ),
    page(
      '/pulls',
      lazyPage(() => import('../pull-requests/pull-requests-page.tsx'), 'PullRequestsPage'),
    ),
    page(
      '/pulls/$owner/$repo/$number',
      lazyPage(() => import('../pull-request/pull-request-page.tsx'), 'PullRequestPage'),
    ),
    page(
      '/me',
      lazyPage(() => import('../people/own-page.tsx'), 'OwnPage'),
    ),
    page(
      '/people/$login',
      lazyPage(() => import('../people/person-page.tsx'), 'PersonPage'),
    ),
    page(
      '/teams/$team',
      lazyPage(() => import('../people/team-page.tsx'), 'TeamPage'),
    ),
    page(
      '/runs',
      lazyPage(() => import('../runs/runs-page.tsx'), 'RunsPage'),
    ),
    page(
      '/runs/$id',
      lazyPage(() => import('../runs/run-page.tsx'), 'RunPage'),
    ),
    page(
      '/settings',
      lazyPage(() => import('../settings/rules-page.tsx'), 'RulesPage'),
    ),
    page(
      '/settings/connection',
      lazyPage(() => import('../settings/connection-page.tsx'), 'ConnectionPage'),
    ),
    page(
      '/settings/github-app',
      lazyPage(() => import('../github-app/github-app-page.tsx'), 'GithubAppPage'),
    ),
    page(
      '/settings/repositories',
      lazyPage(() => import('../settings/repositories-page.tsx'), 'RepositoriesPage'),
    ),
    page(
      '/settings/calendar',
      lazyPage(() => import('../settings/calendar-page.tsx'), 'CalendarPage'),
    ),
    page(
      '/settings/people',
      lazyPage(() => import('../settings/people-page.tsx'), 'PeoplePage'),
    ),
    page(
      '/settings/teams',
      lazyPage(() => import('../settings/teams-page.tsx'), 'TeamsPage'),
    ),
    page(
      '/settings/removal',
      lazyPage(() => import('../settings/removal-page.tsx'), 'RemovalPage'),
    ),
    page(
      '/settings/general',
      lazyPage(() => import('../settings/general-page.tsx'), 'GeneralPage'),
    ),
    page(
      '/settings/notifications',
      lazyPage(() => import('../notifications/notifications-page.tsx'), 'NotificationsPage'),
    ),
    page(
      '/settings/export',
      lazyPage(() => import('../exports/export-page.tsx'), 'ExportPage'),
    ),
    page(
      '/settings/audit',
      lazyPage(() => import('../audit/audit-page.tsx'), 'AuditPage'),
    ),
    page(
      '/health',
      lazyPage(() => import('../health/health-page.tsx'), 'HealthPage'),
    ),
    page(
      '/health/pulls',
      lazyPage(() => import('../health/standing-page.tsx'), 'StandingPage'),
    ),
    page(
      '/health/ignored',
      lazyPage(() => import('../health/ignored-page.tsx'), 'IgnoredPage'),
    ),
    page(
      '/settings/members',
      lazyPage(() => import('../members/members-page.tsx'), 'MembersPage'),
    ),
    page(
      '/settings/tokens',
      lazyPage(() => import('../tokens/tokens-page.tsx'), 'TokensPage'),
    ),
  ]),
  outside(
    '/new-organization',
    lazyPage(() => import('../organizations/new-organization-page.tsx'), 'NewOrganizationPage'),
  ),
  outside(
    '/set-up',
    lazyPage(() => import('../account/set-up-page.tsx'), 'SetUpPage'),
  ),
  outside(
    '/sign-in',
    lazyPage(() => import('../account/sign-in-page.tsx'), 'SignInPage'),
  ),
  outside(
    '/invite',
    lazyPage(() => import('../account/invite-page.tsx'), 'InvitePage'),
  ),
  outside(
    '/reset',
    lazyPage(() => import('../account/reset-page.tsx'), 'ResetPage'),
  ),
  outside(
    '/me',
    lazyPage(() => import('../account/account-page.tsx'), 'AccountPage'),
  ),
  moved('/account', '/me'),
  admin.addChildren([
    adminPage(
      '/',
      lazyPage(() => import('../admin/installation-page.tsx'), 'InstallationPage'),
    ),
    adminPage(
      '/people',
      lazyPage(() => import('../admin/people-page.tsx'), 'AdminPeoplePage'),
    ),
    adminPage(
      '/runs',
      lazyPage(() => import('../admin/runs-page.tsx'), 'AdminRunsPage'),
    ),
    adminPage(
      '/audit',
      lazyPage(() => import('../admin/audit-page.tsx'), 'AdminAuditPage'),
    ),
    adminPage(
      '/backups',
      lazyPage(() => import('../admin/backups-page.tsx'), 'AdminBackupsPage'),
    ),
  ]),
  moved('/o', '/'),
])

export const router = createRouter({
  routeTree: routes,
  parseSearch: parseView as (search: string) => Record<string, unknown>,
  stringifySearch: writeView as (search: Record<string, unknown>) => string,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: Loading,
  defaultErrorComponent: ({ error, reset }) =>
    error instanceof NotLoadedError ? (
      <NotLoaded error={error} />
    ) : (
      <ErrorPanel isPage error={error} onRetry={reset} />
    ),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
