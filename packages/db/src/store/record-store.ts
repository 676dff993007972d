/** Settings, and who did what: changes with their lines in the audit. */
import type { RepositoryId } from '@upflow/model'
import type { BusyRetryOptions } from '../sqlite/busy.ts'
import type { SettingChangeRow } from '../tenant/tables.ts'

export type NewSettingChange = Omit<SettingChangeRow, 'id'>

/** A setting of the organization; or the release rule of a repository, which is its own. */
export interface SettingPlace {
  readonly key: string
  readonly repositoryId: RepositoryId | null
}

/** JSON; null where the default holds. */
export interface SettingText extends SettingPlace {
  readonly text: string | null
}

export interface SettingsCommit {
  /** What was read before: when any of it is otherwise by now, nothing is written. */
  readonly expected: readonly SettingText[]
  readonly texts: readonly SettingText[]
  readonly changes: readonly NewSettingChange[]
}

export interface RecordStore {
  /** @returns the ids of the changes; null when something was otherwise */
  commitSettings(commit: SettingsCommit, busy?: BusyRetryOptions): Promise<readonly number[] | null>
  /** Unless the token was applied. True when it was written now. */
  recordOnce(token: string, change: NewSettingChange, busy?: BusyRetryOptions): Promise<boolean>
  /** From here on the repository is known as never read, and as being removed by whom. */
  beginRemoval(repositoryId: RepositoryId, change: NewSettingChange, busy?: BusyRetryOptions): Promise<void>
  /** Deletes so many pull requests of it at the most. Returns how many there were. */
  removePullRequests(repositoryId: RepositoryId, most: number, busy?: BusyRetryOptions): Promise<number>
  /** With all that is left of it. */
  endRemoval(repositoryId: RepositoryId, busy?: BusyRetryOptions): Promise<void>
}
