/** What can be done in an organization: each with its command, and the line that it leaves in the audit there. */
import { token } from './support.ts'

export interface OrganizationAction {
  readonly id: string
  /** What is asked, after what was asked before it; `RUN` is the last run that was begun, `CODE` of the last app. */
  readonly path: string
  readonly body?: object
  /** The same on the command line. */
  readonly command: readonly [name: string, action: string | null]
  /** What the audit says then; null where nothing is changed. */
  readonly audit: { readonly key: string; readonly did?: string } | null
}

export const acme = '/organizations/acme'
const name = 'bitcoin-core/gui'

/** In this order, each after the others. */
export const organizationActions: readonly OrganizationAction[] = [
  {
    id: 'renameOrganization',
    path: acme,
    body: { name: 'Acme Inc' },
    command: ['org', 'set'],
    audit: { key: 'name' },
  },
  {
    id: 'setSetting',
    path: `${acme}/settings/codingWindowDays`,
    body: { value: 30, recalculate: false },
    command: ['settings', 'set'],
    audit: { key: 'codingWindowDays' },
  },
  {
    id: 'unsetSetting',
    path: `${acme}/settings/codingWindowDays`,
    body: { recalculate: false },
    command: ['settings', 'unset'],
    audit: { key: 'codingWindowDays' },
  },
  {
    id: 'previewSettings',
    path: `${acme}/settings/preview`,
    body: { changes: [{ key: 'codingWindowDays', value: 10 }] },
    command: ['settings', 'preview'],
    audit: null,
  },
  {
    id: 'readHolidays',
    path: `${acme}/settings/holidays`,
    body: { text: 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225\nEND:VEVENT\nEND:VCALENDAR' },
    command: ['settings', 'holidays'],
    audit: null,
  },
  {
    id: 'beginApp',
    path: `${acme}/connection/app/manifest`,
    command: ['org', 'app'],
    audit: null,
  },
  {
    id: 'convertApp',
    path: `${acme}/connection/app/conversion`,
    body: { code: 'CODE', state: 'STATE' },
    command: ['org', 'app'],
    audit: { key: 'integration' },
  },
  {
    id: 'setApp',
    path: `${acme}/connection/app`,
    body: { app: { from: 'acme' } },
    command: ['org', 'app'],
    audit: { key: 'integration' },
  },
  {
    id: 'chooseInstallation',
    path: `${acme}/connection/app/installation`,
    body: { installation: 5 },
    command: ['org', 'app'],
    audit: { key: 'integration' },
  },
  {
    id: 'removeApp',
    path: `${acme}/connection/app`,
    command: ['org', 'app'],
    audit: { key: 'integration' },
  },
  {
    id: 'setConnection',
    path: `${acme}/connection`,
    body: { token: `${token}2` },
    command: ['org', 'token'],
    audit: { key: 'integration' },
  },
  {
    id: 'checkConnection',
    path: `${acme}/connection/check`,
    body: {},
    command: ['org', 'check'],
    audit: { key: 'connection', did: 'checked' },
  },
  {
    id: 'setWebhookSecret',
    path: `${acme}/webhook`,
    command: ['org', 'webhook'],
    audit: { key: 'webhook' },
  },
  {
    id: 'dropWebhookSecrets',
    path: `${acme}/webhook`,
    body: { which: 'all' },
    command: ['org', 'webhook'],
    audit: { key: 'webhook' },
  },
  {
    id: 'estimateBackfill',
    path: `${acme}/repositories/estimate`,
    command: ['repo', 'estimate'],
    audit: null,
  },
  {
    id: 'discoverRepositories',
    path: `${acme}/repositories/discover`,
    body: { discovery: { patterns: ['bitcoin-core/*'] } },
    command: ['repo', 'discover'],
    audit: null,
  },
  {
    id: 'setRepository',
    path: `${acme}/repositories/${name}`,
    body: { releaseRule: { kind: 'none' }, recalculate: false },
    command: ['repo', 'set'],
    audit: { key: 'releaseRule' },
  },
  {
    id: 'pauseRepository',
    path: `${acme}/repositories/${name}/pause`,
    command: ['repo', 'pause'],
    audit: { key: 'repository' },
  },
  {
    id: 'resumeRepository',
    path: `${acme}/repositories/${name}/resume`,
    command: ['repo', 'resume'],
    audit: { key: 'repository' },
  },
  {
    id: 'removeRepository',
    path: `${acme}/repositories/${name}`,
    body: { confirm: name },
    command: ['repo', 'remove'],
    audit: { key: 'repository' },
  },
  {
    id: 'addRepositories',
    path: `${acme}/repositories`,
    body: { names: [name] },
    command: ['repo', 'add'],
    audit: { key: 'repository' },
  },
  {
    id: 'setSchedule',
    path: `${acme}/schedules/crawl`,
    body: { cron: null },
    command: ['schedules', 'set'],
    audit: { key: 'schedules' },
  },
  {
    id: 'setNotifications',
    path: `${acme}/notifications`,
    body: { waitLimitHours: 20 },
    command: ['notify', 'set'],
    audit: { key: 'notifications' },
  },
  {
    id: 'setChannel',
    path: `${acme}/notifications/channels/hook`,
    body: { channel: { kind: 'webhook', topics: ['runs'], url: 'RECEIVER' }, secret: 'canary-secret' },
    command: ['notify', 'set'],
    audit: { key: 'notifications' },
  },
  {
    id: 'testChannel',
    path: `${acme}/notifications/channels/hook/test`,
    command: ['notify', 'test'],
    audit: { key: 'channel', did: 'tested' },
  },
  {
    id: 'removeChannel',
    path: `${acme}/notifications/channels/hook`,
    command: ['notify', 'remove'],
    audit: { key: 'notifications' },
  },
  {
    id: 'exportData',
    path: `${acme}/export/data-dictionary.md`,
    command: ['export', null],
    audit: { key: 'export' },
  },
  {
    id: 'startRun',
    path: `${acme}/runs`,
    body: { job: 'crawl' },
    command: ['crawl', null],
    audit: { key: 'run', did: 'started' },
  },
  {
    id: 'cancelRun',
    path: '/runs/RUN/cancel',
    command: ['runs', 'cancel'],
    audit: { key: 'run', did: 'cancelled' },
  },
  {
    id: 'retryRun',
    path: '/runs/RUN/retry',
    command: ['runs', 'retry'],
    audit: { key: 'run', did: 'retried' },
  },
  {
    id: 'rerunRun',
    path: '/runs/RUN/rerun',
    command: ['runs', 'rerun'],
    audit: { key: 'run', did: 'run again' },
  },
  {
    id: 'refreshPull',
    path: `${acme}/pulls/${name}/1/refresh`,
    command: ['pulls', 'refresh'],
    audit: { key: 'run', did: 'started' },
  },
]
