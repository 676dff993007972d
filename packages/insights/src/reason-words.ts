/** Reasons as people say them. */
import type { IgnoredWhy, ReasonKind } from '@upflow/analyzer'
import type { HistoryReason } from '@upflow/db'

const verbs: Readonly<Record<ReasonKind, string>> = {
  commit: 'first commit',
  created: 'opened',
  ready: 'marked ready',
  draft: 'made a draft',
  request: 'review requested',
  review: 'review',
  comment: 'comment',
  approval: 'approved',
  'changes-requested': 'changes requested',
  dismissal: 'review dismissed',
  push: 'pushed',
  reply: 'reply',
  merge: 'merged',
  close: 'closed',
  reopen: 'reopened',
  release: 'released',
}

export function reasonWords({ kind, actor, id }: HistoryReason): string {
  const verb = (verbs as Readonly<Record<string, string>>)[kind] ?? kind
  if (kind === 'release') return id === null ? verb : `${verb} by ${id}`
  return actor === null ? verb : `${verb} by ${actor.login}`
}

export const ignoredWords: Readonly<Record<IgnoredWhy, string>> = {
  bot: 'by bots',
  author: 'by the author',
  excluded: 'by people who are excluded',
  'not-a-person': 'by accounts that are no person',
  pending: 'never submitted',
  'while-draft': 'said to a draft (early feedback)',
  'while-closed': 'while it was closed',
  'before-created': 'before it was opened',
  'after-end': 'after its end',
  'older-than-window': 'older than the coding window',
}
