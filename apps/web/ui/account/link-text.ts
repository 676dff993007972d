/**
 * What stands behind the # of a link that works once. It is taken out of the address, so that nobody reads it over a
 * shoulder, and kept by the tab while its owner is away to sign in elsewhere.
 */
const kept = 'upflow-link'

export function takeLinkText(): string {
  const text = window.location.hash.slice(1)
  if (text === '') return window.sessionStorage.getItem(kept) ?? ''
  window.sessionStorage.setItem(kept, text)
  window.history.replaceState(window.history.state, '', window.location.pathname)
  return text
}

export const forgetLinkText = (): void => window.sessionStorage.removeItem(kept)
