export type { AccessFacts } from './access-facts.ts'
export {
  type AppClient,
  type AppClientOptions,
  type AppInfo,
  convertManifest,
  createAppClient,
  type Installation,
  type NewApp,
} from './app-client.ts'
export type { CheckOptions } from './check-credential.ts'
export { type AppKey, checkPrivateKey, type GithubCredential } from './credential.ts'
export type { Finding, FindingKind, WantedRepository } from './credential-findings.ts'
export {
  createGithubClient,
  type GithubClient,
  type GithubClientOptions,
  type Listed,
  type Viewer,
} from './github-client.ts'
export { GithubError, type GithubErrorCode } from './github-error.ts'
export type { Found } from './look-up.ts'
export type { Page, PageRequest, Unread } from './page.ts'
export type { TransportTiming, Wait } from './patience.ts'
export type { Known } from './pull-request-reader.ts'
export type { Pulse, Pulses } from './pulses.ts'
export type { Deployments, DeploymentsById } from './read-deployments.ts'
export type { Files } from './read-files.ts'
export type { Tags } from './read-tags.ts'
export type { TeamName } from './read-team-members.ts'
export type { RepositoryInfo } from './repository-info.ts'
export type { Spent, TransportOptions } from './transport.ts'
export type { Visible, VisibleRepository } from './visible.ts'
