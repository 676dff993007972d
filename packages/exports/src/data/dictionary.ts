/**
 * What is exported, table by table and column by column: what is not named here does not leave, and nothing leaves
 * without its unit and its meaning.
 */
import { actorKinds, analysisColumns, responseColumns, segmentColumns } from './analysis-columns.ts'
import {
  type Column,
  count,
  flag,
  id,
  instant,
  json,
  type Relation,
  seconds,
  text,
  workingSeconds,
} from './column.ts'

const table = (name: string, meaning: string, columns: readonly Column[]): Relation => ({
  name,
  kind: 'table',
  meaning,
  columns,
})
const view = (name: string, meaning: string, columns: readonly Column[]): Relation => ({
  name,
  kind: 'view',
  meaning,
  columns,
})

const pullRequest: readonly Column[] = [
  id('pull_request_key', 'the pull request'),
  id('repository_id', 'its repository'),
  count('number', 'its number in the repository'),
]

/** Copied as they are, row by row. */
export const copiedTables: readonly Relation[] = [
  table('repositories', 'a repository that is read', [
    id('id', "GitHub's node id"),
    text('owner', 'the organization or user that owns it'),
    text('name', 'its name'),
    text('default_branch', 'its default branch; null before it was read'),
    flag('is_archived', 'archived at GitHub'),
    count('ordinal', 'its place: the high half of the keys of its pull requests'),
  ]),
  table('freshness', 'what of a repository was read whole, and when', [
    id('repository_id', 'the repository'),
    instant('as_of', 'when the last pass that answers for all of it ended; null before the first'),
    instant('read_since', 'where that is null: since when pull requests were created that were all read'),
    instant('tags_read_at', 'when all of its tags were last read'),
    instant('deployments_read_at', 'when all of its deployments were last read'),
  ]),
  table('raw_pull_requests', 'a pull request as GitHub has it', [
    id('key', 'the pull request: pull_request_key elsewhere'),
    id('id', "GitHub's node id"),
    id('repository_id', 'its repository'),
    count('number', 'its number in the repository'),
    text('state', 'open, merged or closed'),
    flag('is_draft', 'a draft'),
    text('author_login', 'who opened it'),
    text('base_ref_name', 'the branch that it goes into'),
    text('head_ref_name', 'the branch that it comes from'),
    flag('is_cross_repository', 'from a fork'),
    instant('created_at', 'when it was opened'),
    instant('updated_at', 'when GitHub last changed it'),
    instant('merged_at', 'when it was merged'),
    instant('closed_at', 'when it was closed, by a merge too'),
    text('merge_commit_sha', 'the commit of its merge'),
    text('incomplete', 'what of it could not be read, joined by commas; null when all was'),
    json('payload', 'all of it; the views pull_request_… give its parts their names'),
  ]),
  table('removed_pull_requests', 'a pull request that GitHub no longer has', [
    id('repository_id', 'its repository'),
    count('number', 'its number'),
    id('id', "GitHub's node id"),
    text('title', 'its title when it was last read'),
    instant('removed_at', 'when it was found to be gone'),
  ]),
  table('tags', 'a tag', [
    id('repository_id', 'its repository'),
    text('name', 'its name'),
    id('sha', 'the commit that it stands on'),
    instant('committed_at', 'when that was committed'),
  ]),
  table('deployments', 'a deployment that was reported to GitHub', [
    id('repository_id', 'its repository'),
    id('id', "GitHub's node id"),
    text('environment', 'where to'),
    id('sha', 'the commit that was deployed'),
    instant('committed_at', 'when that was committed; 0 where it is gone'),
    text('creator_login', 'who deployed'),
    text('creator_kind', actorKinds),
    instant('created_at', 'when it was begun'),
    instant('succeeded_at', 'its first success; null without one'),
  ]),
  table(
    'analyzed_pull_requests',
    'where the time of a pull request went; one that is not here was not analyzed yet',
    analysisColumns,
  ),
  table('analysis_details', 'the history of a pull request, which the view segments gives its names', [
    id('pull_request_key', 'the pull request'),
    json('history', 'its segments and their reasons'),
    json('ignored', 'what did not count: kind, at, actor and why'),
  ]),
  table('review_requests', 'a request for a review', [
    id('pull_request_key', 'the pull request'),
    count('position', 'its place among the requests, from 0'),
    text('reviewer_login', 'who was asked: a login, or the slug of a team'),
    text('reviewer_kind', 'user, team, or ghost for a deleted account'),
    text('requested_by', 'who asked; null where GitHub does not say'),
    instant('requested_at', 'when'),
    instant('removed_at', 'when it was taken back'),
    instant('responded_at', "the reviewer's first review or comment after it; null for a team"),
    seconds('seconds', 'from the request to that'),
    workingSeconds('working_seconds', 'from the request to that, within working hours'),
  ]),
  table('responses', 'what a reviewer said that counts', responseColumns),
]

