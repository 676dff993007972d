/** There is no such page. */
import { Link } from '@tanstack/react-router'
import { usePageTitle } from '../format/page-title.ts'
import { Empty } from '../parts/conditions.tsx'

export function NotFound() {
  usePageTitle('Not found')
  return (
    <main className="outside">
      <Empty isPage title="There is nothing at this address">
        <p>
          It may have been moved, or mistyped. <Link to="/">Go to the overview</Link>.
        </p>
      </Empty>
    </main>
  )
}
