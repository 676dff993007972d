/** Whom a token belongs to, until when, and what it may see. */
import type { RepositoryData } from './dataset.ts'

export interface Viewer {
  readonly login: string
  /** As GitHub says it, `2026-12-01 09:00:00 UTC`. Default: it does not expire. */
  readonly tokenExpiresAt?: string
  /** Of a classic token: told with every answer. Default: none is told, as of all other kinds. */
  readonly scopes?: readonly string[]
  /** Which of the visible repositories. Default: all. */
  readonly sees?: (repository: RepositoryData) => boolean
  /** Of an installation's token: it is nobody's, so that there is no user and nothing of a user's own. */
  readonly installationId?: number
}

/** The repositories that the token may see. */
export const seenBy = (repositories: readonly RepositoryData[], { sees }: Viewer): RepositoryData[] =>
  repositories.filter((repository) => repository.isVisible && (sees?.(repository) ?? true))
