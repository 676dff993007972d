/** What lines of an audit are about, in words: with a line of each kind that the API knows. */
import type { AccountChange, Change } from '../api/types.ts'

export const settingWords: Readonly<Record<Change['key'], string>> = {
  organization: 'organization',
  name: 'name',
  connection: 'connection checked',
  integration: 'connection',
  webhook: 'webhook secrets',
  repository: 'repositories',
  run: 'runs',
  export: 'exports',
  releaseRule: 'release rule',
  excludedLogins: 'excluded people',
  botLogins: 'bots',
  mergedLogins: 'logins of one person',
  generatedFiles: 'generated files',
  kinds: 'kinds',
  longLivedBranches: 'long-lived branches',
  codingWindowDays: 'coding window',
  calendar: 'calendar',
  teams: 'teams',
  personPages: 'person pages',
  login: 'login of a member',
  schedules: 'schedules',
  discovery: 'patterns that add repositories',
  notifications: 'notifications',
  channel: 'channel tested',
}

export const accountWords: Readonly<Record<AccountChange['what'], string>> = {
  'sign-in.succeeded': 'signed in',
  'sign-in.refused': 'sign-in refused',
  'session.ended': 'session ended',
  'sessions.ended': 'sessions ended',
  'person.created': 'person created',
  'person.removed': 'person removed',
  'password.set': 'password set',
  'account.linked': 'way in added',
  'account.unlinked': 'way in ended',
  'reset-link.created': 'reset link created',
  'administrator.set': 'administrator',
  'organization.removed': 'organization removed',
  'member.set': 'role',
  'invitation.created': 'invitation created',
  'invitation.revoked': 'invitation revoked',
  'token.created': 'token created',
  'token.revoked': 'token revoked',
  'view.saved': 'view saved',
  'view.removed': 'view removed',
  'backup.taken': 'backup taken',
  'backup.restored': 'backup restored',
}

/** What can be of one organization. */
export const memberKinds = [
  'member.set',
  'invitation.created',
  'invitation.revoked',
  'token.created',
  'token.revoked',
  'view.saved',
  'view.removed',
] as const
