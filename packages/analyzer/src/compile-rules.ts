/** Rules made ready to ask, once for all the pull requests that they apply to. */
import { normalizeLogin, type Rules } from '@upflow/model'
import { compilePattern } from './pattern.ts'

export interface CompiledRules {
  isBot(login: string): boolean
  isExcluded(login: string): boolean
  isGenerated(path: string): boolean
}

export function compileRules(rules: Rules): CompiledRules {
  const bots = new Set(rules.botLogins.map(normalizeLogin))
  const excluded = new Set(rules.excludedLogins.map(normalizeLogin))
  const generated = rules.generatedFiles
  return {
    isBot: (login) => bots.has(login),
    isExcluded: (login) => excluded.has(login),
    isGenerated:
      generated.length === 0 ? () => false : compilePattern(generated.map(globToPattern).join('|')),
  }
}

/** `*` stays within a folder, `**` crosses folders, `?` is one character. */
function globToPattern(glob: string): string {
  const parts = glob.split(/(\*\*\/|\*\*|\*|\?)/)
  const source = parts.map((part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part === '**') return '.*'
    if (part === '*') return '[^/]*'
    if (part === '?') return '[^/]'
    return part.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  })
  return `(?:${source.join('')})`
}
