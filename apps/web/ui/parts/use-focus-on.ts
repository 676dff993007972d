/** Who has asked for something reads it next: the focus goes to what came of it. */
import { type RefObject, useEffect, useRef } from 'react'

/**
 * @param came what came of it, null before
 * @returns for where it stands, which can have the focus
 */
export function useFocusOn<T extends HTMLElement>(came: unknown): RefObject<T | null> {
  const place = useRef<T>(null)
  const before = useRef(came)
  useEffect(() => {
    if (before.current === came) return
    before.current = came
    if (came !== null) place.current?.focus()
  }, [came])
  return place
}
