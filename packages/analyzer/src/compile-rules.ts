/** Rules made ready to ask, once for all the pull requests that they apply to. */
import { normalizeLogin, type Rules } from '@upflow/model'
import { compileGlobs } from './globs.ts'

export interface CompiledRules {
  isBot(login: string): boolean
  isExcluded(login: string): boolean
  isGenerated(path: string): boolean
}

export function compileRules(rules: Rules): CompiledRules {
  const bots = new Set(rules.botLogins.map(normalizeLogin))
  const excluded = new Set(rules.excludedLogins.map(normalizeLogin))
  return {
    isBot: (login) => bots.has(login),
    isExcluded: (login) => excluded.has(login),
    isGenerated: compileGlobs(rules.generatedFiles),
  }
}
