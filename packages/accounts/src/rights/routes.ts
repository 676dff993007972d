/** Which action each route of the API is, by its id. The server does not start with a route that is not here. */
import { AccountsError } from '../accounts-error.ts'
import type { Action } from './actions.ts'

const actionRoutes = {
  'sign-in': [
    'me',
    'setUp',
    'signIn',
    'signInWithProvider',
    'signInCallback',
    'signOut',
    'resetPassword',
    'lookAtInvitation',
    'acceptInvitation',
  ],
  'webhooks.deliver': ['deliverWebhook'],
  'account.own': ['sessions', 'endSession', 'changePassword', 'waysIn', 'endWayIn', 'rename'],
  'lists.read': ['organizations', 'runs'],
  'data.read': [
    'organization',
    'repositories',
    'person',
    'team',
    'figures',
    'now',
    'distribution',
    'board',
    'flow',
    'reviews',
    'responses',
    'requests',
    'reviewQueue',
    'reviewPickup',
    'releases',
    'pulls',
    'pull',
    'rawPull',
    'health',
    'retries',
    'ignored',
    'standingPulls',
    'ignoredItems',
    'run',
    'steps',
    'log',
    'runEvents',
    'runActions',
  ],
  'runs.act': ['startRun', 'cancelRun', 'retryRun', 'rerunRun', 'refreshPull'],
  'settings.read': [
    'settings',
    'settingSuggestions',
    'teamMirrors',
    'ruleMatches',
    'previewSettings',
    'readHolidays',
    'connection',
    'webhook',
    'availableRepositories',
    'discoverRepositories',
    'estimateBackfill',
    'schedules',
    'notifications',
    'deliveries',
  ],
  'settings.change': [
    'setSetting',
    'unsetSetting',
    'renameOrganization',
    'addRepositories',
    'setRepository',
    'pauseRepository',
    'resumeRepository',
    'setSchedule',
    'setNotifications',
    'setChannel',
    'removeChannel',
    'testChannel',
  ],
  'audit.read': ['audit'],
  'data.export': ['exportData'],
  'backup.take': ['backups', 'takeBackup'],
  'credentials.change': [
    'setConnection',
    'checkConnection',
    'appInstallations',
    'beginApp',
    'convertApp',
    'setApp',
    'chooseInstallation',
    'removeApp',
    'setWebhookSecret',
    'dropWebhookSecrets',
  ],
  'data.remove': ['removeRepository', 'removeOrganization'],
  'organizations.create': ['createOrganization'],
  'tokens.own': ['tokens', 'createToken', 'revokeToken'],
  'installation.administer': [
    'accountChanges',
    'installation',
    'allSchedules',
    'people',
    'setAdministrator',
    'createResetLink',
    'removePerson',
  ],
  'views.own': ['savedViews', 'saveView', 'removeView'],
  'members.read': ['members', 'invitations', 'memberChanges'],
  'people.link': ['setMemberLogin'],
  'members.change': ['setMember', 'removeMember', 'createInvitation', 'revokeInvitation'],
} as const satisfies Readonly<Partial<Record<Action, readonly string[]>>>

const actionOfRoute: ReadonlyMap<string, Action> = new Map(
  Object.entries(actionRoutes).flatMap(([action, ids]) => ids.map((id) => [id, action as Action] as const)),
)

export const routesWithRights: readonly string[] = [...actionOfRoute.keys()]

/** @throws AccountsError `accounts/no-rights` for a route that nobody has decided about */
export function actionOf(routeId: string): Action {
  const action = actionOfRoute.get(routeId)
  if (action !== undefined) return action
  throw new AccountsError(
    'accounts/no-rights',
    `Nothing says who may use the route '${routeId}': give it a place in packages/accounts/src/rights/routes.ts.`,
    { route: routeId },
  )
}
