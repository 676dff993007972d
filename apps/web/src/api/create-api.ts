/** The API, `/api/v1`: all that can be read or changed, and its description. */
import { OpenAPIHono } from '@hono/zod-openapi'
import { createInvitation, invitations, revokeInvitation } from '../auth/invitations.ts'
import { serveMe } from '../auth/me.ts'
import { memberChanges, members, removeMember, setMember } from '../auth/members.ts'
import { serveSignIn } from '../auth/serve-sign-in.ts'
import { endSession, sessions } from '../auth/sessions.ts'
import { createToken, revokeToken, tokens } from '../auth/tokens.ts'
import { endWayIn, waysIn } from '../auth/ways-in.ts'
import { checkRoutes, guardRoutes } from '../guard/guard-routes.ts'
import { WebError } from '../web-error.ts'
import type { ApiContext } from './api-context.ts'
import { createBodyCache } from './body-cache.ts'
import { refuseInvalid } from './refuse-invalid.ts'
import { backups, takeBackup } from './resources/backups.ts'
import { board } from './resources/board.ts'
import { checkConnectionOf, connection, setConnectionOf } from './resources/connection.ts'
import { createOrganization } from './resources/create-organization.ts'
import { discoverRepositories } from './resources/discover-repositories.ts'
import { distribution } from './resources/distribution.ts'
import { serveExport } from './resources/export.ts'
import { figures } from './resources/figures.ts'
import { flow } from './resources/flow.ts'
import { health, ignored, retries } from './resources/health.ts'
import { holidays } from './resources/holidays.ts'
import {
  addMany,
  available,
  estimate,
  removeRepository,
  setRepository,
} from './resources/manage-repositories.ts'
import {
  notifications,
  removeChannelOf,
  setChannelOf,
  setNotifications,
  testChannelOf,
} from './resources/notifications.ts'
import { now } from './resources/now.ts'
import { organization, organizations } from './resources/organizations.ts'
import { previewSettings } from './resources/preview.ts'
import { pulls } from './resources/pulls.ts'
import { releases } from './resources/releases.ts'
import { removeOrganizationOf } from './resources/remove-organization.ts'
import { repositories } from './resources/repositories.ts'
import { reviews } from './resources/reviews.ts'
import { ruleMatches } from './resources/rule-matches.ts'
import { cancel, rerun, retry, runActions, start } from './resources/run-actions.ts'
import { serveRunEvents } from './resources/run-events.ts'
import { log, run, runs, steps } from './resources/runs.ts'
import { schedules, setSchedule } from './resources/schedules.ts'
import {
  audit,
  renameOrganization,
  setSetting,
  settings,
  suggestions,
  unsetSetting,
} from './resources/settings.ts'
import { story } from './resources/story.ts'
import { serveRead } from './serve-read.ts'
import { serveWrite } from './serve-write.ts'
import type { AnyWrite } from './write.ts'

export const reads = [
  organizations,
  organization,
  repositories,
  figures,
  now,
  distribution,
  board,
  flow,
  reviews,
  releases,
  pulls,
  story,
  health,
  retries,
  ignored,
  runs,
  run,
  steps,
  log,
  runActions,
  settings,
  suggestions,
  ruleMatches,
  audit,
  connection,
  available,
  schedules,
  notifications,
  members,
  memberChanges,
  invitations,
  tokens,
  sessions,
  waysIn,
  backups,
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
  addMany,
  setRepository,
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
  setMember,
  removeMember,
  createInvitation,
  revokeInvitation,
  createToken,
  revokeToken,
  endSession,
  endWayIn,
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

/** An address that is there, asked in a way that it does not know, says in which ways it can be. */
function refuseOtherMethods(api: OpenAPIHono): void {
  const methods = new Map<string, Set<string>>()
  for (const { path, method } of api.routes) {
    const known = methods.get(path) ?? new Set()
    methods.set(path, known.add(method))
  }
  for (const [path, known] of methods) {
    const allow = [...known].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')
    api.all(path, (context) => {
      const { req } = context
      context.header('allow', allow)
      context.header('connection', 'close')
      throw new WebError(
        'web/method-not-allowed',
        `${req.method} is not known here: this address takes ${allow}.`,
        { method: req.method, allow },
      )
    })
  }
}
