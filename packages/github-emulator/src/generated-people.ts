/** Who works in a generated organization: people, a few bots, and teams that are asked for reviews. */
import type { ActorData } from './dataset.ts'

const actors = (__typename: string, logins: readonly string[]): readonly ActorData[] =>
  logins.map((login) => ({ __typename, login }))

export const people = actors(
  'User',
  Array.from({ length: 60 }, (_, index) => `dev-${String(index + 1).padStart(2, '0')}`),
)
export const bots = actors('Bot', ['dependabot', 'renovate', 'github-actions'])
export const teams = actors('Team', ['platform', 'security', 'web'])
