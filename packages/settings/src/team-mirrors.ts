/** What came of the last reading of each team of GitHub that is mirrored: a row of the settings for each. */
import type { TenantStore } from '@upflow/db'
import type { Instant } from '@upflow/model'

export interface TeamMirror {
  /** When GitHub was last asked. */
  readonly askedAt: Instant
  /** When it last said who is in it; null for never. */
  readonly readAt: Instant | null
  /** Why the members are those of before; null when they are those of `readAt`. */
  readonly problem: string | null
}

const prefix = 'mirror:'

/** By `organization/slug`, as the settings of teams have it. */
export async function teamMirrorsOf({
  db,
}: Pick<TenantStore, 'db'>): Promise<ReadonlyMap<string, TeamMirror>> {
  const rows = await db.selectFrom('settings').selectAll().where('key', 'like', `${prefix}%`).execute()
  return new Map(rows.map(({ key, value }) => [key.slice(prefix.length), JSON.parse(value) as TeamMirror]))
}

/** @param problem null when it was read */
export async function noteTeamMirror(
  tenant: TenantStore,
  {
    githubTeam,
    problem,
    now,
  }: { readonly githubTeam: string; readonly problem: string | null; readonly now: Instant },
): Promise<void> {
  const place = { key: prefix + githubTeam, repositoryId: null }
  const before = (await teamMirrorsOf(tenant)).get(githubTeam)
  const readAt = problem === null ? now : (before?.readAt ?? null)
  const text = JSON.stringify({ askedAt: now, readAt, problem } satisfies TeamMirror)
  await tenant.commitSettings({ expected: [], texts: [{ ...place, text }], changes: [] })
}
