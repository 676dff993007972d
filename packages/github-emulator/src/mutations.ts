/** What can happen on GitHub, as data: each changes the data set as it would there, and says what would be told of it. */
import { randomUUID } from 'node:crypto'
import type { AppData } from './apps.ts'
import type {
  ActorData,
  CommitData,
  Dataset,
  DeploymentData,
  PullRequestData,
  RepositoryData,
  ReviewData,
  TagData,
} from './dataset.ts'
import { holdPullRequest } from './hold-pull-request.ts'
import { pullRequestEvent, repositoryEvent, toUser } from './hook-payloads.ts'
import { changeInstallation, type InstallationMutation } from './installation-mutations.ts'
import type { HookEvent } from './webhooks.ts'

type OfPullRequest = { readonly repositoryId: string; readonly number: number; readonly by: ActorData }
type OfRepository = { readonly repositoryId: string }

export type Mutation =
  | ({ readonly kind: 'open'; readonly pullRequest: PullRequestData } & OfRepository)
  | ({ readonly kind: 'edit'; readonly changes: Partial<PullRequestData> } & OfPullRequest)
  | ({ readonly kind: 'push'; readonly commits: readonly CommitData[] } & OfPullRequest)
  | ({ readonly kind: 'comment' } & OfPullRequest)
  | ({
      readonly kind: 'review'
      readonly state: ReviewData['state']
      readonly comments?: number
    } & OfPullRequest)
  | ({ readonly kind: 'close' | 'merge' | 'reopen' } & OfPullRequest)
  /** GitHub removes what was spam, and tells nobody. */
  | ({ readonly kind: 'remove'; readonly number: number } & OfRepository)
  | ({ readonly kind: 'tag'; readonly tag: TagData } & OfRepository)
  | ({ readonly kind: 'remove-tag'; readonly name: string } & OfRepository)
  | ({ readonly kind: 'deploy'; readonly deployment: DeploymentData } & OfRepository)
  | ({
      readonly kind: 'deployment-status'
      readonly deploymentId: string
      readonly state: string
    } & OfRepository)
  | ({ readonly kind: 'rename'; readonly name: string } & OfRepository)
  | ({ readonly kind: 'transfer'; readonly owner: string } & OfRepository)
  | ({ readonly kind: 'archive' | 'unarchive' | 'delete-repository' } & OfRepository)
  | { readonly kind: 'join' | 'leave'; readonly owner: string; readonly team: string; readonly login: string }
  | InstallationMutation

export interface World {
  readonly data: Dataset
  readonly apps: readonly AppData[]
}

