/** The API, `/api/v1`: all that can be read or changed, and its description. */
import { OpenAPIHono } from '@hono/zod-openapi'
import { accountChanges, memberChanges } from '../auth/account-changes.ts'
import { createResetLink, people, removePerson, setAdministrator } from '../auth/installation-people.ts'
import { createInvitation, invitations, revokeInvitation } from '../auth/invitations.ts'
import { serveMe } from '../auth/me.ts'
import { setMemberLoginOf } from '../auth/member-login.ts'
import { members, removeMember, setMember } from '../auth/members.ts'
import { rename } from '../auth/rename.ts'
import { serveSignIn } from '../auth/serve-sign-in.ts'
import { endSession, sessions } from '../auth/sessions.ts'
import { createToken, revokeToken, tokens } from '../auth/tokens.ts'
import { endWayIn, waysIn } from '../auth/ways-in.ts'
import { checkRoutes, guardRoutes } from '../guard/guard-routes.ts'
import { refuseOtherMethods } from '../guard/refuse-other-methods.ts'
import type { ApiContext } from './api-context.ts'
import { createBodyCache } from './body-cache.ts'
import { refuseInvalid } from './refuse-invalid.ts'
import { backups, takeBackup } from './resources/backups.ts'
import { board } from './resources/board.ts'
import {
  pauseRepository,
  removeRepository,
  resumeRepository,
  setRepository,
} from './resources/change-repository.ts'
import { checkConnectionOf, connection, setConnectionOf } from './resources/connection.ts'
import { createOrganization } from './resources/create-organization.ts'
import { deliveries } from './resources/deliveries.ts'
import { discoverRepositories } from './resources/discover-repositories.ts'
import { distribution } from './resources/distribution.ts'
import { estimate } from './resources/estimate-backfill.ts'
import { serveExport } from './resources/export.ts'
import { figures } from './resources/figures.ts'
import { flow } from './resources/flow.ts'
import {
  appInstallations,
  beginAppOf,
  chooseInstallationOf,
  convertAppOf,
  removeAppOf,
  setAppOf,
} from './resources/github-app.ts'
import { health, ignored, retries } from './resources/health.ts'
import { ignoredItems, standing } from './resources/health-lists.ts'
import { holidays } from './resources/holidays.ts'
import { installation } from './resources/installation.ts'
import { addMany, available } from './resources/manage-repositories.ts'
import {
  notifications,
  removeChannelOf,
  setChannelOf,
  setNotifications,
  testChannelOf,
} from './resources/notifications.ts'
import { now } from './resources/now.ts'
import { organization, organizations } from './resources/organizations.ts'
import { person, team } from './resources/people.ts'
import { previewSettings } from './resources/preview.ts'
import { pulls } from './resources/pulls.ts'
import { raw } from './resources/raw.ts'
import { refreshPull } from './resources/refresh-pull.ts'
import { releases } from './resources/releases.ts'
import { removeOrganizationOf } from './resources/remove-organization.ts'
import { repositories } from './resources/repositories.ts'
import { requests, responses } from './resources/review-lists.ts'
import { reviewPickup } from './resources/review-pickup.ts'
import { reviewQueue } from './resources/review-queue.ts'
import { reviews } from './resources/reviews.ts'
import { ruleMatches } from './resources/rule-matches.ts'
import { cancel, rerun, retry, runActions, start } from './resources/run-actions.ts'
import { serveRunEvents } from './resources/run-events.ts'
import { log, run, runs, steps } from './resources/runs.ts'
import { removeView, savedViews, saveView } from './resources/saved-views.ts'
import { allSchedules, schedules, setSchedule } from './resources/schedules.ts'
import {
  audit,
  renameOrganization,
  setSetting,
  settings,
  suggestions,
  unsetSetting,
} from './resources/settings.ts'
import { story } from './resources/story.ts'
import { teamMirrors } from './resources/team-mirrors.ts'
import { dropWebhookSecretsOf, setWebhookSecretOf, webhook } from './resources/webhook.ts'
import { serveRead } from './serve-read.ts'
import { serveWrite } from './serve-write.ts'
import type { AnyWrite } from './write.ts'

export const reads = [
  organizations,
  organization,
  repositories,
  person,
  team,
  figures,
  now,
  distribution,
  board,
  flow,
  reviews,
  responses,
  requests,
  reviewQueue,
  reviewPickup,
  releases,
  pulls,
  story,
  raw,
  health,
  retries,
  ignored,
  standing,
  ignoredItems,
  runs,
  run,
  steps,
  log,
  runActions,
  settings,
  suggestions,
  ruleMatches,
  audit,
  teamMirrors,
  connection,
  appInstallations,
  webhook,
  available,
  schedules,
  notifications,
  deliveries,
  members,
  memberChanges,
  accountChanges,
  invitations,
  tokens,
  savedViews,
  sessions,
  waysIn,
  backups,
  installation,
  allSchedules,
  people,
]

export const writes: readonly AnyWrite[] = [
  createOrganization,
  removeOrganizationOf,
  renameOrganization,
  setSetting,
  unsetSetting,
  previewSettings,
  holidays,
  setConnectionOf,
  checkConnectionOf,
  beginAppOf,
  convertAppOf,
  setAppOf,
  chooseInstallationOf,
  removeAppOf,
  setWebhookSecretOf,
  dropWebhookSecretsOf,
  addMany,
  setRepository,
  pauseRepository,
  resumeRepository,
  removeRepository,
  discoverRepositories,
  estimate,
  setSchedule,
  setNotifications,
  setChannelOf,
  removeChannelOf,
  testChannelOf,
  start,
  cancel,
  retry,
  rerun,
  refreshPull,
  setMember,
  setMemberLoginOf,
  removeMember,
  createInvitation,
  revokeInvitation,
  createToken,
  saveView,
  removeView,
  revokeToken,
  endSession,
  endWayIn,
  rename,
  setAdministrator,
  createResetLink,
  removePerson,
  takeBackup,
]

export interface ApiOptions {
  /** How often a stream in which nothing happens says that it lives. */
  readonly heartbeatMs?: number
}

const bodyCacheBytes = 32 * 2 ** 20

export function createApi(context: ApiContext, { heartbeatMs = 15_000 }: ApiOptions = {}): OpenAPIHono {
  const api = new OpenAPIHono({ defaultHook: refuseInvalid })
  guardRoutes(api, context)
  const bodies = createBodyCache({ mostBytes: bodyCacheBytes })
  for (const read of reads) serveRead(api, read, context, bodies)
  for (const write of writes) serveWrite(api, write, context)
  serveExport(api, context)
  serveRunEvents(api, context, { heartbeatMs })
  serveMe(api, context)
  serveSignIn(api, context)
  checkRoutes(api)
  refuseOtherMethods(api)
  return api
}
