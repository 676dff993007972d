/** What is asked as an app, not as one of its installations: in the thread of the organization's file, where keys go. */

import type { AppKey } from '@upflow/github'
import {
  type AppClientOptions,
  type AppInfo,
  convertManifest,
  createAppClient,
  type Installation,
  type NewApp,
} from '@upflow/github'

export interface AppAccess extends Pick<AppClientOptions, 'apiUrl' | 'ca' | 'proxy' | 'timing'> {
  readonly key: AppKey
}

export interface InstalledApp {
  readonly app: AppInfo
  readonly installations: Installation[]
}

/** @throws GithubError `github/invalid-private-key`, `github/authentication-failed` */
export async function readApp(access: AppAccess, signal: AbortSignal): Promise<InstalledApp> {
  const client = createAppClient(access)
  try {
    return { app: await client.app(signal), installations: await client.installations(signal) }
  } finally {
    await client.close()
  }
}

export interface ManifestCode extends Omit<AppAccess, 'key'> {
  /** Good once, for an hour. */
  readonly code: string
}

/** @throws GithubError `github/not-found` when the code is not good any more */
export const makeApp = ({ code, ...options }: ManifestCode, signal: AbortSignal): Promise<NewApp> =>
  convertManifest(options, { code, signal })
