/** What is missing from what a page shows, or is by earlier settings: said on the page itself. */
import { useQuery } from '@tanstack/react-query'
import { repositoriesQuery } from '../api/queries.ts'
import type { Repository } from '../api/types.ts'
import { useOrganizationId, useView } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { formatList, formatPlural } from '../format/number.ts'
import { Notice } from '../parts/conditions.tsx'
import { HealthCount } from './health-count.tsx'

type Read = Pick<Repository, 'name' | 'asOf' | 'unread' | 'outdated'>

interface UnreadNoticeProps {
  readonly repositories: readonly Read[]
  /** Of health, that is of these; null where none is just that. */
  readonly list: View | null
}

export function UnreadNotice({ repositories, list }: UnreadNoticeProps) {
  const neverRead = repositories.filter(({ asOf }) => asOf === null).map(({ name }) => name)
  const unread = repositories.reduce((sum, one) => sum + one.unread, 0)
  const outdated = repositories.filter((one) => one.outdated !== null).map(({ name }) => name)
  return (
    <>
      {(neverRead.length > 0 || unread > 0) && (
        <Notice>
          {neverRead.length > 0 && `Never read whole: ${formatList(neverRead)}. `}
          {unread > 0 && (
            <>
              <HealthCount text={formatPlural(unread, 'pull request')} list={list} standing="missing" /> could
              not be read yet.
            </>
          )}
        </Notice>
      )}
      {outdated.length > 0 && (
        <Notice>
          By earlier settings or releases, until the next recalculation: {formatList(outdated)}.
        </Notice>
      )}
    </>
  )
}

/** Of the repositories that the filter has, where the answer does not say it. */
export function UnreadOfFilter() {
  const { repo } = useView()
  const { data } = useQuery(repositoriesQuery(useOrganizationId()))
  if (!data) return null
  const repositories = ofFilter(data.repositories, repo)
  return <UnreadNotice repositories={repositories} list={repo === undefined ? {} : { repo }} />
}

/** A repository may be named without its owner. */
const ofFilter = (repositories: readonly Repository[], wanted: readonly string[] | undefined) =>
  repositories.filter(
    ({ name }) => wanted === undefined || wanted.some((one) => name === one || name.endsWith(`/${one}`)),
  )
