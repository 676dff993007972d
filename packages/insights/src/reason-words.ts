/** Reasons as people say them. */
import type { Ignored, IgnoredWhy, ReasonKind } from '@upflow/analyzer'
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

/**
 * What happened, without who did it.
 * @param pullRequestId what began with the pull request itself has its id: it was opened as a draft
 */
export function eventWords({ kind, id }: Pick<HistoryReason, 'kind' | 'id'>, pullRequestId: string): string {
  if (kind === 'draft' && id === pullRequestId) return 'opened as a draft'
  const verb = (verbs as Readonly<Record<string, string>>)[kind] ?? kind.replaceAll('-', ' ')
  return kind === 'release' && id !== null ? `${verb} by ${id}` : verb
}

/** With who did it, where GitHub says. */
export function reasonWords(reason: HistoryReason, pullRequestId: string): string {
  const words = eventWords(reason, pullRequestId)
  return reason.actor === null || reason.kind === 'release' ? words : `${words} by ${reason.actor.login}`
}

export const ignoredKinds = [
  'review',
  'comment',
  'request',
  'commit',
] as const satisfies readonly Ignored['kind'][]
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

export const ignoredReasons = Object.keys(ignoredWords) as [IgnoredWhy, ...IgnoredWhy[]]

/** Of one alone. */
const ofOne: Partial<Readonly<Record<IgnoredWhy, string>>> = {
  bot: 'by a bot',
  excluded: 'by somebody who is excluded',
  'not-a-person': 'by an account that is no person',
}

type IgnoredOf = Pick<Ignored, 'kind' | 'why'>

/** `comment by a bot`, `comments by the author`, `request to a bot`: whom a request is to matters, not whom it is by. */
export function ignoredNoun({ kind, why }: IgnoredOf, count = 1): string {
  const words = (count === 1 ? ofOne[why] : undefined) ?? ignoredWords[why] ?? why
  return `${kind}${count === 1 ? '' : 's'} ${kind === 'request' ? words.replace(/^by /, 'to ') : words}`
}

/** `2 comments by the author` */
export const ignoredText = (ignored: IgnoredOf, count: number): string =>
  `${count} ${ignoredNoun(ignored, count)}`
