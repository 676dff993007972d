/** The page that somebody wanted before signing in: in the tab's own memory, so that no address can name another. */
const kept = 'upflow-back'

/** Goes to sign in, and remembers from where. */
export function goToSignIn(): void {
  const { pathname, search } = window.location
  if (pathname === '/sign-in') return
  window.sessionStorage.setItem(kept, pathname + search)
  window.location.assign('/sign-in')
}

/** With all anew: what was read as somebody else is gone. */
export function goBack(): void {
  const wanted = window.sessionStorage.getItem(kept) ?? '/'
  window.sessionStorage.removeItem(kept)
  window.location.assign(wanted.startsWith('/') && !wanted.startsWith('//') ? wanted : '/')
}
