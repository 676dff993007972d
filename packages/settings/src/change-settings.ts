/**
 * Changes what is set: all of a change or nothing of it, each with who, when, before and after in the same
 * transaction. Nothing is half-written, and nothing that somebody else changed meanwhile is written over unseen.
 */
import { type NewSettingChange, type SettingText, settingTextsOf, type TenantStore } from '@upflow/db'
import type { Instant, RepositoryId } from '@upflow/model'
import { mirrorProblems } from './mirrored-members.ts'
import { withoutSecrets } from './notifications.ts'
import type { SettingChange } from './read-changes.ts'
import { versionOf } from './read-settings.ts'
import type { GithubApp, SettingKey, Webhook } from './settings.ts'
import { SettingsError } from './settings-error.ts'
import { fromStored, toStored } from './stored-form.ts'

export interface WantedChange {
  readonly key: SettingKey
  /** As it came from outside; undefined to go back to the default. */
  readonly value: unknown
  /** Of a repository alone, which only a release rule can be. */
  readonly repositoryId?: RepositoryId
  /** The version that the change was made from. */
  readonly ifVersion?: string
}

export interface ChangeOptions {
  /** Who changes it, such as `ann` or `cli:ann`. */
  readonly by: string
  /** Default: the present. */
  readonly now?: Instant
  /** It is what GitHub says of mirrored teams: nobody else sets their members. */
  readonly isMirroring?: boolean
}

interface Row extends Omit<WantedChange, 'value'> {
  /** Null for the default. */
  readonly text: string | null
}

/**
 * @returns what was changed; what is set to what it was already is no change
 * @throws SettingsError `settings/invalid` naming all that is wrong, `settings/changed-meanwhile`,
 *   `settings/unknown-repository`
 */
export async function changeSettings(
  tenant: TenantStore,
  changes: readonly WantedChange[],
  options: ChangeOptions,
): Promise<SettingChange[]> {
  const rows = await toRows(changes)
  for (;;) {
    const { changed, ...commit } = toCommit(await readTexts(tenant, rows), rows, options)
    if (changed.length === 0) return []
    const ids = await tenant.commitSettings(commit)
    // What was set meanwhile is looked at too.
    if (ids !== null) return changed.map((change, index) => ({ id: ids[index]!, ...change }))
  }
}

async function toRows(changes: readonly WantedChange[]): Promise<Row[]> {
  const { validate } = await import('./validate.ts')
  const problems: string[] = []
  const rows = changes.flatMap(({ value, ...change }): Row[] => {
    if (value === undefined) return [{ ...change, text: null }]
    const checked = validate(change.key, value)
    if ('value' in checked) return [{ ...change, text: JSON.stringify(toStored(change.key, checked.value)) }]
    problems.push(...checked.problems)
    return []
  })
  refuse(problems)
  return rows
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return
  throw new SettingsError('settings/invalid', `Nothing is changed: ${problems.join('; ')}.`, {
    problems: problems.join('\n'),
  })
}

interface Texts {
  readonly organizationId: string
  /** Of the organization, by key. */
  readonly common: ReadonlyMap<string, string>
  /** Release rules of those repositories that are changed, and that there are. */
  readonly ofRepositories: ReadonlyMap<RepositoryId, string | null>
}

async function readTexts({ db, organizationId }: TenantStore, changed: readonly Row[]): Promise<Texts> {
  const ids = new Set(changed.flatMap(({ repositoryId }) => repositoryId ?? []))
  const repositories =
    ids.size === 0
      ? []
      : await db
          .selectFrom('repositories')
          .select(['id', 'release_rule'])
          .where('id', 'in', [...ids])
          .execute()
  return {
    organizationId,
    common: settingTextsOf(await db.selectFrom('settings').selectAll().execute()),
    ofRepositories: new Map(repositories.map(({ id, release_rule }) => [id, release_rule])),
  }
}

interface Commit {
  readonly expected: SettingText[]
  readonly texts: SettingText[]
  readonly changes: NewSettingChange[]
  readonly changed: Omit<SettingChange, 'id'>[]
}

function toCommit(
  stored: Texts,
  rows: readonly Row[],
  { by, now = Math.floor(Date.now() / 1_000), isMirroring = false }: ChangeOptions,
): Commit {
  const commit: Commit = { expected: [], texts: [], changes: [], changed: [] }
  // Of one that is named twice, the second finds what the first has made of it.
  const made = new Map<string, string | null>()
  for (const row of rows) {
    const { key, text } = row
    const repositoryId = row.repositoryId ?? null
    const name = JSON.stringify([key, repositoryId])
    const known = made.get(name)
    const before = known === undefined ? textOf(stored, row) : known
    if (known === undefined) commit.expected.push({ key, repositoryId, text: before })
    checkVersion(row, before)
    if (key === 'teams' && !isMirroring) checkMirrored(before, text)
    made.set(name, text)
    if (before === text) continue
    commit.texts.push({ key, repositoryId, text })
    const change = { repositoryId, key, before: shown(key, before), after: shown(key, text) }
    commit.changed.push({ changedAt: now, changedBy: by, ...change })
    commit.changes.push({
      changed_at: now,
      changed_by: by,
      repository_id: repositoryId,
      key,
      before: change.before,
      after: change.after,
    })
  }
  return commit
}

function checkVersion({ key, text, ifVersion }: Row, before: string | null): void {
  if (ifVersion === undefined || ifVersion === versionOf(before)) return
  throw new SettingsError(
    'settings/changed-meanwhile',
    `Nothing is changed: somebody has changed ${key} since you read it. Read it again, and change what is there now.`,
    {
      key,
      now: shown(key, before) ?? 'the default',
      version: versionOf(before),
      wanted: shown(key, text) ?? 'the default',
    },
  )
}

function checkMirrored(before: string | null, text: string | null): void {
  const [was, next] = [before, text].map((one) => fromStored('teams', JSON.parse(one ?? '[]')))
  refuse(mirrorProblems(was!, next!))
}

function textOf(
  { organizationId, common, ofRepositories }: Texts,
  { key, repositoryId }: Row,
): string | null {
  if (repositoryId === undefined) return common.get(key) ?? null
  if (key !== 'releaseRule')
    throw new SettingsError(
      'settings/invalid',
      `A repository has no ${key} of its own: only a releaseRule.`,
      { key },
    )
  const found = ofRepositories.get(repositoryId)
  if (found !== undefined) return found
  throw new SettingsError(
    'settings/unknown-repository',
    `Organization '${organizationId}' has no repository ${repositoryId}: it was removed meanwhile.`,
    { repository: repositoryId },
  )
}

/** As it may be shown: of a secret, whether there is one. */
function shown(key: SettingKey, text: string | null): string | null {
  if (text === null) return null
  if (key === 'notifications') return JSON.stringify(withoutSecrets(JSON.parse(text)))
  if (key === 'webhook') {
    const { secrets } = JSON.parse(text) as Webhook
    return JSON.stringify({ secrets: secrets.map(({ madeAt }) => ({ madeAt })) })
  }
  if (key !== 'integration') return text
  const { sealedToken, app, ...rest } = JSON.parse(text) as {
    readonly sealedToken?: string | null
    readonly app?: GithubApp
  }
  return JSON.stringify({
    ...rest,
    ...(sealedToken === undefined ? {} : { hasToken: sealedToken !== null }),
    ...(app === undefined ? {} : { app: withoutKey(app) }),
  })
}

const withoutKey = ({ sealedKey: _, ...app }: GithubApp) => app
