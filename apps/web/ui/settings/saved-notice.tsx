/** That a change is saved, and what follows: the run that makes figures by it, or why none could be begun. */
import { Link } from '@tanstack/react-router'
import { useOrganizationId } from '../app/organization.tsx'
import { Notice } from '../parts/conditions.tsx'

export interface Saved {
  /** Null where nothing is to be made anew, or could not be begun. */
  readonly run: { readonly id: string } | null
  readonly problem: string | null
}

export interface SavedNoticeProps {
  readonly saved: Saved
  /** What follows where no figures are to be made anew. */
  readonly otherwise?: string
}

export function SavedNotice({
  saved: { problem, run },
  otherwise = 'No figure depends on it yet.',
}: SavedNoticeProps) {
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
        otherwise
      )}
    </Notice>
  )
}
