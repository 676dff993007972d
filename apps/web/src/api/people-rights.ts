/**
 * Who may see what is said of fewer than three people: they themselves, and administrators; nobody where the
 * organization has no such pages. Whoever else asks is told what is told of people and teams that there are not, before
 * anything is read. Lists and single pull requests name whom GitHub names there, for everybody.
 */
import { decide } from '@upflow/accounts'
import { chooseTeam, type Filter, isSamePerson, type OrganizationFacts, smallTeams } from '@upflow/insights'
import type { FilterQuery } from '@upflow/insights/filter'
import { memberLoginOf } from '@upflow/settings'
import { WebError } from '../web-error.ts'
import type { ApiContext } from './api-context.ts'
import { factsOf, filterOf, organizationOf } from './organization-scope.ts'
import type { Asked } from './read.ts'

export interface PeopleRights {
  /** Of everybody. */
  readonly maySeeAll: boolean
  /** The login of whoever asks; null where none is known, or there are no such pages. */
  readonly self: string | null
}

type OfOrganization<Query = Record<string, unknown>> = Asked<{ readonly organization: string }, Query>

export async function peopleRights(asked: OfOrganization, context: ApiContext): Promise<PeopleRights> {
  const id = await organizationOf(asked, context)
  const { personPages } = await factsOf(asked, context)
  if (!personPages) return { maySeeAll: false, self: null }
  const { userId } = asked.caller
  const login = userId === null ? null : await memberLoginOf(await context.pipeline.tenants.open(id), userId)
  return { maySeeAll: decide(asked.caller, 'people.read', id) === 'allowed', self: login?.login ?? null }
}

type Period = Pick<Filter, 'since' | 'until'>
type TeamFacts = Pick<OrganizationFacts, 'rules' | 'teams' | 'timeZone'>

/** Those of which there are figures for whoever asks. */
export function teamsSeen(
  facts: TeamFacts,
  { maySeeAll }: PeopleRights,
  period: Period,
): OrganizationFacts['teams'] {
  if (maySeeAll) return facts.teams
  const small = smallTeams(facts, period)
  return facts.teams.filter(({ slug }) => !small.includes(slug))
}

type FiguresQuery = FilterQuery & { readonly by?: string | undefined }

/**
 * Of figures, by what they are filtered and grouped by. @param given their period, where it is not that of the filter
 * @throws WebError `web/unknown-person`; InsightsError `insights/unknown-team`
 */
export async function admitFigures(
  asked: OfOrganization<FiguresQuery>,
  context: ApiContext,
  given?: Period,
): Promise<string> {
  const { author = [], team = [], by } = asked.query
  const isOfFew = author.length > 0 || team.length > 0 || by === 'team' || by === 'author'
  if (!isOfFew) return ''
  const rights = await peopleRights(asked, context)
  if (rights.maySeeAll) return ''
  const facts = await factsOf(asked, context)
  for (const login of author) if (!isSelf(facts, rights, login)) throw unknownPerson(login)
  if (by === 'author' && author.length === 0)
    throw new WebError('web/unknown-person', 'There are no figures by author for you: ask for those by team.')
  if (team.length > 0) {
    const seen = teamsSeen(facts, rights, given ?? periodOf(await filterOf(asked, context)))
    for (const slug of team) chooseTeam(seen, slug)
  }
  return by === 'team' || by === 'author' ? '.of-many' : ''
}

const periodOf = ({
  filter: { since = null, until = null },
}: {
  readonly filter: Partial<Filter>
}): Period => ({
  since,
  until,
})

export const isSelf = (facts: Pick<TeamFacts, 'rules'>, { self }: PeopleRights, login: string): boolean =>
  self !== null && isSamePerson(facts, self, login)

/** The same of whom there is not, and of whom one may not see. */
export const unknownPerson = (login: string): WebError =>
  new WebError('web/unknown-person', `There is no person '${login.slice(0, 100)}'.`, {
    person: login.slice(0, 100),
  })
