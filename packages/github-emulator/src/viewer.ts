/** Whom a token belongs to, and until when. */
export interface Viewer {
  readonly login: string
  /** As GitHub says it, `2026-12-01 09:00:00 UTC`. Default: it does not expire. */
  readonly tokenExpiresAt?: string
}
