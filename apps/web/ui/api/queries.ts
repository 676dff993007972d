/** What the pages ask for, by name. The key is the address, so that equal questions are asked once. */
import { queryOptions } from '@tanstack/react-query'
import { ask, type Query } from './client.ts'
import type { Answer, OrganizationFacts, Run, Story } from './types.ts'

const of = <T>(path: string, query: Query = {}) =>
  queryOptions({ queryKey: [path, query], queryFn: ({ signal }) => ask<T>(path, query, signal) })

/** Of a list behind a number, by its path, which is also that of its tables. */
export const listQuery = of

export const organizationPath = (organization: string) => `/organizations/${encodeURIComponent(organization)}`

export const organizationsQuery = () => of<Answer<'organizations'>>('/organizations')

export const organizationQuery = (organization: string) =>
  of<OrganizationFacts>(organizationPath(organization))

export const repositoriesQuery = (organization: string) =>
  of<Answer<'repositories'>>(`${organizationPath(organization)}/repositories`)

export const personQuery = (organization: string, login: string) =>
  of<Answer<'person'>>(`${organizationPath(organization)}/people/${encodeURIComponent(login)}`)
export const teamQuery = (organization: string, team: string) =>
  of<Answer<'team'>>(`${organizationPath(organization)}/teams/${encodeURIComponent(team)}`)

export const figuresPath = (organization: string): string => `${organizationPath(organization)}/figures`
export const figuresQuery = (organization: string, query: Query) =>
  of<Answer<'figures'>>(figuresPath(organization), query)

export const waitingQuery = (organization: string, query: Query) =>
  of<Answer<'now'>>(`${organizationPath(organization)}/now`, query)

export const distributionQuery = (organization: string, query: Query) =>
  of<Answer<'distribution'>>(`${organizationPath(organization)}/distribution`, query)

export const boardPath = (organization: string): string => `${organizationPath(organization)}/board`
export const boardQuery = (organization: string, query: Query) =>
  of<Answer<'board'>>(boardPath(organization), query)

export const flowPath = (organization: string): string => `${organizationPath(organization)}/flow`
export const flowQuery = (organization: string, query: Query) =>
  of<Answer<'flow'>>(flowPath(organization), query)

export const reviewsPath = (organization: string): string => `${organizationPath(organization)}/reviews`
export const reviewsQuery = (organization: string, query: Query) =>
  of<Answer<'reviews'>>(reviewsPath(organization), query)

export const responsesPath = (organization: string): string => `${reviewsPath(organization)}/responses`
export const requestsPath = (organization: string): string => `${reviewsPath(organization)}/requests`

export const reviewQueueQuery = (organization: string, query: Query) =>
  of<Answer<'reviewQueue'>>(`${reviewsPath(organization)}/queue`, query)
export const reviewPickupQuery = (organization: string, query: Query) =>
  of<Answer<'reviewPickup'>>(`${reviewsPath(organization)}/pickup`, query)

export const releasesPath = (organization: string): string => `${organizationPath(organization)}/releases`
export const releasesQuery = (organization: string, query: Query) =>
  of<Answer<'releases'>>(releasesPath(organization), query)

export const pullsPath = (organization: string): string => `${organizationPath(organization)}/pulls`
export const pullsQuery = (organization: string, query: Query) =>
  of<Answer<'pulls'>>(pullsPath(organization), query)

export interface PullRequestAddress {
  readonly owner: string
  readonly repo: string
  readonly number: string
}

export const storyPath = (organization: string, { owner, repo, number }: PullRequestAddress): string =>
  `${pullsPath(organization)}/${[owner, repo, number].map(encodeURIComponent).join('/')}`

export const storyQuery = (organization: string, address: PullRequestAddress) =>
  of<Story>(storyPath(organization, address))

export const runsQuery = (query: Query) => of<Answer<'runs'>>('/runs', query)

export const meQuery = () => of<Answer<'me'>>('/me')
export const installationQuery = () => of<Answer<'installation'>>('/installation')
export const allSchedulesQuery = () => of<Answer<'allSchedules'>>('/schedules')
export const peopleQuery = () => of<Answer<'people'>>('/people')
export const sessionsQuery = () => of<Answer<'sessions'>>('/sessions')
export const waysInQuery = () => of<Answer<'waysIn'>>('/ways-in')
export const membersQuery = (organization: string) =>
  of<Answer<'members'>>(`${organizationPath(organization)}/members`)
