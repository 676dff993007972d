/** A time from its beginning to before its end, in Unix seconds; without bounds where they are infinite. */
export interface Stretch {
  readonly since: number
  readonly until: number
}

export const holds = (one: Stretch, { since, until }: Stretch): boolean =>
  one.since <= since && until <= one.until

/** With what lies between them. */
export const spanning = (one: Stretch, other: Stretch | undefined): Stretch =>
  other === undefined
    ? one
    : { since: Math.min(one.since, other.since), until: Math.max(one.until, other.until) }
