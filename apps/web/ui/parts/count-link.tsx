/** A count that opens the list of exactly what it counts; of none there is no list. */
import { Link } from '@tanstack/react-router'
import type { ListAddress } from '../app/list-address.ts'
import { useOrganizationId } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import { formatCount } from '../format/number.ts'

export interface CountLinkProps {
  readonly count: number
  /** Null where no list is exactly that. */
  readonly list: View | null
  /** A list of pull requests, if nothing else is said. */
  readonly at?: ListAddress
  /** What is counted, for who does not see where the number stands. */
  readonly of: string
}

export function CountLink({ count, list, at = '/o/$org/pulls', of }: CountLinkProps) {
  const org = useOrganizationId()
  if (count === 0 || list === null) return formatCount(count)
  return (
    <Link to={at} params={{ org }} search={list} aria-label={`${formatCount(count)} ${of}`}>
      {formatCount(count)}
    </Link>
  )
}
