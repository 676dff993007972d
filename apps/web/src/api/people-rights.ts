/**
 * Who may see what is said of fewer than three people: they themselves, and administrators; nobody where the
 * organization has no such pages. Whoever else asks is told what is told of people and teams that there are not, before
 * anything is read. Lists and single pull requests name whom GitHub names there, for everybody, and no small team.
 */
import { decide } from '@upflow/accounts'
import { chooseTeam, type Filter, isSamePerson, type PeopleFacts, smallTeams } from '@upflow/insights'
import type { FilterQuery } from '@upflow/insights/filter'
import { memberLoginOf } from '@upflow/settings'
import { WebError } from '../web-error.ts'
import type { ApiContext } from './api-context.ts'
import { filterOf, organizationOf } from './organization-scope.ts'
import type { Asked } from './read.ts'

export interface PeopleRights {
  /** Who there is. */
  readonly people: PeopleFacts
  /** Of everybody. */
  readonly maySeeAll: boolean
}

type OfOrganization<Query = Record<string, unknown>> = Asked<{ readonly organization: string }, Query>

/** Looked up once for a request. */
export const peopleRights = (asked: OfOrganization, context: ApiContext): Promise<PeopleRights> =>
  asked.once('people', async () => {
    const id = await organizationOf(asked, context)
    const people = await context.insights.ask(id, 'people', {}, { signal: asked.signal })
    return { people, maySeeAll: people.personPages && decide(asked.caller, 'people.read', id) === 'allowed' }
  })

/** The login of whoever asks; null where none is known, or there are no such pages. */
export async function selfOf(asked: OfOrganization, context: ApiContext): Promise<string | null> {
  const { people } = await peopleRights(asked, context)
  const { userId } = asked.caller
  if (!people.personPages || userId === null) return null
  const tenant = await context.pipeline.tenants.open(await organizationOf(asked, context))
  return (await memberLoginOf(tenant, userId))?.login ?? null
}

type Period = Pick<Filter, 'since' | 'until'>
const always: Period = { since: null, until: null }

/** The slugs of those that are for whoever asks as if they were not there. */
export const teamsUnseen = ({ people, maySeeAll }: PeopleRights, period: Period = always): string[] =>
  maySeeAll ? [] : smallTeams(people, period)

/** Those of which there are figures for whoever asks. */
export function teamsSeen(rights: PeopleRights, period: Period = always): PeopleFacts['teams'] {
  const unseen = teamsUnseen(rights, period)
  return rights.people.teams.filter(({ slug }) => !unseen.includes(slug))
}

type FiguresQuery = FilterQuery & { readonly by?: string | undefined }

/**
 * Of figures, by what they are filtered and grouped by.
 * @param readPeriod of theirs, where it is not that of the filter
 * @throws WebError `web/unknown-person`; InsightsError `insights/unknown-team`
 */
export async function admitFigures(
  asked: OfOrganization<FiguresQuery>,
  context: ApiContext,
  readPeriod = async (): Promise<Partial<Period>> => (await filterOf(asked, context)).filter,
): Promise<null> {
  const { author = [], team = [], by } = asked.query
  if (author.length === 0 && team.length === 0 && by !== 'author') return null
  const rights = await peopleRights(asked, context)
  if (rights.maySeeAll) return null
  const self = author.length === 0 ? null : await selfOf(asked, context)
  for (const login of author) if (!isSelf(rights, self, login)) throw unknownPerson(login)
  if (by === 'author' && author.length === 0)
    throw new WebError('web/unknown-person', 'There are no figures by author for you: ask for those by team.')
  if (team.length > 0) chooseTeams(rights, team, { ...always, ...(await readPeriod()) })
  return null
}

/** Of lists, which are of whomever GitHub names. @throws InsightsError `insights/unknown-team` */
export async function admitList(asked: OfOrganization<FilterQuery>, context: ApiContext): Promise<null> {
  const { team = [] } = asked.query
  if (team.length > 0) chooseTeams(await peopleRights(asked, context), team)
  return null
}

function chooseTeams(rights: PeopleRights, slugs: readonly string[], period?: Period): void {
  const seen = teamsSeen(rights, period)
  for (const slug of slugs) chooseTeam(seen, slug)
}

export const isSelf = ({ people }: PeopleRights, self: string | null, login: string): boolean =>
  self !== null && isSamePerson(people, self, login)

/** The same of whom there is not, and of whom one may not see. */
export const unknownPerson = (login: string): WebError =>
  new WebError('web/unknown-person', `There is no person '${login.slice(0, 100)}'.`, {
    person: login.slice(0, 100),
  })
