/** What the emulator's data says, by a way of its own, in the shape of what is stored. */
import { type DeploymentRow, fromPayload } from '@upflow/db'
import type { DeploymentData, Emulator, PullRequestData } from '@upflow/github-emulator'
import { parseInstant, type RawPullRequest } from '@upflow/model'

const kept =
  /^(ReviewRequested|ReviewRequestRemoved|ReviewDismissed|ReadyForReview|ConvertToDraft|Closed|Reopened|Merged|HeadRefForcePushed)Event$/
const at = (text: string | null) => text && parseInstant(text)

function ofData(repositoryId: string, data: PullRequestData) {
  const inline = [
    ...data.reviews.nodes.flatMap((review) => review.comments?.nodes ?? []),
    ...(data.orphanReviewComments ?? []),
  ]
  return [
    repositoryId,
    data.number,
    data.state.toLowerCase(),
    data.isDraft ?? false,
    data.author?.login ?? 'ghost',
    data.baseRefName,
    data.headRefName,
    at(data.createdAt),
    at(data.updatedAt),
    at(data.mergedAt),
    at(data.closedAt),
    data.additions,
    data.deletions,
    data.changedFiles,
    data.commits.nodes.map(({ commit }) => [commit.oid, at(commit.authoredDate), at(commit.committedDate)]),
    data.reviews.nodes.map((review) => [
      review.author?.login ?? 'ghost',
      review.state.toLowerCase().replace('_', '-'),
      at(review.submittedAt),
    ]),
    [...data.comments.nodes, ...inline].map((comment) => at(comment.createdAt)).sort(),
    (data.timelineItems?.nodes ?? [])
      .filter((event) => kept.test(event.__typename))
      .map((event) => at(event.createdAt)),
    (data.files?.nodes ?? []).map((file) => [file.path, file.additions, file.deletions]),
  ]
}

export function ofStored(raw: RawPullRequest) {
  return [
    raw.repositoryId,
    raw.number,
    raw.state,
    raw.isDraft,
    raw.author.login,
    raw.baseRefName,
    raw.headRefName,
    raw.createdAt,
    raw.updatedAt,
    raw.mergedAt,
    raw.closedAt,
    raw.additions,
    raw.deletions,
    raw.changedFiles,
    raw.commits.map((commit) => [commit.sha, commit.authoredAt, commit.committedAt]),
    raw.reviews.map((review) => [review.author.login, review.state, review.submittedAt]),
    raw.comments.map((comment) => comment.createdAt).sort(),
    raw.events.map((event) => event.at),
    raw.files.map((file) => [file.path, file.additions, file.deletions]),
  ]
}

const sorted = (rows: unknown[][]) =>
  rows.sort((a, b) => String(a[0]).localeCompare(String(b[0])) || Number(a[1]) - Number(b[1]))

export const truth = ({ data }: Emulator) =>
  sorted(
    data.repositories.flatMap((repository) =>
      repository.pullRequests.map((one) => ofData(repository.id, one)),
    ),
  )

export const stored = (rows: unknown[]) =>
  sorted(rows.map((row) => ofStored(fromPayload((row as { payload: string }).payload))))

function ofDeployment(repositoryId: string, data: DeploymentData): DeploymentRow {
  const successes = data.statuses.filter(({ state }) => state === 'SUCCESS').map(({ createdAt }) => createdAt)
  return {
    repository_id: repositoryId as never,
    id: data.id,
    environment: data.environment,
    sha: data.commitOid,
    committed_at: data.committedDate === null ? 0 : parseInstant(data.committedDate),
    creator_login: data.creator?.login ?? 'ghost',
    creator_kind: data.creator ? data.creator.__typename.toLowerCase() : 'ghost',
    created_at: parseInstant(data.createdAt),
    succeeded_at: at(successes.sort()[0] ?? null) as number | null,
  }
}

const byId = (rows: readonly DeploymentRow[]) =>
  [...rows].sort((a, b) => (a.repository_id + a.id < b.repository_id + b.id ? -1 : 1))

/** Every column of every row. */
export const deploymentsTruth = ({ data }: Emulator) =>
  byId(
    data.repositories.flatMap(({ id, deployments = [] }) => deployments.map((one) => ofDeployment(id, one))),
  )

export const storedDeployments = (rows: readonly unknown[]) => byId(rows as DeploymentRow[])
