/** What a team can set: who does not count, and when a merged pull request counts as released. */

/**
 * - `branch`: released when merged into, or carried by later merges on to, the branch `key`.
 * - `tags`: released by the earliest tag that matches the pattern `key` (RE2 syntax, the whole name) and whose commit is dated at or after the merge.
 * - `none`: never released.
 */
export type ReleaseRule =
  | { readonly kind: 'branch'; readonly key: string }
  | { readonly kind: 'tags'; readonly key: string }
  | { readonly kind: 'none' }

export interface Rules {
  /** Logins that never count as reviewers. Compared normalised. */
  readonly excludedLogins: readonly string[]
  /** Logins that are bots although GitHub says user. Compared normalised. */
  readonly botLogins: readonly string[]
  /** Glob patterns (`*` and `**`) of files that do not count towards size. */
  readonly generatedFiles: readonly string[]
}

export const defaultRules: Rules = {
  excludedLogins: [],
  botLogins: [],
  generatedFiles: [
    '**/package-lock.json',
    '**/pnpm-lock.yaml',
    '**/yarn.lock',
    '**/Cargo.lock',
    '**/go.sum',
    '**/*.min.js',
    '**/*.snap',
  ],
}
