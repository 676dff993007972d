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

export interface Kinds {
  kindOf(pullRequest: RawPullRequest, repository: RepositoryFacts): string
  /** Whether its labels, which were not read, could make it of another kind. */
  needsLabels(pullRequest: RawPullRequest, repository: RepositoryFacts): boolean
}

/** What a kind asks beside a label, and the label. */
interface Matcher {
  readonly kind: string
  matchesRest(pullRequest: RawPullRequest): boolean
  /** Null when it asks for none. */
  readonly isLabel: ((label: string) => boolean) | null
}

export function compileKinds({ kinds, longLivedBranches }: Rules, isBot: (login: string) => boolean): Kinds {
  const matchers = kinds.map(compileKind).filter((one) => one !== null)
  const isNamedLongLived = compileGlobs(longLivedBranches)
  /** What no rule of kinds decides. */
  const kindByNature = (
    { author, baseRefName: base, headRefName: head, isCrossRepository }: RawPullRequest,
    { defaultBranch, releaseBranches }: RepositoryFacts,
  ): string | null => {
    if (author.kind === 'bot' || isBot(author.login)) return 'bot'
    const isMain = (branch: string) => branch === defaultBranch || releaseBranches.includes(branch)
    const isLongLived = (branch: string) => isMain(branch) || isNamedLongLived(branch)
    // A fork's branch of the same name is another branch.
    if (!isCrossRepository && head !== base && isLongLived(head)) {
      if (releaseBranches.includes(base)) return 'release'
      if (isMain(head) && isLongLived(base)) return 'back-merge'
    }
    return null
  }
  return {
    kindOf: (pullRequest, repository) =>
      kindByNature(pullRequest, repository) ??
      matchers.find(
        ({ isLabel, matchesRest }) =>
          matchesRest(pullRequest) && (isLabel === null || (pullRequest.labels ?? []).some(isLabel)),
      )?.kind ??
      'work',
    needsLabels: (pullRequest, repository) =>
      kindByNature(pullRequest, repository) === null &&
      // The first that could be it, whatever its labels.
      (matchers.find(({ matchesRest }) => matchesRest(pullRequest))?.isLabel ?? null) !== null,
  }
}

/** Null of a rule that asks for nothing, which matches nothing. */
function compileKind({ kind, title, head, base, label }: KindRule): Matcher | null {
  const pattern = (text: string | undefined) => (text === undefined ? null : compilePattern(text))
  const [ofTitle, ofHead, ofBase, ofLabel] = [pattern(title), pattern(head), pattern(base), pattern(label)]
  if (!ofTitle && !ofHead && !ofBase && !ofLabel) return null
  return {
    kind,
    isLabel: ofLabel,
    matchesRest: (pullRequest) =>
      (!ofTitle || ofTitle(pullRequest.title)) &&
      (!ofHead || ofHead(pullRequest.headRefName)) &&
      (!ofBase || ofBase(pullRequest.baseRefName)),
  }
}
