/**
 * The one shape of a filter as it is typed: in the address of a page, of the API and on the command line. Knows
 * nothing of files: a door of its own, `@upflow/insights/filter`.
 */
import { type Instant, isDay, pullRequestParts } from '@upflow/model'
import * as z from 'zod'
import { addDays, addYears } from './calendar-days.ts'

export { addDays, sizeClasses }

import { clocks, everyWork, type Filter, groupings, sizeClasses, teamRoles } from './filter.ts'
import { ignoredKinds, ignoredReasons } from './reason-words.ts'
import { dayOf, startOfDay } from './zone-days.ts'

export const comparisons = ['previous', 'year', 'none'] as const
export type Comparison = (typeof comparisons)[number]

/** So many of one parameter, and so long each. */
const most = { values: 100, characters: 200 }
const longestDays = 3_650

const word = (what: string) =>
  z
    .string({ error: `takes ${what}` })
    .min(1, `takes ${what}`)
    .max(most.characters, `takes at most ${most.characters} characters`)

/** Given once or several times. */
const many = <Item extends z.ZodType<string>>(item: Item) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(item).min(1).max(most.values, `may be given at most ${most.values} times`).optional(),
  )

export const pathWords = 'a file, a folder or a glob, such as apps/web or **/*.sql'

/** As paths stand in GitHub's lists of changed files. */
export const toPath = (text: string): string => text.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '')

export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `takes one of ${values.join(', ')}` })

export const day = z
  .string({ error: 'takes a day such as 2026-01-31' })
  .refine(isDay, 'takes a day such as 2026-01-31')

/** Which pull requests. Names and logins are compared without regard to case. */
export const scopeShape = {
  repo: many(word('a repository, OWNER/NAME or its name alone')).describe(
    'Only these repositories: `owner/name`, or the name alone. May be repeated.',
  ),
  author: many(word('a login')).describe('Only by these authors, by login. May be repeated.'),
  team: many(word("a team's slug")).describe('Only of these teams, by slug. May be repeated.'),
  teamAs: oneOf(teamRoles)
    .optional()
    .describe(
      'What the teams are to a pull request: of its `author` (default), of a `reviewer` who was asked or responded while it was ready, or of its `repository`, which the setting `teams` names.',
    ),
  kind: many(word('a kind of pull request')).describe(
    'Only of these kinds instead of `work`: `bot`, `release`, `back-merge` or one of the rules’. May be repeated.',
  ),
  size: many(oneOf(sizeClasses)).describe('Only of these sizes. May be repeated.'),
  base: many(word('a branch')).describe('Only into these branches. May be repeated.'),
  path: many(word(pathWords).refine((text) => toPath(text) !== '', `takes ${pathWords}`)).describe(
    'Only what changes one of these: a file or a folder with all in it, such as `apps/web`, or a glob, such as `**/*.sql`. May be repeated.',
  ),
}

/** Merged when. Days are the organization's. */
export const periodShape = {
  period: z
    .string({ error: 'takes a number of days such as 90d' })
    .regex(/^[1-9]\d{0,3}d$/, { error: 'takes a number of days such as 90d', abort: true })
    .refine((text) => Number.parseInt(text, 10) <= longestDays, `takes at most ${longestDays}d`)
    .optional()
    .describe('Merged in so many days up to today, such as `90d`. Not together with `from` or `to`.'),
  from: day.optional().describe('Merged on or after this day.'),
  to: day.optional().describe('Merged on or before this day.'),
}

export const clockShape = {
  clock: oneOf(clocks).default('wall').describe('Durations by the wall clock or in working hours.'),
}

export const figureShape = {
  compare: oneOf(comparisons)
    .optional()
    .describe(
      'Also the period of the same length before (`previous`, the default where there is one), or a year before.',
    ),
  by: oneOf(groupings).optional().describe('Figures of each group too.'),
}

export const loadParts = ['busiest', 'others'] as const
export type LoadPart = (typeof loadParts)[number]
export const requestOutcomes = ['answered', 'removed', 'open', 'unanswered'] as const
export type RequestOutcome = (typeof requestOutcomes)[number]
/** Which instant of a request a period is of. */
export const requestPeriods = ['requested', 'answered'] as const
export type RequestPeriod = (typeof requestPeriods)[number]

const wholeNumber = (least: number, most: number, what = '') => {
  const words = `takes a whole number from ${least} to ${most}${what}`
  return z
    .string({ error: words })
    .regex(/^\d{1,9}$/, words)
    .transform(Number)
    .pipe(z.number().min(least, words).max(most, words))
    .optional()
}

/** Which responses of reviewers, on the organization's clock. */
export const responseShape = {
  weekday: wholeNumber(1, 7, ', 1 is Monday').describe(
    'Only on this day of the week: 1 is Monday, 7 is Sunday.',
  ),
  hour: wholeNumber(0, 23).describe('Only in this hour of the day.'),
  load: oneOf(loadParts)
    .optional()
    .describe('Only by the busiest fifth of the people who responded, or by the `others`.'),
}

