/**
 * What cannot be taken back is asked for twice. The focus goes along, since the button that had it is gone: to the one
 * that does it, and back to the one that asked where it is left.
 */
import { type RefObject, useEffect, useRef, useState } from 'react'

export interface TwoSteps<Next extends HTMLElement> {
  readonly isAsked: boolean
  readonly ask: () => void
  readonly leave: () => void
  /** Of the button that asks. */
  readonly askRef: RefObject<HTMLButtonElement | null>
  /** Of the button that does it, or the field in which it is written. */
  readonly doRef: RefObject<Next | null>
}

export function useTwoSteps<Next extends HTMLElement = HTMLButtonElement>(): TwoSteps<Next> {
  const [isAsked, setIsAsked] = useState(false)
  const [askRef, doRef] = [useRef<HTMLButtonElement>(null), useRef<Next>(null)]
  // Not at the beginning, when nobody has asked for anything.
  const before = useRef(isAsked)
  useEffect(() => {
    if (before.current === isAsked) return
    before.current = isAsked
    const next = isAsked ? doRef : askRef
    next.current?.focus()
  }, [isAsked, askRef, doRef])
  return { isAsked, ask: () => setIsAsked(true), leave: () => setIsAsked(false), askRef, doRef }
}
