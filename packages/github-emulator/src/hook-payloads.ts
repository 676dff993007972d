/** What GitHub tells of what happened: of each thing who it is, by its ids; the rest is to be read. */
import { randomUUID } from 'node:crypto'
import type { AppData, InstallationData } from './apps.ts'
import { type ActorData, databaseIdOf, nodeId, type PullRequestData, type RepositoryData } from './dataset.ts'
import { pullRequestId } from './pull-request-node.ts'
import type { HookEvent } from './webhooks.ts'

export const toUser = (actor: ActorData | null) =>
  actor && { login: actor.login, type: actor.__typename, node_id: nodeId('U', actor.login) }

const toRepository = ({ id, owner, name, isArchived, defaultBranch }: RepositoryData) => ({
  id: databaseIdOf(id),
  node_id: id,
  name,
  full_name: `${owner}/${name}`,
  owner: { login: owner, type: 'Organization' },
  archived: isArchived,
  default_branch: defaultBranch,
})

export const repositoryEvent = (
  name: string,
  repository: RepositoryData,
  payload: Readonly<Record<string, unknown>>,
): HookEvent => ({
  id: randomUUID(),
  name,
  owner: repository.owner,
  repositoryId: repository.id,
  payload: {
    ...payload,
    repository: toRepository(repository),
    organization: { login: repository.owner },
    sender: { login: 'somebody', type: 'User' },
  },
})

/** @param about default: the pull request itself */
export function pullRequestEvent(
  action: string,
  {
    repository,
    pullRequest,
    by,
  }: {
    readonly repository: RepositoryData
    readonly pullRequest: PullRequestData
    readonly by: ActorData | null
  },
  about: { readonly name: string; readonly with: Readonly<Record<string, unknown>> } = {
    name: 'pull_request',
    with: {},
  },
): HookEvent {
  const { number, state, title = '', createdAt, updatedAt, mergedAt, closedAt, author } = pullRequest
  const facts = {
    number,
    title,
    state: state === 'OPEN' ? 'open' : 'closed',
    user: toUser(author),
    created_at: createdAt,
    updated_at: updatedAt,
    closed_at: closedAt,
  }
  const id = pullRequestId(repository, pullRequest)
  // To a comment the pull request is an issue, which has another id, and names its pull request by address alone.
  const subject =
    about.name === 'issue_comment'
      ? {
          issue: {
            ...facts,
            node_id: nodeId('I', repository.id, number),
            pull_request: {
              url: `https://api.github.com/repos/${repository.owner}/${repository.name}/pulls/${number}`,
            },
          },
        }
      : { number, pull_request: { ...facts, node_id: id, merged_at: mergedAt, merged: mergedAt !== null } }
  const event = repositoryEvent(about.name, repository, { action, ...subject, ...about.with })
  return { ...event, payload: { ...event.payload, sender: toUser(by) } }
}

export const installationEvent = (
  app: AppData,
  { id, account }: InstallationData,
  action: string,
  more?: Readonly<Record<string, unknown>>,
): HookEvent => ({
  id: randomUUID(),
  name: more ? 'installation_repositories' : 'installation',
  owner: account,
  repositoryId: null,
  ofInstallation: { appId: app.id, id },
  payload: { action, installation: { id, app_id: app.id, account: { login: account } }, ...more },
})
