/** A count of how pull requests were read, in words that open the list of them, where there is one of just those. */
import { Link } from '@tanstack/react-router'
import { useOrganizationId } from '../app/organization.tsx'
import type { View } from '../app/view.ts'

export interface HealthCountProps {
  readonly text: string
  /** Of which repositories; null where no list is of just these. */
  readonly list: View | null
  readonly standing: 'missing' | 'unanalyzed'
}

export function HealthCount({ text, list, standing }: HealthCountProps) {
  const org = useOrganizationId()
  if (list === null) return text
  return (
    <Link to="/o/$org/health/pulls" params={{ org }} search={{ ...list, standing }}>
      {text}
    </Link>
  )
}
