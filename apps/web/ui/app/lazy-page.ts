/** A page whose code is loaded when it is opened. Where it cannot be, that is an error of the page, and nobody is sent away. */
import { lazyRouteComponent } from '@tanstack/react-router'

/** Why a page's code is not there, which only the server can say: it is away, or has other pages by now. */
export class NotLoadedError extends Error {
  constructor(cause: unknown) {
    super('The code of this page could not be loaded', { cause })
    this.name = 'NotLoadedError'
  }
}

// The router's own way is to load the document anew, whether or not there is a server to load it from.
export const lazyPage: typeof lazyRouteComponent = (load, name) =>
  lazyRouteComponent(
    () =>
      load().catch((cause: unknown) => {
        throw new NotLoadedError(cause)
      }),
    name,
  )

/** Vite takes a style sheet whose link is in the document for loaded, also one that failed: it is asked for again. */
export const forgetFailedStyles = (): void =>
  document.addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLLinkElement) target.remove()
    },
    true,
  )
