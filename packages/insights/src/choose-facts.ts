/** Which repositories, teams and people a filter names: what it does not know, or cannot tell apart, is said. */
import { createPersonOf } from '@upflow/analyzer'
import { normalizeLogin, type Rules } from '@upflow/model'
import type { Team } from '@upflow/settings'
import { chosen, type Filter, fold } from './filter.ts'
import { InsightsError } from './insights-error.ts'
import type { OrganizationFacts, RepositoryFacts } from './organization-facts.ts'

const list = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '))

/** @throws InsightsError `insights/unknown-repository`, `insights/ambiguous-repository` */
export function chooseRepositories(
  all: readonly RepositoryFacts[],
  names: readonly string[] | null,
): readonly RepositoryFacts[] {
  if (names === null) return all
  return [...new Set(names.map((name) => chooseRepository(all, name)))]
}

/**
 * @param name `owner/name`, the name alone where one has it, or GitHub's id of it
 * @throws InsightsError `insights/unknown-repository`, `insights/ambiguous-repository`
 */
export function chooseRepository(all: readonly RepositoryFacts[], name: string): RepositoryFacts {
  const wanted = fold(name)
  const found = all.filter(
    (one) =>
      one.id === name ||
      fold(one.name) === wanted ||
      fold(one.name.slice(one.name.indexOf('/') + 1)) === wanted,
  )
  if (found.length === 1) return found[0]!
  if (found.length > 1)
    throw new InsightsError(
      'insights/ambiguous-repository',
      `More than one repository is called '${name}': ${whichOf(found)}`,
      { repository: name, candidates: found.map((one) => one.name).join(', ') },
    )
  throw new InsightsError(
    'insights/unknown-repository',
    `There is no repository '${name}'. There are: ${list(all.map((one) => one.name))}.`,
    { repository: name },
  )
}

/** @throws InsightsError `insights/unknown-team` */
export function chooseTeam<One extends Pick<Team, 'slug'>>(all: readonly One[], slug: string): One {
  const found = all.find((one) => fold(one.slug) === fold(slug))
  if (found) return found
  throw new InsightsError(
    'insights/unknown-team',
    `There is no team '${slug}'. There are: ${list(all.map((one) => one.slug))}.`,
    { team: slug },
  )
}

type OfTeams = Pick<Filter, 'teams' | 'teamAs'>

/**
 * Those that are named, and of them those that its teams answer for, where teams are meant so.
 * @throws InsightsError `insights/unknown-repository`, `-ambiguous-repository`, `-unknown-team`, `-team-without-repositories`
 */
export function repositoriesOf(
  { repositories, teams }: Pick<OrganizationFacts, 'repositories' | 'teams'>,
  filter: OfTeams & Pick<Filter, 'repositories'>,
): readonly RepositoryFacts[] {
  const named = chooseRepositories(repositories, filter.repositories)
  if (filter.teams === null || filter.teamAs !== 'repository') return named
  const own = filter.teams.flatMap((slug) => repositoriesOfTeam(chooseTeam(teams, slug), repositories))
  return named.filter((one) => own.includes(one))
}

/** Those of its list that there are. One that fits none would be a filter that lets nothing through, without a word. */
function repositoriesOfTeam(
  { slug, repositories: wanted = [] }: Team,
  all: readonly RepositoryFacts[],
): readonly RepositoryFacts[] {
  const isWanted = chosen(wanted)
  const own = all.filter(({ name }) => isWanted(name))
  if (own.length > 0) return own
  const why =
    wanted.length === 0
      ? 'has no repositories to choose by'
      : `has none of the repositories that it names, ${list(wanted)}: there are ${list(all.map((one) => one.name))}`
  throw new InsightsError(
    'insights/team-without-repositories',
    `Team '${slug}' ${why}. Name them in the setting 'teams', or choose by its members.`,
    { team: slug },
  )
}

/** Of a login, the one that is meant and the others of its person: analyses of before they were known as one have those. */
export function createLoginsOf({
  mergedLogins = [],
}: Pick<Rules, 'mergedLogins'>): (login: string) => string[] {
  const personOf = createPersonOf(mergedLogins)
  const ofPerson = new Map(
    mergedLogins.map(({ login, others }) => [normalizeLogin(login), [login, ...others].map(normalizeLogin)]),
  )
  return (login) => {
    // Without what is not stored of it: `dependabot[bot]` is `dependabot`. Its case is folded where it is compared.
    const given = login.replace(/\[bot\]$/i, '')
    return ofPerson.get(personOf(normalizeLogin(given))) ?? [given]
  }
}

/** Null for everybody. */
export const chooseLogins = (
  { rules }: Pick<OrganizationFacts, 'rules'>,
  logins: readonly string[] | null,
): readonly string[] | null => logins?.flatMap(createLoginsOf(rules)) ?? null

/** What tells them apart: their owners, or nothing but their ids. */
function whichOf(found: readonly RepositoryFacts[]): string {
  const names = found.map((one) => one.name)
  return new Set(names).size === found.length
    ? `${list(names)}. Name its owner too.`
    : `${list(found.map((one) => `${one.name} (${one.id})`))}. Give the id of one.`
}
