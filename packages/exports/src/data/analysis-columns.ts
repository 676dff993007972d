/** The columns of analyzed pull requests; what their numbers mean in full is in docs/definitions.md. */
import { type Column, count, flag, id, instant, json, seconds, text, workingSeconds } from './column.ts'

/** What each duration sums, by the name that its two columns begin with. */
const durations: Readonly<Record<string, string>> = {
  coding: 'from the first commit until it was ready, and later time as a draft',
  pickup: 'from ready to the first response; null when nobody responded while it was ready',
  unanswered: 'from ready to the end, of one that ended without a response',
  review: 'from the first response to the merge or close',
  deploy: 'from the merge to the release; null before it, and where the rule releases nothing',
  total: 'coding, pickup or unanswered, and review: from the first commit to the merge or close',
  lead_time: 'total and deploy: from the first commit to the release',
  awaiting_request: 'ready, nobody who could review it asked yet, but somebody was asked later',
  approved_not_merged: 'between an approval in force and the merge',
  draft: 'as a draft',
  waiting_author: "while it was the author's turn",
  waiting_reviewer: "while it was the reviewers' turn",
}

/** Who somebody may be at GitHub. */
export const actorKinds = 'user, bot, mannequin, organization, or ghost for a deleted account'

const durationColumns: readonly Column[] = Object.entries(durations).flatMap(([name, meaning]) => [
  seconds(`${name}_seconds`, `${meaning}; by the wall clock`),
  workingSeconds(`${name}_working_seconds`, `${meaning}; within working hours`),
])

export const analysisColumns: readonly Column[] = [
  id('pull_request_key', 'the pull request, the same in every table'),
  id('pull_request_id', "GitHub's node id"),
  id('repository_id', 'the repository'),
  count('number', 'its number in the repository'),
  text('state', 'open, merged or closed'),
  text('kind', 'work, bot, release, back-merge, or one that the rules name; figures count work'),
  text('author_login', 'who opened it'),
  text('author_kind', actorKinds),
  text(
    'incomplete',
    'what of it could not be read, joined by commas: numbers that need it are null; null when all was',
  ),
  instant('first_committed_at', 'its first commit'),
  instant('created_at', 'when it was opened'),
  instant('ready_at', 'when it was first ready for review'),
  instant('review_requested_at', 'when a review was first asked for while it was ready'),
  instant('first_response_at', 'the first review or comment of an eligible reviewer while it was ready'),
  instant('first_reviewed_at', 'the first submitted review of an eligible reviewer'),
  instant('approved_at', 'since when it stayed approved'),
  instant('merged_at', 'when it was merged'),
  instant('closed_at', 'when it was closed, by a merge too'),
  instant('released_at', 'when it was released by the rule of its repository'),
  json('released_by', 'what released it: the tag, deployment, merge or pull request'),
  ...durationColumns,
  flag('unreviewed', 'ended without anything that a reviewer said'),
  count('review_rounds', 'how often the turn passed from the author to the reviewers after a response'),
  text('now_state', 'where it stands when it is not over'),
  text('now_turn', 'whose turn it is: author or reviewers'),
  instant('now_since', 'since when it stands there'),
  count('changed_lines', 'lines added and removed, without generated files'),
  count('changed_files', 'files changed, without generated ones'),
  text('size_class', 'XS up to 10 lines, S to 50, M to 250, L to 1,000, XL beyond'),
  text('title', 'its title'),
  text('url', 'its address'),
]

export const segmentColumns: readonly Column[] = [
  id('pull_request_key', 'the pull request'),
  count('position', 'its place in the history, from 0; segments follow each other without a gap'),
  text(
    'state',
    'coding, draft, awaiting-request, awaiting-review, in-review, approved, awaiting-release or closed',
  ),
  text('turn', 'in review, whose turn it was: author or reviewers'),
  instant('from_at', 'when it began'),
  instant('to_at', 'when it ended; null while it lasts'),
  workingSeconds('working_seconds', 'how much of it lay in working hours; null while it lasts'),
  json('because', 'what began it: kind, at, actor, id, url'),
  json('until', 'what ended it, in the same form; null while it lasts'),
]

export const responseColumns: readonly Column[] = [
  id('pull_request_key', 'the pull request'),
  count('position', 'its place among the responses, from 0'),
  text('reviewer_login', 'who responded'),
  text('reviewer_kind', 'user, or ghost for a deleted account'),
  instant('at', 'when'),
  text('kind', 'approval, changes-requested, review or comment'),
  id('id', "GitHub's node id of the review or comment"),
  instant('requested_at', 'when this reviewer was last asked before; null when nobody had'),
  seconds('seconds', 'from the request to the response'),
  workingSeconds('working_seconds', 'from the request to the response, within working hours'),
  flag('is_answer', 'the first response to the request'),
]
