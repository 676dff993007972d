/**
 * What a delivery says is to be read anew, and nothing else: not one number of a payload is believed. What changes no
 * figure is ignored, with the reason, which GitHub shows beside the delivery.
 */
import * as z from 'zod'
import { PipelineError } from '../pipeline-error.ts'

/** Who a payload is about, found by the node id, or else by the name. */
export interface NamedRepository {
  readonly nodeId: string
  readonly fullName: string
}

export type Told =
  | { readonly kind: 'ignored'; readonly because: string }
  | {
      readonly kind: 'refresh'
      readonly repository: NamedRepository
      readonly numbers: readonly number[]
      /** How it is called, its default branch, and whether it is archived. */
      readonly facts: boolean
      /** What a release rule asks for, where the repository's does. */
      readonly releases: 'tags' | 'deployments' | null
    }
  /** Who is in which team of an organization there. */
  | { readonly kind: 'teams'; readonly organization: string }
  /** What was updated, of these repositories or of all, as far as an installation of an app sees them. */
  | {
      readonly kind: 'crawl'
      readonly repositories: readonly NamedRepository[] | null
      readonly installationId: number | null
    }

const named = z
  .object({ node_id: z.string(), full_name: z.string() })
  .transform(({ node_id: nodeId, full_name: fullName }): NamedRepository => ({ nodeId, fullName }))
const ofRepository = z.object({ repository: named })
const ofPullRequest = ofRepository.extend({ pull_request: z.object({ number: z.number().int().positive() }) })
const ofIssue = ofRepository.extend({
  issue: z.object({ number: z.number().int().positive(), pull_request: z.unknown().optional() }),
})
const ofPush = z.object({
  ref: z.string(),
  repository: z.intersection(named, z.object({ default_branch: z.string().optional() })),
})
const ofRef = ofRepository.extend({ ref_type: z.string() })
const ofInstallation = z.object({ installation: z.object({ id: z.number().int() }).optional() })
const ofRepositories = ofInstallation.extend({
  repositories_added: z.array(named).default([]),
  repositories_removed: z.array(named).default([]),
})

const ofOrganization = z.object({ organization: z.object({ login: z.string() }) })

const nothing = { numbers: [], facts: false, releases: null } as const
const ignored = (because: string): Told => ({ kind: 'ignored', because })

const pullRequest = (payload: unknown): Told => {
  const { repository, pull_request } = ofPullRequest.parse(payload)
  return { kind: 'refresh', repository, ...nothing, numbers: [pull_request.number] }
}
const releases =
  (what: 'tags' | 'deployments') =>
  (payload: unknown): Told => {
    const { repository } = ofRepository.parse(payload)
    return { kind: 'refresh', repository, ...nothing, releases: what }
  }
const tagRef = (payload: unknown): Told =>
  ofRef.parse(payload).ref_type === 'tag'
    ? releases('tags')(payload)
    : ignored('It is about a branch: what becomes of a pull request is told by events of its own.')

/** A team's own list is read anew, and so are those of the teams that it is a child of: which they are, is not told. */
const teams = (payload: unknown): Told => ({
  kind: 'teams',
  organization: ofOrganization.parse(payload).organization.login,
})

/** Which installation of an app is told of, by an app's own webhook; null by every other. */
export const installationOf = (payload: unknown): number | null =>
  ofInstallation.safeParse(payload).data?.installation?.id ?? null

/** By the event's name, as in `X-GitHub-Event`. */
const readers: Readonly<Record<string, (payload: unknown) => Told>> = {
  ping: () => ignored('The webhook is set up: this delivery was only to try it.'),
  pull_request: pullRequest,
  pull_request_review: pullRequest,
  pull_request_review_comment: pullRequest,
  pull_request_review_thread: pullRequest,
  issue_comment(payload) {
    const { repository, issue } = ofIssue.parse(payload)
    return issue.pull_request === undefined || issue.pull_request === null
      ? ignored('It is about an issue, not about a pull request.')
      : { kind: 'refresh', repository, ...nothing, numbers: [issue.number] }
  },
  push(payload) {
    const { ref, repository } = ofPush.parse(payload)
    // Of more than three tags that are pushed at once GitHub tells nothing, but of the branch that came with them.
    return ref.startsWith('refs/tags/') || ref === `refs/heads/${repository.default_branch}`
      ? releases('tags')(payload)
      : ignored(
          'It is about another branch than the default one: what becomes of a pull request is told by events of its own.',
        )
  },
  create: tagRef,
  delete: tagRef,
  deployment: releases('deployments'),
  deployment_status: releases('deployments'),
  repository(payload) {
    const { repository } = ofRepository.parse(payload)
    return { kind: 'refresh', repository, ...nothing, facts: true }
  },
  // What became visible may have changed while it was not; what became invisible, the run says.
  // Suspended or removed, the run finds that out and says it.
  installation(payload) {
    const { installation } = ofInstallation.parse(payload)
    return { kind: 'crawl', repositories: null, installationId: installation?.id ?? null }
  },
  installation_repositories(payload) {
    const { installation, repositories_added, repositories_removed } = ofRepositories.parse(payload)
    return {
      kind: 'crawl',
      repositories: [...repositories_added, ...repositories_removed],
      installationId: installation?.id ?? null,
    }
  },
  membership: teams,
  // Whoever leaves it leaves its teams.
  organization: teams,
  team: teams,
  ...Object.fromEntries(
    ['member', 'team_add'].map((event) => [
      event,
      () => ignored('It is about who may do what in a repository, and not about who is in a team.'),
    ]),
  ),
}

/** Those that lead to a run: what a webhook is to be set up for. */
export const usefulEvents: readonly string[] = Object.keys(readers).filter(
  (event) => !['ping', 'member', 'team_add'].includes(event),
)

/** @throws PipelineError `pipeline/malformed-delivery` */
export function readDelivery(event: string, payload: unknown): Told {
  const read = Object.hasOwn(readers, event) ? readers[event] : undefined
  if (!read) return ignored('No figure follows from this kind of event.')
  try {
    return read(payload)
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    const [first] = error.issues
    throw new PipelineError(
      'pipeline/malformed-delivery',
      `A delivery of '${event}' lacks what such events have: ${first!.path.join('.')}: ${first!.message}.`,
      { event },
      { cause: error },
    )
  }
}
