/**
 * Who is one person: whatever was done by another login of theirs was done by them. So a person's own answer is none of
 * somebody else, and a request of one login is answered by the other. Apps and the mannequins of imports are no logins
 * of people.
 */
import { type Actor, type MergedLogins, normalizeLogin, type RawPullRequest } from '@upflow/model'

/** Of a normalised login, the one by which its person counts. */
export type PersonOf = (login: string) => string

export function createPersonOf(merged: readonly MergedLogins[] = []): PersonOf {
  const persons = new Map<string, string>()
  for (const { login, others } of merged)
    for (const other of others) persons.set(normalizeLogin(other), normalizeLogin(login))
  return (login) => persons.get(login) ?? login
}

/** With each person by one login. */
export function createMergeLogins(personOf: PersonOf): (pullRequest: RawPullRequest) => RawPullRequest {
  const of = (actor: Actor): Actor => {
    const login = actor.kind === 'user' ? personOf(actor.login) : actor.login
    // The id is that of the account.
    return login === actor.login ? actor : { kind: actor.kind, login, id: null }
  }
  return (pullRequest) => ({
    ...pullRequest,
    author: of(pullRequest.author),
    commits: pullRequest.commits.map((one) => ({ ...one, author: one.author && of(one.author) })),
    reviews: pullRequest.reviews.map((one) => ({ ...one, author: of(one.author) })),
    comments: pullRequest.comments.map((one) => ({ ...one, author: of(one.author) })),
    events: pullRequest.events.map((one) => ({
      ...one,
      actor: of(one.actor),
      ...('reviewer' in one ? { reviewer: of(one.reviewer) } : {}),
    })),
    requestedReviewers: pullRequest.requestedReviewers.map(of),
  })
}
