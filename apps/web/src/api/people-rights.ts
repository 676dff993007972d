/**
 * Who may see what is said of fewer than three people: they themselves, and administrators; nobody where the
 * organization has no such pages. Whoever else asks is told what is told of people and teams that there are not, before
 * anything is read. Lists and single pull requests name whom GitHub names there, for everybody, and no small team.
 */
import { decide } from '@upflow/accounts'
import { chooseTeam, type Filter, type Groups, isSamePerson } from '@upflow/insights'
import type { FilterQuery } from '@upflow/insights/filter'
import { memberLoginOf } from '@upflow/settings'
import { WebError } from '../web-error.ts'
import type { ApiContext } from './api-context.ts'
import { filterOf, organizationOf } from './organization-scope.ts'
import type { Asked } from './read.ts'

type OfOrganization<Query = Record<string, unknown>> = Asked<{ readonly organization: string }, Query>
type Period = Pick<Filter, 'since' | 'until'>
const always: Period = { since: null, until: null }

/** Whether whoever asks may see what is said of everybody. */
export async function maySeeAll(asked: OfOrganization, context: ApiContext): Promise<boolean> {
  const { personPages } = await groupsOf(asked, context, always)
  return (
    personPages && decide(asked.caller, 'people.read', await organizationOf(asked, context)) === 'allowed'
  )
}

/** Looked up once for a request: few words, however many people there are. */
const groupsOf = (asked: OfOrganization, context: ApiContext, { since, until }: Period): Promise<Groups> =>
  asked.once(`groups ${since} ${until}`, async () => {
    const id = await organizationOf(asked, context)
    return context.insights.ask(id, 'groups', { since, until }, { signal: asked.signal })
  })

/** The slugs of the teams that are for whoever asks as if they were not there: of few in a time, or ever. */
export const teamsUnseen = async (
  asked: OfOrganization,
  context: ApiContext,
  period: Period = always,
): Promise<readonly string[]> =>
  (await maySeeAll(asked, context)) ? [] : (await groupsOf(asked, context, period)).small

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
  if (await maySeeAll(asked, context)) return null
  for (const login of author) if (!(await isSelf(asked, context, login))) throw unknownPerson(login)
  if (by === 'author' && author.length === 0)
    throw new WebError('web/unknown-person', 'There are no figures by author for you: ask for those by team.')
  if (team.length > 0) await admitTeams(asked, context, { ...always, ...(await readPeriod()) })
  return null
}

/** Of lists, which are of whomever GitHub names. @throws InsightsError `insights/unknown-team` */
export async function admitList(asked: OfOrganization<FilterQuery>, context: ApiContext): Promise<null> {
  if (asked.query.team !== undefined) await admitTeams(asked, context, always)
  return null
}

async function admitTeams(
  asked: OfOrganization<FilterQuery>,
  context: ApiContext,
  { since, until }: Period,
): Promise<void> {
  const { teams } = await groupsOf(asked, context, always)
  const unseen = await teamsUnseen(asked, context, { since, until })
  const seen = teams.flatMap((slug) => (unseen.includes(slug) ? [] : [{ slug }]))
  for (const slug of asked.query.team ?? []) chooseTeam(seen, slug)
}

/** The login of whoever asks; null where none is known, or there are no such pages. */
export const selfOf = (asked: OfOrganization, context: ApiContext): Promise<string | null> =>
  asked.once('self', async () => {
    const { userId } = asked.caller
    if (userId === null || !(await groupsOf(asked, context, always)).personPages) return null
    const tenant = await context.pipeline.tenants.open(await organizationOf(asked, context))
    return (await memberLoginOf(tenant, userId))?.login ?? null
  })

/** Whether a login is whoever asks, by whichever of theirs. */
export async function isSelf(asked: OfOrganization, context: ApiContext, login: string): Promise<boolean> {
  const self = await selfOf(asked, context)
  if (self === null) return false
  const id = await organizationOf(asked, context)
  const mergedLogins = await context.insights.ask(id, 'mergedLogins', {}, { signal: asked.signal })
  return isSamePerson({ rules: { mergedLogins } }, self, login)
}

/** The same of whom there is not, and of whom one may not see. */
export const unknownPerson = (login: string): WebError =>
  new WebError('web/unknown-person', `There is no person '${login.slice(0, 100)}'.`, {
    person: login.slice(0, 100),
  })
