/** Every column that the list can have: what it says, and by what the API sorts it. */
import type { ReactNode } from 'react'
import type { DurationName, PullRequest } from '../api/types.ts'
import { type Clock, formatDuration, formatExact } from '../format/duration.ts'
import { formatCount, formatList } from '../format/number.ts'
import type { Zone } from '../format/zone.ts'
import { PullRequestLink } from '../parts/pull-request-link.tsx'
import { isAtMerge } from '../pull-request/at-merge.ts'
import { StateLabel } from '../states/patterns.tsx'
import { toStateKey } from '../states/states.ts'
import { Composition } from './composition.tsx'

export interface ColumnContext {
  readonly zone: Zone
  readonly clock: Clock
}

export interface Column {
  readonly key: string
  readonly label: string
  /** Where it can be sorted by. */
  readonly sort?: string
  readonly isNumber?: boolean
  readonly cell: (pullRequest: PullRequest, context: ColumnContext) => ReactNode
}

const instant = (
  key: string,
  label: string,
  of: (one: PullRequest) => number | null,
  sort?: string,
): Column => ({
  key,
  label,
  ...(sort ? { sort } : {}),
  cell: (one, { zone }) => {
    const at = of(one)
    return at === null ? '–' : <time title={zone.dateTime(at)}>{zone.date(at)}</time>
  },
})

const duration = (name: DurationName, label: string, sort?: string): Column => ({
  key: name,
  label,
  isNumber: true,
  ...(sort ? { sort } : {}),
  cell: (one, { clock }) => {
    const seconds = one.durations[name][clock]
    if (seconds === null) return <span title={one.unknown?.[name] ?? 'not over yet, or not known'}>–</span>
    if (name === 'deploy' && isAtMerge(one)) return <span className="muted">at merge</span>
    return <span title={formatExact(seconds, clock)}>{formatDuration(seconds, clock)}</span>
  },
})

const count = (
  key: string,
  label: string,
  of: (one: PullRequest) => number | null,
  sort?: string,
): Column => ({
  key,
  label,
  isNumber: true,
  ...(sort ? { sort } : {}),
  cell: (one) => {
    const value = of(one)
    return value === null ? '–' : formatCount(value)
  },
})

export const columns: readonly Column[] = [
  { key: 'pull', label: 'Pull request', sort: 'number', cell: (one) => <PullRequestLink {...one} /> },
  { key: 'author', label: 'Author', cell: ({ author }) => author.login },
  { key: 'state', label: 'State', cell: ({ state }) => state },
  {
    key: 'now',
    label: 'Stands at',
    sort: 'now_since',
    cell: ({ now }) => (now.state === null ? '–' : <StateLabel state={toStateKey(now.state, now.turn)} />),
  },
  { key: 'kind', label: 'Kind', cell: ({ kind }) => kind },
  { key: 'base', label: 'Base', cell: ({ base }) => base ?? '–' },
  { key: 'teams', label: 'Teams', cell: ({ teams = [] }) => (teams.length === 0 ? '–' : formatList(teams)) },
  { key: 'size', label: 'Size', cell: ({ sizeClass }) => sizeClass ?? '–' },
  count('lines', 'Lines', ({ changedLines }) => changedLines, 'changed_lines'),
  count('files', 'Files', ({ changedFiles }) => changedFiles),
  count('rounds', 'Rounds', ({ reviewRounds }) => reviewRounds, 'review_rounds'),
  instant('created', 'Opened', ({ createdAt }) => createdAt, 'created_at'),
  instant('ready', 'Ready', ({ readyAt }) => readyAt),
  instant('response', 'First response', ({ firstResponseAt }) => firstResponseAt),
  instant('merged', 'Merged', ({ mergedAt }) => mergedAt, 'merged_at'),
  instant('released', 'Released', ({ releasedAt }) => releasedAt),
  {
    key: 'composition',
    label: 'Where the time went',
    cell: (one, context) => <Composition pullRequest={one} {...context} />,
  },
  duration('coding', 'Coding', 'coding'),
  duration('pickup', 'Pickup', 'pickup'),
  duration('unanswered', 'Unanswered', 'unanswered'),
  duration('review', 'Review', 'review'),
  duration('total', 'Total', 'total'),
  duration('deploy', 'Deploy', 'deploy'),
  duration('lead_time', 'Lead time', 'lead_time'),
  duration('draft', 'As a draft'),
  duration('awaiting_request', 'Awaiting request'),
  duration('waiting_author', 'Author’s turns'),
  duration('waiting_reviewer', 'Reviewers’ turns'),
  duration('approved_not_merged', 'Approved'),
]

const byState: Readonly<Record<string, readonly string[]>> = {
  merged: [
    'pull',
    'author',
    'size',
    'merged',
    'composition',
    'coding',
    'pickup',
    'review',
    'total',
    'deploy',
  ],
  open: ['pull', 'author', 'size', 'created', 'now', 'coding', 'pickup'],
  other: ['pull', 'author', 'state', 'size', 'created', 'coding', 'pickup', 'review', 'total'],
}

/** In their own order, whatever that of the address. What it names and is none is left out, and said by the page. */
export function chooseColumns(text: string | undefined, state: string): Column[] {
  const wanted = new Set(
    text === undefined ? (byState[state] ?? byState.other) : ['pull', ...text.split(',')],
  )
  return columns.filter(({ key }) => wanted.has(key))
}
