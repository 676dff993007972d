/** From one page of a list to the next, and back to the first. */
import { Link } from '@tanstack/react-router'
import { useView } from '../app/organization.tsx'
import type { View } from '../app/view.ts'

/** @param next the cursor of the next page; null after the last */
export function PageLinks({ next }: { next: string | null }) {
  const { cursor } = useView()
  if (cursor === undefined && next === null) return null
  return (
    <nav className="pages on-screen" aria-label="Pages of the list">
      {cursor !== undefined && (
        <Link to="." search={((before: View) => ({ ...before, cursor: undefined })) as never}>
          First page
        </Link>
      )}
      {next !== null && (
        <Link to="." search={((before: View) => ({ ...before, cursor: next })) as never}>
          Next page
        </Link>
      )}
    </nav>
  )
}
