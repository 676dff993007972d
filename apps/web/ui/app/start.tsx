/** Without an organization in the address: the only one, or a choice. */
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate } from '@tanstack/react-router'
import { meQuery, organizationsQuery, pullsQuery } from '../api/queries.ts'
import { usePageTitle } from '../format/page-title.ts'
import { Empty, ErrorPanel, Loading } from '../parts/conditions.tsx'
import { defaultPeriod } from './filter-words.ts'
import { useNow } from './now.ts'

export function Start() {
  usePageTitle('Organizations')
  const { data, error, refetch } = useQuery(organizationsQuery())
  const { data: me } = useQuery(meQuery())
  if (error)
    return (
      <Outside>
        <ErrorPanel isPage error={error} onRetry={() => void refetch()} />
      </Outside>
    )
  if (!data)
    return (
      <Outside>
        <Loading />
      </Outside>
    )
  const [first] = data.organizations
  if (!first)
    return (
      <Outside>
        <Empty isPage title="There is no organization yet">
          {me?.isAdministrator && <NewOrganization />}
          <p>
            {me?.isAdministrator
              ? 'On the command line it is '
              : 'Whoever administers this installation creates one, here or with '}
            <code>upflow org create</code>. For a look at the bundled sample, start this server with{' '}
            <code>--demo</code>.
          </p>
        </Empty>
      </Outside>
    )
  if (data.organizations.length === 1) return <Only id={first.id} />
  return (
    <Outside>
      <h1>Organizations</h1>
      <ul>
        {data.organizations.map(({ id, name }) => (
          <li key={id}>
            <Link to="/o/$org" params={{ org: id }}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
      {me?.isAdministrator && <NewOrganization />}
    </Outside>
  )
}

/** Where nothing was merged of late, as in the bundled sample, the last days would show nothing: all of the past does. */
function Only({ id }: { id: string }) {
  const now = useNow()
  const last = useQuery(pullsQuery(id, { state: 'merged', sort: 'merged_at', order: 'desc', limit: 1 }))
  if (last.isPending)
    return (
      <Outside>
        <Loading />
      </Outside>
    )
  const mergedAt = last.data?.pullRequests[0]?.mergedAt ?? null
  const isLongAgo = mergedAt !== null && now - mergedAt > Number.parseInt(defaultPeriod, 10) * 86_400
  return <Navigate to="/o/$org" params={{ org: id }} search={isLongAgo ? { period: 'all' } : {}} replace />
}

const NewOrganization = () => (
  <p>
    <Link to="/new-organization">Create an organization</Link>, or{' '}
    <Link to="/admin">look after the installation</Link>
  </p>
)

const Outside = ({ children }: { children: React.ReactNode }) => <main className="outside">{children}</main>
