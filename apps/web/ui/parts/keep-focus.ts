/** A button is disabled while what it sent is on its way, and loses the focus by that: where nothing else took it, it has it back. */

/** @returns what gives it back, once it is answered */
export function keepFocus(): () => void {
  const had = document.activeElement
  return () =>
    requestAnimationFrame(() => {
      if (document.activeElement === document.body && had instanceof HTMLElement) had.focus()
    })
}
