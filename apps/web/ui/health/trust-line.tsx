/** Whether the figures can be trusted, in one sentence; each of its numbers opens what it counts. */
import { Link } from '@tanstack/react-router'
import type { RepositoryHealth } from '../api/types.ts'
import { useOrganizationId, useView } from '../app/organization.tsx'
import { LinkedText } from '../parts/linked-text.tsx'
import { trustParts } from './trust-words.ts'

export function TrustLine({ repositories }: { repositories: readonly RepositoryHealth[] }) {
  const org = useOrganizationId()
  const { show } = useView()
  return (
    <p className="lead-health">
      <LinkedText parts={trustParts(repositories)} list={{}} at="/o/$org/health/pulls" />
      {show !== undefined && (
        <>
          {' '}
          <Link to="/o/$org/health" params={{ org }}>
            Show all repositories
          </Link>
        </>
      )}
    </p>
  )
}