/** Which requests of a review. */
export const requestShape = {
  became: oneOf(requestOutcomes)
    .optional()
    .describe(
      'Only those that were answered, or were `removed`, are `open`, or ended `unanswered` with the pull request.',
    ),
  periodOf: oneOf(requestPeriods)
    .default('requested')
    .describe('Whether the period is of when it was `requested` or `answered`.'),
}

/** What health counts of a repository's pull requests. */
export const standings = ['stored', 'incomplete', 'missing', 'unanalyzed', 'retried', 'removed'] as const
export type Standing = (typeof standings)[number]

/** Which pull requests, by how they were read. */
export const standingShape = {
  standing: oneOf(standings)
    .default('stored')
    .describe(
      '`stored`: all that is; `incomplete`: not read whole; `missing`: known to be there and not stored at all; `unanalyzed`: stored or changed since the last recalculation; `retried`: to be tried again; `removed`: what GitHub no longer has.',
    ),
  lacks: oneOf(pullRequestParts)
    .optional()
    .describe('Of those that are `incomplete`, only those that lack this.'),
}

/** What did not count, as health counts it. */
export const ignoredShape = {
  item: oneOf(ignoredKinds).optional().describe('Only what is one of these.'),
  why: oneOf(ignoredReasons).optional().describe('Only for this reason.'),
}

export type ScopeQuery = z.output<z.ZodObject<typeof scopeShape>>
export type PeriodQuery = z.output<z.ZodObject<typeof periodShape>>
export type FilterQuery = ScopeQuery & PeriodQuery

const refuserOf = (context: z.RefinementCtx, input: unknown) => (name: string, message: string) =>
  context.addIssue({ code: 'custom', path: [name], message, input })

/** What each by itself may be, but not together. */
export function checkScope(query: ScopeQuery, context: z.RefinementCtx): void {
  if (query.teamAs !== undefined && query.team === undefined)
    refuserOf(context, query)('teamAs', `needs a 'team'`)
}

/** As `checkScope`, of a query with a period. */
export function checkFilter(
  query: FilterQuery & { readonly compare?: Comparison | undefined },
  context: z.RefinementCtx,
): void {
  checkScope(query, context)
  checkPeriod(query, context)
}

/** As `checkScope`, of a period. */
export function checkPeriod(
  query: PeriodQuery & { readonly compare?: Comparison | undefined },
  context: z.RefinementCtx,
): void {
  const { period, from, to, compare } = query
  const refuse = refuserOf(context, query)
  if (period !== undefined && (from !== undefined || to !== undefined))
    refuse('period', `contradicts '${from === undefined ? 'to' : 'from'}': give one of them`)
  if (from !== undefined && to !== undefined && from > to)
    refuse('from', `is after 'to', ${to}: no day lies between them`)
  if ((compare === 'previous' || compare === 'year') && period === undefined && from === undefined)
    refuse('compare', `needs a 'period' or 'from': all of the past has nothing before it`)
}

/** By whose days, and which is today. */
export interface Moment {
  readonly timeZone: string
  readonly now: Instant
}

/** Whether the same query may be of other days tomorrow. */
export const endsToday = ({ period, from, to }: PeriodQuery): boolean =>
  period !== undefined || (from !== undefined && to === undefined)

/** Whole days: what has a beginning and no end lasts until the end of today. */
function daysOf({ period, from, to }: PeriodQuery, { timeZone, now }: Moment) {
  const today = dayOf(now, timeZone)
  return {
    first: period === undefined ? from : addDays(today, 1 - Number.parseInt(period, 10)),
    last: period === undefined ? (to ?? (from === undefined ? undefined : today)) : today,
  }
}

const startAfter = (day: string | undefined, days: number, timeZone: string) =>
  day === undefined ? null : startOfDay(addDays(day, days), timeZone)

/** The same days a year before; null where there is no beginning. */
export function yearBefore(
  query: PeriodQuery,
  moment: Moment,
): { readonly since: Instant; readonly until: Instant } | null {
  const { first, last } = daysOf(query, moment)
  if (first === undefined || last === undefined) return null
  return {
    since: startOfDay(addYears(first, -1), moment.timeZone),
    until: startAfter(addYears(last, -1), 1, moment.timeZone)!,
  }
}

/** The filter of a query, at a moment, in the organization's days. */
export function toFilter({ period, from, to, ...scope }: FilterQuery, moment: Moment): Partial<Filter> {
  const { first, last } = daysOf({ period, from, to }, moment)
  return {
    since: startAfter(first, 0, moment.timeZone),
    until: startAfter(last, 1, moment.timeZone),
    repositories: scope.repo ?? null,
    authors: scope.author ?? null,
    teams: scope.team ?? null,
    teamAs: scope.teamAs ?? everyWork.teamAs,
    sizes: scope.size ?? null,
    bases: scope.base ?? null,
    paths: scope.path?.map(toPath) ?? null,
    ...(scope.kind === undefined ? {} : { kinds: scope.kind }),
  }
}