export const invitationsQuery = (organization: string) =>
  of<Answer<'invitations'>>(`${organizationPath(organization)}/invitations`)
export const tokensQuery = (organization: string) =>
  of<Answer<'tokens'>>(`${organizationPath(organization)}/tokens`)

export const savedViewsQuery = (organization: string) =>
  of<Answer<'savedViews'>>(`${organizationPath(organization)}/views`)

export const runPath = (run: string) => `/runs/${encodeURIComponent(run)}`
export const runQuery = (run: string) => of<Answer<'run'>>(runPath(run))
export const stepsQuery = (run: string) => of<Answer<'steps'>>(`${runPath(run)}/steps`)
export const runEventsPath = (run: string): string => `${runPath(run)}/events`
export const runLogPath = (run: string): string => `${runPath(run)}/log`

export const healthPath = (organization: string): string => `${organizationPath(organization)}/health`
export const healthQuery = (organization: string) => of<Answer<'health'>>(healthPath(organization))
export const retriesQuery = (organization: string) =>
  of<Answer<'retries'>>(`${organizationPath(organization)}/retries`)
export const settingsPath = (organization: string): string => `${organizationPath(organization)}/settings`
export const settingsQuery = (organization: string) => of<Answer<'settings'>>(settingsPath(organization))
export const suggestionsQuery = (organization: string) =>
  of<Answer<'settingSuggestions'>>(`${settingsPath(organization)}/suggestions`)
export const teamMirrorsQuery = (organization: string) =>
  of<Answer<'teamMirrors'>>(`${organizationPath(organization)}/team-mirrors`)
export const ruleMatchesQuery = (organization: string, query: Query) =>
  of<Answer<'ruleMatches'>>(`${organizationPath(organization)}/rule-matches`, query)
export const auditPath = (organization: string): string => `${organizationPath(organization)}/audit`
export const auditQuery = (organization: string, query: Query) =>
  of<Answer<'audit'>>(auditPath(organization), query)
export const memberChangesQuery = (organization: string, query: Query) =>
  of<Answer<'memberChanges'>>(`${organizationPath(organization)}/member-changes`, query)
export const accountChangesQuery = (query: Query) => of<Answer<'accountChanges'>>('/account-changes', query)
export const connectionPath = (organization: string): string => `${organizationPath(organization)}/connection`
export const connectionQuery = (organization: string) =>
  of<Answer<'connection'>>(connectionPath(organization))
export const appPath = (organization: string): string => `${connectionPath(organization)}/app`
export const appInstallationsQuery = (organization: string) =>
  of<Answer<'appInstallations'>>(`${appPath(organization)}/installations`)
export const webhookPath = (organization: string): string => `${organizationPath(organization)}/webhook`
export const webhookQuery = (organization: string) => of<Answer<'webhook'>>(webhookPath(organization))
export const availableQuery = (organization: string, query: Query) =>
  of<Answer<'availableRepositories'>>(`${organizationPath(organization)}/repositories/available`, query)
export const schedulesQuery = (organization: string) =>
  of<Answer<'schedules'>>(`${organizationPath(organization)}/schedules`)
export const notificationsPath = (organization: string): string =>
  `${organizationPath(organization)}/notifications`
export const notificationsQuery = (organization: string) =>
  of<Answer<'notifications'>>(notificationsPath(organization))
export const deliveriesPath = (organization: string): string =>
  `${notificationsPath(organization)}/deliveries`
export const exportPath = (organization: string): string => `${organizationPath(organization)}/export`
export const backupsPath = '/backups'
export const backupsQuery = () => of<Answer<'backups'>>(backupsPath)
/** @param status what can be done to a run is another thing with each, and is asked anew */
export const runActionsQuery = (run: string, status: Run['status']) => {
  const path = `${runPath(run)}/actions`
  return queryOptions({
    queryKey: [path, status],
    queryFn: ({ signal }) => ask<Answer<'runActions'>>(path, {}, signal),
  })
}

export const ignoredQuery = (organization: string) =>
  of<Answer<'ignored'>>(`${organizationPath(organization)}/ignored`)

export const ignoredItemsPath = (organization: string): string =>
  `${organizationPath(organization)}/ignored/items`
export const standingPath = (organization: string): string => `${healthPath(organization)}/pulls`
