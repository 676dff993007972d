/** Which of the repositories that are seen the patterns of an organization take in. */
import { compileGlobs } from '@upflow/analyzer'
import type { VisibleRepository } from '@upflow/github'
import type { Discovery } from '@upflow/settings'
import { fullName } from '../repositories.ts'

type Judged = Pick<VisibleRepository, 'owner' | 'name' | 'isArchived' | 'isFork' | 'topics'>

/** @returns for each the pattern that takes it in, or null */
export function byPatterns(discovery: Discovery): (repository: Judged) => string | null {
  const compile = (pattern: string) => compileGlobs([pattern.toLowerCase()])
  const inward = takingIn(discovery).map((pattern) => ({ pattern, matches: compile(pattern) }))
  const outward = discovery.patterns.flatMap((one) => (one.startsWith('!') ? [compile(one.slice(1))] : []))
  const topics = new Set(discovery.topics)
  return (repository) => {
    if (repository.isArchived && !discovery.archived) return null
    if (repository.isFork && !discovery.forks) return null
    if (topics.size > 0 && !repository.topics.some((topic) => topics.has(topic))) return null
    const name = fullName(repository).toLowerCase()
    if (outward.some((matches) => matches(name))) return null
    return inward.find(({ matches }) => matches(name))?.pattern ?? null
  }
}

/** Whose repositories the patterns can take in; null when anybody's. */
export function ownersOf(discovery: Discovery): string[] | null {
  const owners = takingIn(discovery).map((pattern) => pattern.slice(0, pattern.indexOf('/')).toLowerCase())
  return owners.some((owner) => /[*?]/.test(owner)) ? null : [...new Set(owners)]
}

const takingIn = ({ patterns }: Discovery) => patterns.filter((pattern) => !pattern.startsWith('!'))
