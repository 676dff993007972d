/** What GitHub is read with: a token that is somebody's, or an installation of an app, whose tokens live an hour. */
import { createPrivateKey } from 'node:crypto'
import { GithubError } from './github-error.ts'

export type GithubCredential =
  | { readonly kind: 'token'; readonly token: string }
  | ({ readonly kind: 'installation'; readonly installationId: number } & AppKey)

/** Who a GitHub App is, and what it proves that with. */
export interface AppKey {
  /** The app's id, or its client id. */
  readonly appId: number | string
  /** PEM, as GitHub gives it. */
  readonly privateKey: string
}

/**
 * Of the key nothing is said.
 * @throws GithubError `github/invalid-private-key`
 */
export function checkPrivateKey(privateKey: string): void {
  let type: string | undefined
  try {
    type = createPrivateKey(privateKey).asymmetricKeyType
  } catch {
    // Refused below: what the parser says may quote what it was given.
  }
  if (type !== 'rsa')
    throw new GithubError(
      'github/invalid-private-key',
      'That is no private key of a GitHub App: it begins with -----BEGIN RSA PRIVATE KEY----- and is several lines long. Download one in the settings of the app, under Private keys, and store all of the file.',
    )
}

/** @param why in GitHub's words */
export const appRefused = (
  where: string,
  why: string,
  facts: Readonly<Record<string, string | number>> = {},
): GithubError =>
  new GithubError(
    'github/authentication-failed',
    `GitHub does not believe the app (${where}): ${why}. Its id and its private key do not belong together, or the key was revoked: store the id and a key of the same app.`,
    facts,
  )
