/** Decides whose review or comment counts as a response, and why another's does not. */
import type { Actor } from '@upflow/model'
import type { IgnoredWhy } from './analysis.ts'
import type { CompiledRules } from './compile-rules.ts'

type Judgement = Extract<IgnoredWhy, 'author' | 'bot' | 'not-a-person' | 'excluded'> | null

/**
 * Null when the actor is an eligible reviewer of the pull request, else the reason that it is not.
 * @param isOpinion for an approval or a request for changes, which GitHub refuses to an author
 */
export type WhoCounts = (actor: Actor, isOpinion?: boolean) => Judgement

/** An app and a person of one name are two. */
export const isSame = (a: Actor, b: Actor): boolean => a.kind === b.kind && a.login === b.login

/**
 * A ghost counts: it was a person. Two ghosts cannot be told apart, so on a ghost's pull request a ghost is taken for
 * its author, but for what an author cannot do.
 */
export function createWhoCounts(author: Actor, rules: CompiledRules): WhoCounts {
  return (actor, isOpinion = false) => {
    if (isSame(actor, author)) return actor.kind === 'ghost' && isOpinion ? null : 'author'
    if (actor.kind === 'bot' || rules.isBot(actor.login)) return 'bot'
    if (actor.kind !== 'user' && actor.kind !== 'ghost') return 'not-a-person'
    return rules.isExcluded(actor.login) ? 'excluded' : null
  }
}
