/** Rules made ready to ask, once for all the pull requests that they apply to. */
import { defaultRules, normalizeLogin, type RawPullRequest, type Rules } from '@upflow/model'
import { type ClockOf, createClockOf } from './clocks.ts'
import { compileGlobs } from './globs.ts'
import { compileKinds, type Kinds } from './kind.ts'
import { createMergeLogins, createPersonOf } from './people.ts'

export interface CompiledRules extends Kinds {
  /** With each person by one login: the others ask with what comes of it. */
  mergeLogins(pullRequest: RawPullRequest): RawPullRequest
  isBot(login: string): boolean
  isExcluded(login: string): boolean
  isGenerated(path: string): boolean
  readonly codingWindowSeconds: number
  readonly clockOf: ClockOf
  /** Some people have another calendar than the others. */
  readonly hasOwnCalendars: boolean
}

/**
 * @param given what it lacks, as rules that were kept by an older version do, is as by default
 * @throws AnalyzerError `analyzer/invalid-pattern`; RangeError when a calendar cannot be used
 */
export function compileRules(given: Rules): CompiledRules {
  const rules = { ...defaultRules, ...given }
  const personOf = createPersonOf(rules.mergedLogins)
  // By the login itself too: what is no person's, as a mannequin's, stays who it is.
  const setOf = (logins: readonly string[]) =>
    new Set(logins.map(normalizeLogin).flatMap((login) => [login, personOf(login)]))
  const bots = setOf(rules.botLogins)
  const excluded = setOf(rules.excludedLogins)
  const isBot = (login: string) => bots.has(login)
  return {
    mergeLogins: rules.mergedLogins?.length ? createMergeLogins(personOf) : (pullRequest) => pullRequest,
    isBot,
    isExcluded: (login) => excluded.has(login),
    isGenerated: compileGlobs(rules.generatedFiles),
    codingWindowSeconds: rules.codingWindowDays * 86_400,
    ...compileKinds(rules, isBot),
    clockOf: createClockOf(rules, personOf),
    hasOwnCalendars: rules.calendars.length > 0,
  }
}
