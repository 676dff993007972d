/** What the options mean by which pull requests are chosen. What chooses nothing by mistake is refused. */
import { type Clock, clocks, type Filter, sizeClasses, startOfDay, teamRoles } from '@upflow/insights'
import { pathWords, toPath } from '@upflow/insights/filter'
import type { Instant } from '@upflow/model'
import type { Words } from './command-line.ts'
import { UsageError } from './exit-codes.ts'
import { oneOf } from './one-of.ts'
import { parseDay } from './parse-day.ts'

/** All but the period, null where all of them are meant. @throws UsageError */
export function filterIn(words: Words): Partial<Filter> {
  const kinds = textsIn(words, 'kind', 'a kind of pull request')
  return {
    ...teamsIn(words),
    ...(kinds === null ? {} : { kinds }),
    repositories: words.valuesOf('repository'),
    // As settings take them: an `@` in front is of the way people write a login.
    authors: textsIn(words, 'author', 'a login', (word) => word.replace(/^@/, '')),
    sizes: words.valuesOf('size')?.map(toSize) ?? null,
    bases: textsIn(words, 'base', 'a branch'),
    paths: words.valuesOf('path')?.map(toTypedPath) ?? null,
  }
}

/** None of which is empty, as what a script has not set. @throws UsageError */
const textsIn = (
  words: Words,
  option: string,
  what: string,
  toText = (word: string) => word,
): string[] | null =>
  words.valuesOf(option)?.map((word) => {
    const text = toText(word)
    if (text.trim() !== '') return text
    throw new UsageError(`--${option} takes ${what}, not '${word}'`)
  }) ?? null

/** @throws UsageError */
export const clockIn = (words: Words): Clock => oneOf(clocks, words.valueOf('clock'), '--clock') ?? 'wall'

function toSize(word: string): string {
  const size = sizeClasses.find((known) => known === word.toUpperCase())
  return size ?? oneOf(sizeClasses, word, '--size')!
}

function teamsIn(words: Words): Pick<Partial<Filter>, 'teams' | 'teamAs'> {
  const teams = textsIn(words, 'team', "a team's slug")
  const teamAs = oneOf(teamRoles, words.valueOf('team-as'), '--team-as')
  if (teamAs === undefined) return { teams }
  if (teams === null) throw new UsageError('--team-as needs a --team')
  return { teams, teamAs }
}

function toTypedPath(word: string): string {
  const path = toPath(word)
  if (path !== '') return path
  throw new UsageError(`--path takes ${pathWords}, not '${word}'`)
}

/** In a zone: null where there is no bound. */
export type TypedPeriod = (timeZone: string) => {
  readonly since: Instant | null
  readonly until: Instant | null
}

/** What is typed as the days of two options: from the beginning of the one to that of the other. @throws UsageError */
export function periodIn(
  words: Words,
  [first, last]: readonly [string, string] = ['since', 'until'],
): TypedPeriod {
  const [since, until] = [dayIn(words, first), dayIn(words, last)]
  const [from, to] = [words.valueOf(first), words.valueOf(last)]
  if (from !== undefined && to !== undefined && from >= to)
    throw new UsageError(`--${first} ${from} is not before --${last} ${to}: no day lies between them`)
  return (timeZone) => ({ since: since(timeZone), until: until(timeZone) })
}

/** The beginning of a day. @throws UsageError */
export function dayIn(words: Words, option: string): (timeZone: string) => Instant | null {
  const day = words.valueOf(option)
  parseDay(day, `--${option}`)
  return (timeZone) => (day === undefined ? null : startOfDay(day, timeZone))
}
