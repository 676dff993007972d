/** Every page with its address. A page's code is loaded when it is opened. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
  redirect,
} from '@tanstack/react-router'
import { ErrorPanel, Loading } from '../parts/conditions.tsx'
import { Frame } from './frame.tsx'
import { NotFound } from './not-found.tsx'
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
  component: lazyRouteComponent(() => import('../admin/admin-frame.tsx'), 'AdminFrame'),
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
  component: lazyRouteComponent(() => import('../overview/overview-page.tsx'), 'OverviewPage'),
})

const routes = root.addChildren([
  start,
  organization.addChildren([
    index,
    page(
      '/now',
      lazyRouteComponent(() => import('../now/now-page.tsx'), 'NowPage'),
    ),
    page(
      '/cycle-time',
      lazyRouteComponent(() => import('../cycle-time/cycle-time-page.tsx'), 'CycleTimePage'),
    ),
    page(
      '/reviews',
      lazyRouteComponent(() => import('../reviews/reviews-page.tsx'), 'ReviewsPage'),
    ),
    page(
      '/reviews/responses',
      lazyRouteComponent(() => import('../reviews/responses-page.tsx'), 'ResponsesPage'),
    ),
    page(
      '/reviews/requests',
      lazyRouteComponent(() => import('../reviews/requests-page.tsx'), 'RequestsPage'),
    ),
    page(
      '/flow',
      lazyRouteComponent(() => import('../flow/flow-page.tsx'), 'FlowPage'),
    ),
    page(
      '/releases',
      lazyRouteComponent(() => import('../releases/releases-page.tsx'), 'ReleasesPage'),
    ),
    page(
      '/pulls',
      lazyRouteComponent(() => import('../pull-requests/pull-requests-page.tsx'), 'PullRequestsPage'),
    ),
    page(
      '/pulls/$owner/$repo/$number',
      lazyRouteComponent(() => import('../pull-request/pull-request-page.tsx'), 'PullRequestPage'),
    ),
    page(
      '/me',
      lazyRouteComponent(() => import('../people/own-page.tsx'), 'OwnPage'),
    ),
    page(
      '/people/$login',
      lazyRouteComponent(() => import('../people/person-page.tsx'), 'PersonPage'),
    ),
    page(
      '/teams/$team',
      lazyRouteComponent(() => import('../people/team-page.tsx'), 'TeamPage'),
    ),
    page(
      '/runs',
      lazyRouteComponent(() => import('../runs/runs-page.tsx'), 'RunsPage'),
    ),
    page(
      '/runs/$id',
      lazyRouteComponent(() => import('../runs/run-page.tsx'), 'RunPage'),
    ),
    page(
      '/settings',
      lazyRouteComponent(() => import('../settings/rules-page.tsx'), 'RulesPage'),
    ),
    page(
      '/settings/connection',
      lazyRouteComponent(() => import('../settings/connection-page.tsx'), 'ConnectionPage'),
    ),
    page(
      '/settings/github-app',
      lazyRouteComponent(() => import('../github-app/github-app-page.tsx'), 'GithubAppPage'),
    ),
    page(
      '/settings/repositories',
      lazyRouteComponent(() => import('../settings/repositories-page.tsx'), 'RepositoriesPage'),
    ),
    page(
      '/settings/calendar',
      lazyRouteComponent(() => import('../settings/calendar-page.tsx'), 'CalendarPage'),
    ),
    page(
      '/settings/people',
      lazyRouteComponent(() => import('../settings/people-page.tsx'), 'PeoplePage'),
    ),
    page(
      '/settings/teams',
      lazyRouteComponent(() => import('../settings/teams-page.tsx'), 'TeamsPage'),
    ),
    page(
      '/settings/removal',
      lazyRouteComponent(() => import('../settings/removal-page.tsx'), 'RemovalPage'),
    ),
    page(
      '/settings/general',
      lazyRouteComponent(() => import('../settings/general-page.tsx'), 'GeneralPage'),
    ),
    page(
      '/settings/notifications',
      lazyRouteComponent(() => import('../notifications/notifications-page.tsx'), 'NotificationsPage'),
    ),
    page(
      '/settings/export',
      lazyRouteComponent(() => import('../exports/export-page.tsx'), 'ExportPage'),
    ),
    page(
      '/settings/audit',
      lazyRouteComponent(() => import('../audit/audit-page.tsx'), 'AuditPage'),
    ),
    page(
      '/health',
      lazyRouteComponent(() => import('../health/health-page.tsx'), 'HealthPage'),
    ),
    page(
      '/health/pulls',
      lazyRouteComponent(() => import('../health/standing-page.tsx'), 'StandingPage'),
    ),
    page(
      '/health/ignored',
      lazyRouteComponent(() => import('../health/ignored-page.tsx'), 'IgnoredPage'),
    ),
    page(
      '/settings/members',
      lazyRouteComponent(() => import('../members/members-page.tsx'), 'MembersPage'),
    ),
    page(
      '/settings/tokens',
      lazyRouteComponent(() => import('../tokens/tokens-page.tsx'), 'TokensPage'),
    ),
  ]),
  outside(
    '/new-organization',
    lazyRouteComponent(() => import('../organizations/new-organization-page.tsx'), 'NewOrganizationPage'),
  ),
  outside(
    '/set-up',
    lazyRouteComponent(() => import('../account/set-up-page.tsx'), 'SetUpPage'),
  ),
  outside(
    '/sign-in',
    lazyRouteComponent(() => import('../account/sign-in-page.tsx'), 'SignInPage'),
  ),
  outside(
    '/invite',
    lazyRouteComponent(() => import('../account/invite-page.tsx'), 'InvitePage'),
  ),
  outside(
    '/reset',
    lazyRouteComponent(() => import('../account/reset-page.tsx'), 'ResetPage'),
  ),
  outside(
    '/me',
    lazyRouteComponent(() => import('../account/account-page.tsx'), 'AccountPage'),
  ),
  moved('/account', '/me'),
  admin.addChildren([
    adminPage(
      '/',
      lazyRouteComponent(() => import('../admin/installation-page.tsx'), 'InstallationPage'),
    ),
    adminPage(
      '/people',
      lazyRouteComponent(() => import('../admin/people-page.tsx'), 'AdminPeoplePage'),
    ),
    adminPage(
      '/runs',
      lazyRouteComponent(() => import('../admin/runs-page.tsx'), 'AdminRunsPage'),
    ),
    adminPage(
      '/audit',
      lazyRouteComponent(() => import('../admin/audit-page.tsx'), 'AdminAuditPage'),
    ),
    adminPage(
      '/backups',
      lazyRouteComponent(() => import('../admin/backups-page.tsx'), 'AdminBackupsPage'),
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
  defaultErrorComponent: ({ error, reset }) => <ErrorPanel isPage error={error} onRetry={reset} />,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
