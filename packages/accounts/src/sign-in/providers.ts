/** Whom else people may sign in with: GitHub, on github.com or a server of one's own, and any OpenID Connect provider. */
import type { GenericOAuthConfig } from 'better-auth/plugins/generic-oauth'
import { githubApiOf } from './github-api.ts'
import { githubProfile } from './github-profile.ts'
import type { HeardLogins } from './heard-logins.ts'

export interface GithubProvider {
  readonly clientId: string
  readonly clientSecret: string
  /** `https://github.com`, or the address of a GitHub Enterprise Server. */
  readonly url: string
}

export interface OidcProvider {
  readonly clientId: string
  readonly clientSecret: string
  readonly issuer: string
  /** As people know it. */
  readonly name: string
}

export interface Providers {
  readonly github: GithubProvider | null
  readonly oidc: OidcProvider | null
}

export type ProviderName = keyof Providers

/** Nobody becomes a person by signing in: only who asks for it with an invitation in hand. */
const invitedOnly = { disableImplicitSignUp: true, pkce: true } as const

/** @param heard told how whoever comes back from GitHub is called there */
export function toOAuthConfigs(
  { github, oidc }: Providers,
  heard: Pick<HeardLogins, 'hear'>,
): GenericOAuthConfig[] {
  return [
    ...(github
      ? [
          {
            ...invitedOnly,
            providerId: 'github',
            clientId: github.clientId,
            clientSecret: github.clientSecret,
            authorizationUrl: `${github.url}/login/oauth/authorize`,
            tokenUrl: `${github.url}/login/oauth/access_token`,
            scopes: ['read:user', 'user:email'],
            getUserInfo: async ({ accessToken }: { accessToken?: string | undefined }) => {
              const found = await githubProfile(githubApiOf(github), accessToken ?? '')
              if (!found) return null
              const { login, ...profile } = found
              heard.hear(profile.id, login)
              return profile
            },
          },
        ]
      : []),
    ...(oidc
      ? [
          {
            ...invitedOnly,
            providerId: 'oidc',
            clientId: oidc.clientId,
            clientSecret: oidc.clientSecret,
            discoveryUrl: `${oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
            scopes: ['openid', 'profile', 'email'],
          },
        ]
      : []),
  ]
}