/** @param at as GitHub writes it. @throws Error for what there is none of: the script is wrong */
export function applyMutation({ data, apps }: World, mutation: Mutation, at: string): HookEvent[] {
  const repositoryOf = ({ repositoryId }: OfRepository): RepositoryData => {
    const found = data.repositories.find(({ id }) => id === repositoryId)
    if (!found) throw new Error(`There is no repository ${repositoryId} to change.`)
    return found
  }
  const touch = (one: OfPullRequest) => {
    const repository = repositoryOf(one)
    const pullRequest = holdPullRequest(repository, one.number)
    pullRequest.updatedAt = at
    return { repository, pullRequest, by: one.by }
  }
  const happened = (pullRequest: PullRequestData, kind: string, actor: ActorData) => {
    pullRequest.timelineItems ??= { nodes: [] }
    pullRequest.timelineItems.nodes.push({ __typename: kind, createdAt: at, actor })
  }

  switch (mutation.kind) {
    case 'open': {
      const repository = repositoryOf(mutation)
      repository.pullRequests.push(mutation.pullRequest)
      const by = mutation.pullRequest.author
      return [pullRequestEvent('opened', { repository, pullRequest: mutation.pullRequest, by })]
    }
    case 'edit': {
      const changed = touch(mutation)
      Object.assign(changed.pullRequest, mutation.changes)
      return [pullRequestEvent('edited', changed)]
    }
    case 'push': {
      const changed = touch(mutation)
      changed.pullRequest.commits.nodes.push(...mutation.commits.map((commit) => ({ commit })))
      return [pullRequestEvent('synchronize', changed)]
    }
    case 'comment': {
      const changed = touch(mutation)
      changed.pullRequest.comments.nodes.push({ author: mutation.by, createdAt: at })
      return [
        pullRequestEvent('created', changed, {
          name: 'issue_comment',
          with: { comment: { user: toUser(mutation.by), created_at: at } },
        }),
      ]
    }
    case 'review': {
      const changed = touch(mutation)
      const comments = Array.from({ length: mutation.comments ?? 0 }, () => ({
        author: mutation.by,
        createdAt: at,
      }))
      changed.pullRequest.reviews.nodes.push({
        author: mutation.by,
        state: mutation.state,
        submittedAt: at,
        comments: { nodes: comments },
      })
      const review = { user: toUser(mutation.by), state: mutation.state.toLowerCase(), submitted_at: at }
      return [
        pullRequestEvent('submitted', changed, { name: 'pull_request_review', with: { review } }),
        ...comments.map(() =>
          pullRequestEvent('created', changed, {
            name: 'pull_request_review_comment',
            with: { comment: { user: toUser(mutation.by), created_at: at } },
          }),
        ),
      ]
    }
    case 'close':
    case 'merge': {
      const changed = touch(mutation)
      const isMerge = mutation.kind === 'merge'
      Object.assign(changed.pullRequest, {
        state: isMerge ? 'MERGED' : 'CLOSED',
        closedAt: at,
        mergedAt: isMerge ? at : null,
        mergeCommit: isMerge ? { oid: randomUUID().replaceAll('-', '').padEnd(40, '0') } : null,
      })
      if (isMerge) happened(changed.pullRequest, 'MergedEvent', mutation.by)
      happened(changed.pullRequest, 'ClosedEvent', mutation.by)
      return [pullRequestEvent('closed', changed)]
    }
    case 'reopen': {
      const changed = touch(mutation)
      Object.assign(changed.pullRequest, { state: 'OPEN', closedAt: null })
      happened(changed.pullRequest, 'ReopenedEvent', mutation.by)
      return [pullRequestEvent('reopened', changed)]
    }
    case 'remove': {
      const { pullRequests } = repositoryOf(mutation)
      const index = pullRequests.findIndex(({ number }) => number === mutation.number)
      if (index < 0) throw new Error(`There is no pull request ${mutation.number} that could be removed.`)
      pullRequests.splice(index, 1)
      return []
    }
    case 'tag': {
      const repository = repositoryOf(mutation)
      repository.tags.push(mutation.tag)
      repository.pushedAt = at
      const { name, oid } = mutation.tag
      return [
        repositoryEvent('create', repository, { ref: name, ref_type: 'tag' }),
        repositoryEvent('push', repository, { ref: `refs/tags/${name}`, after: oid, created: true }),
      ]
    }
    case 'remove-tag': {
      const repository = repositoryOf(mutation)
      repository.tags = repository.tags.filter(({ name }) => name !== mutation.name)
      repository.pushedAt = at
      return [repositoryEvent('delete', repository, { ref: mutation.name, ref_type: 'tag' })]
    }
    case 'deploy': {
      const repository = repositoryOf(mutation)
      repository.deployments ??= []
      repository.deployments.push(mutation.deployment)
      const { id, environment } = mutation.deployment
      return [
        repositoryEvent('deployment', repository, {
          action: 'created',
          deployment: { node_id: id, environment },
        }),
      ]
    }
    case 'deployment-status': {
      const repository = repositoryOf(mutation)
      const deployment = repository.deployments?.find(({ id }) => id === mutation.deploymentId)
      if (!deployment) throw new Error(`There is no deployment ${mutation.deploymentId}.`)
      deployment.statuses.push({ state: mutation.state, createdAt: at })
      return [
        repositoryEvent('deployment_status', repository, {
          action: 'created',
          deployment: { node_id: deployment.id, environment: deployment.environment },
          deployment_status: { state: mutation.state.toLowerCase(), created_at: at },
        }),
      ]
    }
    case 'rename':
    case 'transfer': {
      const repository = repositoryOf(mutation)
      repository.formerNames = [...(repository.formerNames ?? []), `${repository.owner}/${repository.name}`]
      if (mutation.kind === 'rename') repository.name = mutation.name
      else repository.owner = mutation.owner
      return [
        repositoryEvent('repository', repository, {
          action: mutation.kind === 'rename' ? 'renamed' : 'transferred',
        }),
      ]
    }
    case 'archive':
    case 'unarchive': {
      const repository = repositoryOf(mutation)
      repository.isArchived = mutation.kind === 'archive'
      return [repositoryEvent('repository', repository, { action: `${mutation.kind}d` })]
    }
    case 'delete-repository': {
      const repository = repositoryOf(mutation)
      data.repositories.splice(data.repositories.indexOf(repository), 1)
      return [repositoryEvent('repository', repository, { action: 'deleted' })]
    }
    case 'join':
    case 'leave': {
      const { owner, team: slug, login } = mutation
      const team = data.teams?.find((one) => one.owner === owner && one.slug === slug)
      if (!team) throw new Error(`There is no team ${owner}/${slug}.`)
      const others = team.members.filter((member) => member !== login)
      team.members.splice(0, team.members.length, ...others, ...(mutation.kind === 'join' ? [login] : []))
      return [
        {
          id: randomUUID(),
          name: 'membership',
          owner,
          repositoryId: null,
          payload: {
            action: mutation.kind === 'join' ? 'added' : 'removed',
            scope: 'team',
            team: { slug, name: team.name },
            member: { login, type: 'User' },
            organization: { login: owner },
          },
        },
      ]
    }
    default:
      return changeInstallation(apps, mutation, { at, repositories: data.repositories })
  }
}
