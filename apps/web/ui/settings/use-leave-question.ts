/** Asks before a page is left on which something is written that is not saved: by a link, the way back, or its tab. */
import { useBlocker } from '@tanstack/react-router'

/** @param what it is called to whoever is asked */
export function useLeaveQuestion(what: string, isUnsaved: boolean): void {
  useBlocker({
    // The filter and the place on the page change in its address too, and nothing is lost by that.
    shouldBlockFn: ({ current, next }) =>
      current.pathname !== next.pathname &&
      !window.confirm(`What you have written of ‘${what}’ is not saved. Leave the page without it?`),
    enableBeforeUnload: isUnsaved,
    disabled: !isUnsaved,
  })
}
