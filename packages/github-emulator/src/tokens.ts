/** Which tokens are accepted, and whose they are: those that are given, and those that an app asks for. */
import { randomBytes } from 'node:crypto'
import type { AppData, InstallationData } from './apps.ts'
import { RestRefused } from './rest-refused.ts'
import type { Viewer } from './viewer.ts'

export interface Tokens {
  /** Null for one that is unknown, has expired, or whose installation is gone. @throws RestRefused 403 when that is suspended */
  viewerOf(token: string | null): Viewer | null
  /** Milliseconds since 1970. */
  issue(app: AppData, installation: InstallationData): { readonly token: string; readonly expiresAt: number }
  /** None that was issued until now is accepted any more. */
  revokeIssued(): void
}

const usualLifeMs = 3_600_000

export function createTokens(
  given: Readonly<Record<string, Viewer>>,
  {
    apps,
    now,
    lifeMs = usualLifeMs,
  }: { readonly apps: readonly AppData[]; readonly now: () => number; readonly lifeMs?: number | undefined },
): Tokens {
  const issued = new Map<string, { readonly app: AppData; readonly id: number; readonly expiresAt: number }>()
  const ofInstallation = (token: string): Viewer | null => {
    const known = issued.get(token)
    if (!known || known.expiresAt <= now() || !apps.includes(known.app)) return null
    const installation = known.app.installations.find(({ id }) => id === known.id)
    if (!installation) return null
    if (installation.suspendedAt !== null) throw suspended()
    const { account, repositories } = installation
    return {
      login: `${known.app.slug}[bot]`,
      installationId: installation.id,
      sees: ({ id, owner }) =>
        owner.toLowerCase() === account.toLowerCase() &&
        (repositories === 'all' || repositories.includes(id)),
    }
  }
  return {
    viewerOf: (token) =>
      token === null ? null : Object.hasOwn(given, token) ? given[token]! : ofInstallation(token),
    issue(app, { id, suspendedAt }) {
      if (suspendedAt !== null) throw suspended()
      const token = `ghs_${randomBytes(27).toString('base64url').replace(/[-_]/g, '0')}`
      const expiresAt = now() + lifeMs
      issued.set(token, { app, id, expiresAt })
      return { token, expiresAt }
    },
    revokeIssued: () => issued.clear(),
  }
}

const suspended = () => new RestRefused(403, 'This installation has been suspended')
