/** Since when what is shown holds, and what of it is missing: the way to the page that says more. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { repositoriesQuery } from '../api/queries.ts'
import type { OrganizationFacts, Repository } from '../api/types.ts'
import { formatAgo } from '../format/ago.ts'
import { formatPlural } from '../format/number.ts'
import { useNow } from './now.ts'
import { useOrganizationId, zoneOfFacts } from './organization.tsx'

export function Freshness({ facts }: { facts: OrganizationFacts }) {
  const org = useOrganizationId()
  const now = useNow()
  const { data } = useQuery(repositoriesQuery(org))
  if (!data) return null
  const { repositories } = data
  const { text, isTrouble } = freshnessOf(repositories, now)
  const oldest = oldestOf(repositories)
  return (
    <Link
      to="/o/$org/health"
      params={{ org }}
      className="freshness"
      data-trouble={isTrouble}
      {...(oldest === null ? {} : { title: `${zoneOfFacts(facts).dateTime(oldest)} ${facts.timeZone}` })}
    >
      <span className="freshness-dot" aria-hidden="true" />
      {text}
    </Link>
  )
}

/** What is paused is older on purpose. */
const oldestOf = (repositories: readonly Repository[]): number | null => {
  const times = readOf(repositories)
    .map(({ asOf }) => asOf)
    .filter((at) => at !== null)
  return times.length === 0 ? null : Math.min(...times)
}

/** Those that are read; where all are paused, all. */
const readOf = (repositories: readonly Repository[]): readonly Repository[] => {
  const read = repositories.filter(({ pause }) => pause === null)
  return read.length === 0 ? repositories : read
}

export function freshnessOf(
  repositories: readonly Repository[],
  now: number,
): { text: string; isTrouble: boolean } {
  if (repositories.length === 0) return { text: 'No repository yet', isTrouble: true }
  const unread = readOf(repositories).filter(({ asOf }) => asOf === null).length
  const missing = repositories.reduce((sum, one) => sum + one.unread, 0)
  const oldest = oldestOf(repositories)
  const read = oldest === null ? 'Never read whole' : `As of ${formatAgo(oldest, now)}`
  const paused = repositories.filter(({ pause }) => pause !== null).length
  const troubles = [
    ...(unread > 0 && oldest !== null
      ? [`${formatPlural(unread, 'repository', 'repositories')} never read whole`]
      : []),
    ...(missing > 0 ? [`${formatPlural(missing, 'pull request')} could not be read`] : []),
  ]
  const notes = paused > 0 ? [`${formatPlural(paused, 'repository', 'repositories')} paused`] : []
  return { text: [read, ...notes, ...troubles].join('; '), isTrouble: oldest === null || troubles.length > 0 }
}
