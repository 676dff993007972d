/**
 * Tells the repositories that have to be read from those that are as they were, at a request for a hundred: most of
 * many lie idle. Who is renamed or archived meanwhile is called so, without being read.
 */
import type { TenantStore } from '@upflow/db'
import type { AccessFacts, GithubClient, Pulse } from '@upflow/github'
import type { Instant, RepositoryId } from '@upflow/model'
import { listRepositories, type Repository, toFactsRow } from '../repositories.ts'
import { isOver, pulseText, toPulseState } from './pulse-state.ts'

export interface FeelOptions {
  readonly ids: readonly RepositoryId[]
  /** Whose passes answer for what is felt. */
  readonly run: string
  readonly now: () => Instant
  readonly signal: AbortSignal
}

export interface Felt {
  /** Those that have to be read: what cannot be seen is among them, since nothing is known of it. */
  readonly awake: readonly RepositoryId[]
  /** What GitHub said last of the credential. */
  readonly access: AccessFacts | null
}

/** A deployment without a success gets one soon or never. */
const soonSeconds = 86_400
const atOnce = 500

export async function feelPulses(
  tenant: TenantStore,
  github: Pick<GithubClient, 'accessFacts' | 'pulses'>,
  { ids, run, now, signal }: FeelOptions,
): Promise<Felt> {
  const pulses = await github.pulses(ids, signal)
  const at = now()
  const repositories = new Map((await listRepositories(tenant)).map((one) => [one.id, one]))
  const answered = await readAnswered(tenant)
  const restless = await findRestless(tenant, at)
  const awake: RepositoryId[] = []
  const idle: RepositoryId[] = []
  for (const id of ids) {
    signal.throwIfAborted()
    const pulse = pulses.get(id)
    const repository = repositories.get(id)
    if (!pulse || !repository) {
      awake.push(id)
      continue
    }
    await putFacts(tenant, repository, pulse)
    const text = pulseText(pulse, repository.releaseRule)
    if (answered.get(id) === text && !restless(repository)) idle.push(id)
    else {
      awake.push(id)
      const isFinal = isOver(pulse, repository.releaseRule)
      await tenant.putState(toPulseState(id, { text, total: pulse.pullRequests }, isFinal ? run : null))
    }
  }
  await freshen(tenant, idle, at)
  return { awake, access: github.accessFacts() }
}

/** The pulses since which all was read. */
async function readAnswered({ db }: TenantStore): Promise<ReadonlyMap<RepositoryId, string | null>> {
  const rows = await db
    .selectFrom('sync_state')
    .select(['repository_id', 'cursor'])
    .where('phase', '=', 'pulse')
    .where('completed_at', 'is not', null)
    .execute()
  return new Map(rows.map((row) => [row.repository_id, row.cursor]))
}

/** Those of which something is open that no pulse tells. */
async function findRestless({ db }: TenantStore, at: Instant): Promise<(repository: Repository) => boolean> {
  const queued = await db.selectFrom('retry_queue').select('repository_id').distinct().execute()
  const undeployed = await db
    .selectFrom('deployments')
    .leftJoin('freshness', 'freshness.repository_id', 'deployments.repository_id')
    .select('deployments.repository_id')
    .distinct()
    .where('succeeded_at', 'is', null)
    .where(({ or, eb }) =>
      or([
        eb('created_at', '>', at - soonSeconds),
        eb('deployments_read_at', 'is', null),
        eb('deployments_read_at', '<', at - soonSeconds),
      ]),
    )
    .execute()
  const unread = new Set(queued.map((row) => row.repository_id))
  const waiting = new Set(undeployed.map((row) => row.repository_id))
  return ({ id, releaseRule: { kind } }) => unread.has(id) || (kind === 'deployments' && waiting.has(id))
}

async function putFacts({ db }: TenantStore, known: Repository, pulse: Pulse): Promise<void> {
  const { id, ...facts } = toFactsRow(pulse)
  const isSame =
    known.owner === facts.owner &&
    known.name === facts.name &&
    known.isArchived === pulse.isArchived &&
    known.defaultBranch === facts.default_branch
  if (!isSame) await db.updateTable('repositories').set(facts).where('id', '=', id).execute()
}

/** What is as it was is known as of now. */
async function freshen({ db }: TenantStore, ids: readonly RepositoryId[], at: Instant): Promise<void> {
  for (let start = 0; start < ids.length; start += atOnce)
    await db
      .updateTable('freshness')
      .set({ as_of: at })
      .where('repository_id', 'in', ids.slice(start, start + atOnce))
      .where('as_of', 'is not', null)
      .execute()
}
