/** A change that is made from what is set: made again from what is set then, when somebody has changed it meanwhile. */
import type { TenantStore } from '@upflow/db'
import { type ChangeOptions, changeSettings, type WantedChange } from './change-settings.ts'
import type { SettingChange } from './read-changes.ts'
import { readSettings, type StoredSettings } from './read-settings.ts'
import { SettingsError } from './settings-error.ts'

/** Somebody else each time: then it is somebody's program. */
const mostTries = 10

/**
 * @param isFromOutside of the versions that come with the changes: whoever made them from another is told
 * @param toChanges what is wanted of the organization's, from what is set at the moment; may be asked again
 * @throws SettingsError as `changeSettings` does; what `toChanges` throws
 */
export async function changeFromPresent(
  tenant: TenantStore,
  toChanges: (settings: StoredSettings) => readonly WantedChange[] | Promise<readonly WantedChange[]>,
  options: ChangeOptions,
  { isFromOutside = false }: { readonly isFromOutside?: boolean } = {},
): Promise<SettingChange[]> {
  for (let tried = 1; ; tried++) {
    const settings = await readSettings(tenant)
    const changes = (await toChanges(settings)).map((change) =>
      change.repositoryId === undefined && !isFromOutside
        ? { ...change, ifVersion: settings[change.key].version }
        : change,
    )
    try {
      return await changeSettings(tenant, changes, options)
    } catch (error) {
      const isMeanwhile = error instanceof SettingsError && error.code === 'settings/changed-meanwhile'
      if (!isMeanwhile || isFromOutside || tried === mostTries) throw error
    }
  }
}
