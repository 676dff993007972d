/**
 * Apps that somebody has gone to GitHub to make: known by a state that comes back with the browser, good once, for an
 * hour, and for who began it alone. Kept in memory: who comes back after a restart begins again.
 */
import { randomBytes } from 'node:crypto'

export interface BegunApp {
  readonly organization: string
  /** The session, so that nobody is led to take an app that another has made. */
  readonly who: string
  /** Of the GitHub at which it is made. */
  readonly apiUrl: string
}

export interface BegunApps {
  /** @returns the state */
  begin(app: BegunApp): string
  /** Once: null for what was not begun so, or is over. */
  take(state: string, by: Omit<BegunApp, 'apiUrl'>): BegunApp | null
}

const lifeMs = 3_600_000
/** Of all organizations; the oldest go first. */
const most = 1_000

/** @param nowMs milliseconds of a steady clock */
export function createBegunApps(nowMs: () => number = () => performance.now()): BegunApps {
  const begun = new Map<string, BegunApp & { readonly until: number }>()
  return {
    begin(app) {
      const state = randomBytes(32).toString('base64url')
      begun.set(state, { ...app, until: nowMs() + lifeMs })
      for (const oldest of begun.keys()) {
        if (begun.size <= most) break
        begun.delete(oldest)
      }
      return state
    },
    take(state, { organization, who }) {
      const found = begun.get(state)
      if (found?.organization !== organization || found.who !== who) return null
      begun.delete(state)
      return found.until > nowMs() ? found : null
    },
  }
}
