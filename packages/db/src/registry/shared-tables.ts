/** Which tables of the registry are of accounts. */

/** What is the same on all machines. Organizations, which they refer to, are kept in step by themselves. */
export const accountTables = [
  'user',
  'session',
  'account',
  'verification',
  'administrators',
  'memberships',
  'invitations',
  'api_tokens',
  'one_time_links',
  'account_changes',
  'saved_views',
] as const
export type AccountTable = (typeof accountTables)[number]
