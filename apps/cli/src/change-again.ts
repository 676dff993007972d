/** A change that is made from what is set, such as one more entry of a list: made anew when that changed meanwhile. */
import type { Tenant } from '@upflow/db'
import { changeSettings, readSettings, type SettingChange, type WantedChange } from '@upflow/settings'

export type Stored = Awaited<ReturnType<typeof readSettings>>

export interface ChangeAgainOptions {
  readonly by: string
  /** Whether what is wanted may be made from what somebody else has set meanwhile; once. */
  readonly mayRepeat: boolean
}

/**
 * @param wanted made from what is set
 * @throws SettingsError as `changeSettings`
 */
export async function changeAgain(
  tenant: Tenant,
  wanted: (stored: Stored) => Promise<readonly WantedChange[]>,
  { by, mayRepeat }: ChangeAgainOptions,
): Promise<SettingChange[]> {
  const change = async () => changeSettings(tenant, await wanted(await readSettings(tenant)), { by })
  try {
    return await change()
  } catch (error) {
    if (!mayRepeat || (error as { code?: string }).code !== 'settings/changed-meanwhile') throw error
    return change()
  }
}
