/** Whoever has signed in, by name: to the page of their account. Where nobody signs in there is none. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { meQuery } from '../api/queries.ts'

export function AccountLink() {
  const { data } = useQuery(meQuery())
  if (!data?.person) return null
  return (
    <Link to="/me" title={data.person.email}>
      {data.person.name}
    </Link>
  )
}
