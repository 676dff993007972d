/** What a credential is good for, found out before anything is begun: each finding with what to do about it. */
import type { Instant, RepositoryId } from '@upflow/model'
import {
  clockFinding,
  expiryFinding,
  type Finding,
  givenFinding,
  good,
  pointsFinding,
  probed,
  refusalFinding,
  repositoryFindings,
  speaksFor,
  teamsFinding,
  type WantedRepository,
} from './credential-findings.ts'
import { GithubError } from './github-error.ts'
import { readTeamMembers, type TeamName } from './read-team-members.ts'
import type { Transport } from './transport.ts'
import { readUnseen, readVisible } from './visible.ts'

export interface CheckOptions {
  /** Where GitHub is, as it is to be called in what is found. */
  readonly apiUrl: string
  /** What is to be read with it. */
  readonly repositories: readonly WantedRepository[]
  /** Those whose members are to be read. Default: none. */
  readonly teams?: readonly TeamName[]
  /** Unix seconds, by the clock of this machine. */
  readonly now: Instant
  readonly signal?: AbortSignal | undefined
}

/**
 * One thing after the other; what depends on a bad one is not asked. What there is nothing to say of is not in it.
 * @param probe asks for one pull request of a repository with all that a sync reads
 * @throws the signal's reason when aborted
 */
export async function checkCredential(
  transport: Transport,
  { apiUrl, repositories, teams = [], now, signal }: CheckOptions,
  probe: (id: RepositoryId) => Promise<void>,
): Promise<Finding[]> {
  const findings: Finding[] = []
  const speaker = transport.credential.kind
  try {
    const seen = await readVisible(transport, null, signal)
    const heard = transport.heard()
    const { enterpriseVersion } = heard
    findings.push(
      good(
        'address',
        `${apiUrl} answers${enterpriseVersion === null ? '' : `, GitHub Enterprise Server ${enterpriseVersion}`}.`,
      ),
      speaksFor(speaker, seen.login),
      ...expiryFinding(heard, now),
      clockFinding(seen.answeredAt, now),
      pointsFinding(seen.points),
      ...givenFinding(heard),
    )
    const unseen = await readUnseen(
      transport,
      repositories.map(({ id }) => id),
      signal,
    )
    findings.push(...repositoryFindings(speaker, { seen, wanted: repositories, unseen }))
    const first = repositories.find(({ id }) => !unseen.has(id))?.id ?? seen.repositories[0]?.id
    if (first !== undefined) {
      const problem = await problemOf(() => probe(first))
      // What an installation was given says the good of it already.
      if (problem !== null || speaker === 'token') findings.push(probed(speaker, problem))
    }
    if (teams.length > 0) {
      const problem = await problemOf(() => readTeams(transport, teams, signal))
      findings.push(teamsFinding(speaker, teams.map(nameOf), problem))
    }
  } catch (error) {
    signal?.throwIfAborted()
    if (!(error instanceof GithubError)) throw error
    findings.push(refusalFinding(error, speaker))
  }
  return findings
}

async function problemOf(ask: () => Promise<void>): Promise<string | null> {
  try {
    await ask()
    return null
  } catch (error) {
    if (!(error instanceof GithubError)) throw error
    return error.message
  }
}

/** Up to the first that cannot be read: mostly for all of them for the same reason. */
async function readTeams(
  transport: Transport,
  teams: readonly TeamName[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const team of teams) await readTeamMembers(transport, team, signal)
}

const nameOf = ({ organization, slug }: TeamName) => `${organization}/${slug}`
