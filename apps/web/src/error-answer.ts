/** Any error as what a client is told: a status, and a code with a message and facts. Only this file gives statuses. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { WebError, type WebFacts } from './web-error.ts'

const statuses: Readonly<Record<string, ContentfulStatusCode>> = {
  'web/bad-request': 400,
  'web/bad-cursor': 400,
  'insights/bad-cursor': 400,
  'analyzer/invalid-pattern': 400,
  'insights/unknown-repository': 400,
  'insights/ambiguous-repository': 400,
  'insights/unknown-team': 400,
  'insights/team-without-repositories': 400,
  'settings/invalid': 400,
  'settings/unreadable-holidays': 400,
  'pipeline/invalid-token': 400,
  'pipeline/invalid-address': 400,
  'pipeline/invalid-app': 400,
  'pipeline/invalid-repository': 400,
  'pipeline/invalid-rule': 400,
  'pipeline/not-confirmed': 400,
  'pipeline/invalid-webhook-secret': 400,
  'pipeline/malformed-delivery': 400,
  'pipeline/unsigned-delivery': 403,
  'pipeline/too-many-deliveries': 429,
  'jobs/invalid-schedule': 400,
  'accounts/invalid': 400,
  'accounts/not-signed-in': 401,
  'accounts/wrong-credentials': 401,
  'accounts/bad-token': 401,
  'accounts/not-allowed': 403,
  'accounts/unknown-person': 404,
  'accounts/unknown-session': 404,
  'accounts/unknown-account': 404,
  'accounts/unknown-token': 404,
  'accounts/unknown-view': 404,
  'accounts/unknown-invitation': 404,
  'accounts/unknown-provider': 404,
  'accounts/email-taken': 409,
  'accounts/last-owner': 409,
  'accounts/unusable-link': 410,
  'accounts/too-many-attempts': 429,
  'accounts/provider-failed': 502,
  'accounts/too-busy': 503,
  'web/foreign-origin': 403,
  'web/not-found': 404,
  'web/unknown-pull-request': 404,
  'insights/unknown-pull-request': 404,
  'web/unknown-person': 404,
  'db/unknown-organization': 404,
  'jobs/unknown-run': 404,
  'settings/unknown-repository': 404,
  'settings/unknown-channel': 404,
  'pipeline/unknown-repository': 404,
  'web/method-not-allowed': 405,
  'settings/changed-meanwhile': 409,
  'settings/login-taken': 409,
  'pipeline/no-token': 409,
  'pipeline/no-app': 409,
  'pipeline/unknown-installation': 409,
  'pipeline/installation-suspended': 409,
  'pipeline/moved': 409,
  'web/app-not-begun': 409,
  'pipeline/demo-only': 409,
  'pipeline/no-repositories': 409,
  'pipeline/repository-paused': 409,
  'pipeline/run-active': 409,
  'pipeline/superseded': 409,
  'jobs/not-retryable': 409,
  'db/organization-exists': 409,
  'web/backup-under-way': 409,
  'exports/damaged-source': 409,
  'exports/unusable-target': 409,
  'db/wrong-secret': 409,
  'db/other-accounts': 409,
  'db/accounts-in-database': 409,
  'web/too-slow': 408,
  'web/length-required': 411,
  'web/body-too-large': 413,
  'web/url-too-long': 414,
  'web/not-json': 415,
  'web/unknown-host': 421,
  'web/headers-too-large': 431,
  'github/not-found': 422,
  'github/access-denied': 422,
  'github/authentication-failed': 422,
  'github/insufficient-scopes': 422,
  'github/installation-suspended': 422,
  'github/installation-removed': 422,
  'github/invalid-private-key': 400,
  'github/unreachable': 502,
  'github/rate-limited': 503,
  'notifications/address-refused': 422,
  'notifications/redirected': 422,
  'notifications/refused': 422,
  'notifications/unreachable': 502,
  'web/too-many-streams': 503,
  'web/too-much-at-once': 503,
  'web/stopping': 503,
  'web/pages-not-built': 503,
  'insights/closed': 503,
  'insights/thread-ended': 503,
  'db/busy': 503,
  'db/unreachable': 503,
  'db/newer-file': 503,
  'db/closed': 503,
  'jobs/store-busy': 503,
  'jobs/engine-stopped': 503,
}

const ofDamage =
  'What is stored cannot be read: a file is damaged, missing or out of reach. Whoever runs the server mends it; its log says which file, and how.'

/**
 * What ails the installation, in words for anybody: the error itself says in which file and at which host, to whoever
 * runs the server.
 */
const ofInstallation: Readonly<Record<string, string>> = {
  'db/unreachable':
    'The database cannot be reached. Try again in a moment; the log of the server says what is wrong.',
  'db/newer-file':
    'What is stored was written by a newer Upflow than this server. Whoever runs it updates it; its log says what was written.',
  'db/corrupt-file': ofDamage,
  'db/foreign-file': ofDamage,
  'db/unusable-file': ofDamage,
  'db/organization-file-missing': ofDamage,
  'db/registry-missing': ofDamage,
  'db/other-accounts':
    'This server has accounts of its own, and its database has others: it lets nobody in until whoever runs it says which are kept. Its log says how.',
  'db/accounts-in-database':
    'The accounts of this server are kept in a database by now, of which it was not told: it lets nobody in, and changes nothing. Its log says what whoever runs it does.',
}

export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly facts: WebFacts }
}

export interface ErrorAnswer {
  readonly status: ContentfulStatusCode
  readonly body: ErrorBody
  /** To be mended by whoever runs the server, whom its log tells what is not said here. */
  readonly isFault: boolean
}

/** What is unexpected is not shown: its message may say what is nobody's business. */
export function toErrorAnswer(thrown: unknown): ErrorAnswer {
  const { code, message, facts = {} } = thrown as { code?: unknown; message?: unknown; facts?: WebFacts }
  const isKnown = typeof code === 'string' && /^[a-z]+\/[a-z-]+$/.test(code)
  const known = isKnown ? { code, message: String(message), facts } : unexpected
  const status = statuses[known.code] ?? 500
  const told = ofInstallation[known.code]
  return {
    status,
    body: { error: told === undefined ? known : { code: known.code, message: told, facts: {} } },
    isFault: status === 500 || told !== undefined,
  }
}

const unexpected = new WebError(
  'web/unexpected',
  'Something went wrong here. The log of the server says what, under the id of this request.',
)
