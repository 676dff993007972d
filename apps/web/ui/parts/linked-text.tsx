/** A sentence whose numbers open what they count. */
import { Link } from '@tanstack/react-router'
import type { ListAddress } from '../app/list-address.ts'
import { useOrganizationId } from '../app/organization.tsx'
import type { View } from '../app/view.ts'
import type { TextPart } from './text-parts.ts'

export interface LinkedTextProps {
  readonly parts: readonly TextPart[]
  /** What all of them are of. */
  readonly list: View
  /** A list of pull requests, if nothing else is said. */
  readonly at?: ListAddress
}

export function LinkedText({ parts, list, at = '/o/$org/pulls' }: LinkedTextProps) {
  const org = useOrganizationId()
  return parts.map(({ text, list: own, at: ownAt = at }) =>
    own === undefined ? (
      text
    ) : (
      <Link key={text} to={ownAt} params={{ org }} search={{ ...list, ...own }}>
        {text}
      </Link>
    ),
  )
}