export const copiedViews: readonly Relation[] = [
  view(
    'segments',
    'a part of the history of a pull request: what state it was in, from when to when',
    segmentColumns,
  ),
  view('pull_request_commits', 'a commit of a pull request', [
    ...pullRequest,
    id('sha', 'the commit'),
    instant('authored_at', 'when it was written'),
    instant('committed_at', 'when it was committed'),
    text('author_login', 'who wrote it; null where GitHub knows no account'),
  ]),
  view('pull_request_reviews', 'a review', [
    ...pullRequest,
    id('id', "GitHub's node id"),
    text('author_login', 'who reviewed'),
    text('author_kind', actorKinds),
    text('state', 'approved, changes-requested, commented, dismissed or pending'),
    instant('submitted_at', 'when; null while pending'),
    text('url', 'its address'),
  ]),
  view('pull_request_comments', 'a comment', [
    ...pullRequest,
    id('id', "GitHub's node id"),
    text('kind', 'issue, or review-thread for one on a line'),
    text('author_login', 'who wrote it'),
    text('author_kind', actorKinds),
    instant('created_at', 'when it was written'),
    instant('published_at', 'from when others could read it; null while it is a draft'),
    id('review_id', 'the review that it belongs to'),
    text('url', 'its address'),
  ]),
  view('pull_request_events', 'what happened to a pull request', [
    ...pullRequest,
    text('kind', 'ready-for-review, review-requested, closed, merged and so on'),
    instant('at', 'when'),
    text('actor_login', 'who did it'),
    text('reviewer_login', 'of a request, who was asked'),
    id('id', "GitHub's node id; null in data of before it was asked for"),
    text('url', 'its address, where GitHub shows it'),
  ]),
  view('pull_request_files', 'a changed file', [
    ...pullRequest,
    text('path', 'its path'),
    count('additions', 'lines added'),
    count('deletions', 'lines removed'),
  ]),
  view('pull_request_labels', 'a label of a pull request', [...pullRequest, text('label', 'its name')]),
]

/** Made for the export. */
export const ownTables: readonly Relation[] = [
  table('about_export', 'what this file is', [
    text('name', 'organization, exported_at or tenant_format'),
    text('value', 'what that is'),
  ]),
  table('data_dictionary', 'a column of this file', [
    text('relation', 'the table or view'),
    text('kind', 'table or view'),
    text('column', 'its name'),
    text('unit', 'in what it is counted'),
    text('meaning', 'what it means'),
  ]),
]

export const dictionary: readonly Relation[] = [...copiedTables, ...copiedViews, ...ownTables]

/** What stays: settings and secrets, the cursors of a sync and what it is to try again, and what only Upflow needs. Columns as `table.column`. */
export const leftOut: readonly string[] = [
  'settings',
  'setting_changes',
  'sync_state',
  'retry_queue',
  'unanalyzed',
  'seen_pull_requests',
  'recalculations',
  'applied_tokens',
  'analysis_changes',
  'kysely_migration',
  'kysely_migration_lock',
  'repositories.release_rule',
  'raw_pull_requests.content_hash',
  'analyzed_pull_requests.source_hash',
  'analyzed_pull_requests.rules_hash',
  'analyzed_pull_requests.analysis_hash',
]
