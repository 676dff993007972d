/** That a change is saved, and what follows: the run that makes figures by it, or why none could be begun. */
import { Link } from '@tanstack/react-router'
import { useOrganizationId } from '../app/organization.tsx'
import { Notice } from '../parts/conditions.tsx'

export interface Saved {
  /** Null where nothing is to be made anew, or could not be begun. */
  readonly run: { readonly id: string } | null
  readonly problem: string | null
}

export function SavedNotice({ saved: { problem, run } }: { saved: Saved }) {
  const org = useOrganizationId()
  return (
    <Notice tone="plain">
      Saved.{' '}
      {problem !== null ? (
        `What follows could not be begun: ${problem}`
      ) : run ? (
        <Link to="/o/$org/runs/$id" params={{ org, id: run.id }}>
          Figures are being made anew
        </Link>
      ) : (
        'No figure depends on it yet.'
      )}
    </Notice>
  )
}
