/** The way from a period in which there is nothing to all that there is. */
import type { ReactNode } from 'react'
import { useChangeView } from './organization.tsx'

export function AllOfThePast({ children }: { children: ReactNode }) {
  const change = useChangeView()
  return (
    <button
      type="button"
      className="link-button"
      onClick={() => change({ period: 'all', from: undefined, to: undefined } as never)}
    >
      {children}
    </button>
  )
}
