/** In the place of what works by a link, where the address came without what stands behind the # of one. */
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { Notice } from '../parts/conditions.tsx'
import { Outside } from './outside.tsx'

export interface NoLinkProps {
  readonly title: string
  /** Where the link is to be had. */
  readonly children: ReactNode
}

export function NoLink({ title, children }: NoLinkProps) {
  // Whoever opens the whole link in this tab changes no more than what stands behind the #: the document stays.
  useEffect(() => {
    const begin = () => window.location.reload()
    window.addEventListener('hashchange', begin)
    return () => window.removeEventListener('hashchange', begin)
  }, [])
  return (
    <Outside title={title}>
      <Notice tone="bad">{children} It works once, and only whole, with what stands behind its #.</Notice>
      <p>
        <Link to="/sign-in">Sign in</Link>, where you have been here before.
      </p>
    </Outside>
  )
}
