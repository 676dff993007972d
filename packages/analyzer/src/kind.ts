/** What kind of pull request it is: figures count `work`, and say how many of which other kind they leave out. */
import type { KindRule, RawPullRequest, Rules } from '@upflow/model'
import { compileGlobs } from './globs.ts'
import { compilePattern } from './pattern.ts'

/** What of its repository decides the kind of a pull request. */
export interface RepositoryFacts {
  readonly defaultBranch: string | null
  /** Those that a branch rule names. */
  readonly releaseBranches: readonly string[]
}

export type KindOf = (pullRequest: RawPullRequest, repository: RepositoryFacts) => string

export function compileKinds({ kinds, longLivedBranches }: Rules, isBot: (login: string) => boolean): KindOf {
  const matchers = kinds.map(compileKind)
  const isNamedLongLived = compileGlobs(longLivedBranches)
  return (pullRequest, { defaultBranch, releaseBranches }) => {
    const { author, baseRefName: base, headRefName: head, isCrossRepository } = pullRequest
    if (author.kind === 'bot' || isBot(author.login)) return 'bot'
    const isMain = (branch: string) => branch === defaultBranch || releaseBranches.includes(branch)
    const isLongLived = (branch: string) => isMain(branch) || isNamedLongLived(branch)
    // A fork's branch of the same name is another branch.
    if (!isCrossRepository && head !== base && isLongLived(head)) {
      if (releaseBranches.includes(base)) return 'release'
      if (isMain(head) && isLongLived(base)) return 'back-merge'
    }
    return kinds.find((_, index) => matchers[index]!(pullRequest))?.kind ?? 'work'
  }
}

/** A rule that asks for nothing matches nothing. */
function compileKind({ title, head, base, label }: KindRule): (pullRequest: RawPullRequest) => boolean {
  const pattern = (text: string | undefined) => (text === undefined ? null : compilePattern(text))
  const [ofTitle, ofHead, ofBase, ofLabel] = [pattern(title), pattern(head), pattern(base), pattern(label)]
  if (!ofTitle && !ofHead && !ofBase && !ofLabel) return () => false
  return (pullRequest) =>
    (!ofTitle || ofTitle(pullRequest.title)) &&
    (!ofHead || ofHead(pullRequest.headRefName)) &&
    (!ofBase || ofBase(pullRequest.baseRefName)) &&
    (!ofLabel || (pullRequest.labels ?? []).some(ofLabel))
}
