/** Who reads by ear hears the new page from its beginning; the first one is where the browser begins anyhow. */
import { useRouterState } from '@tanstack/react-router'
import { type RefObject, useEffect, useRef } from 'react'

/** @returns for what all of the page is in, which can have the focus */
export function useFocusOnNewPage(): RefObject<HTMLElement | null> {
  const pathname = useRouterState({ select: ({ location }) => location.pathname })
  const main = useRef<HTMLElement>(null)
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    main.current?.focus({ preventScroll: true })
  }, [pathname])
  return main
}
