export {
  createGithubClient,
  type GithubClient,
  type Page,
  type PageRequest,
  type RepositoryInfo,
} from './github-client.ts'
export { GithubError, type GithubErrorCode } from './github-error.ts'
export type { Files } from './read-files.ts'
export type { TransportOptions, TransportTiming, Wait } from './transport.ts'
