/** Rules made ready to ask, once for all the pull requests that they apply to. */
import { type Actor, defaultRules, normalizeLogin, type Rules } from '@upflow/model'
import { compileGlobs } from './globs.ts'
import { compileKinds, type KindOf } from './kind.ts'
import { createWorkingClock, type WorkingClock } from './working-clock.ts'

export interface CompiledRules {
  isBot(login: string): boolean
  isExcluded(login: string): boolean
  isGenerated(path: string): boolean
  readonly codingWindowSeconds: number
  readonly kindOf: KindOf
  /** Of the author of a pull request. */
  clockOf(author: Actor): WorkingClock
}

/**
 * @param given what it lacks, as rules that were kept by an older version do, is as by default
 * @throws AnalyzerError `analyzer/invalid-pattern`; RangeError when a calendar cannot be used
 */
export function compileRules(given: Rules): CompiledRules {
  const rules = { ...defaultRules, ...given }
  const setOf = (logins: readonly string[]) => new Set(logins.map(normalizeLogin))
  const bots = setOf(rules.botLogins)
  const excluded = setOf(rules.excludedLogins)
  const isBot = (login: string) => bots.has(login)
  const clock = createWorkingClock(rules.calendar)
  const clocks = new Map<string, WorkingClock>()
  for (const { logins, calendar } of rules.calendars) {
    const own = createWorkingClock(calendar)
    for (const login of setOf(logins)) if (!clocks.has(login)) clocks.set(login, own)
  }
  return {
    isBot,
    isExcluded: (login) => excluded.has(login),
    isGenerated: compileGlobs(rules.generatedFiles),
    codingWindowSeconds: rules.codingWindowDays * 86_400,
    kindOf: compileKinds(rules, isBot),
    clockOf: ({ login }) => clocks.get(login) ?? clock,
  }
}
