/** Who did something on GitHub, normalised once. A ghost is a deleted account: it was a person, not a bot. */
export type ActorKind = 'user' | 'bot' | 'mannequin' | 'team' | 'organization' | 'ghost'

export interface Actor {
  readonly kind: ActorKind
  /** Lower case and without a `[bot]` suffix; `ghost` for a deleted account; a team's slug. */
  readonly login: string
  /** GitHub's node id, where GitHub sent one. */
  readonly id: string | null
}

/** Stands for every deleted account, as on GitHub's own pages. */
export const ghost: Actor = { kind: 'ghost', login: 'ghost', id: null }

const kinds: Readonly<Record<string, ActorKind>> = {
  User: 'user',
  EnterpriseUserAccount: 'user',
  Bot: 'bot',
  Mannequin: 'mannequin',
  Team: 'team',
  Organization: 'organization',
}

/**
 * From GitHub's GraphQL type name; null (a deleted account) becomes `ghost`; an unknown type counts as a user. A login
 * that ends in `[bot]` is a bot's, whatever its type.
 */
export function toActor(
  node:
    | { __typename: string; login?: string | null; slug?: string | null; id?: string | null }
    | null
    | undefined,
): Actor {
  if (!node) return ghost
  const name = node.login ?? node.slug ?? ''
  const login = normalizeLogin(name)
  if (login === '') return ghost
  const kind = /\[bot\]\s*$/i.test(name) ? 'bot' : (kinds[node.__typename] ?? 'user')
  return { kind, login, id: node.id ?? null }
}

/** Logins are case-insensitive on GitHub, and REST writes `name[bot]` where GraphQL writes `name`. */
export const normalizeLogin = (login: string): string =>
  login
    .toLowerCase()
    .replace(/(?:\[bot\]|\s)+$/, '')
    .trimStart()
