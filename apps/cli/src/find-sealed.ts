/** Whose stored secrets stay sealed after a restore: a backup has no key unless asked for, and another does not fit. */
import { basename } from 'node:path'
import { openSecretBox, type TenantStore } from '@upflow/db'
import type { Manifest } from '@upflow/exports'
import { parseOrganizationId } from '@upflow/model'
import { sealedOf, secretPurpose } from '@upflow/notifications'
import { appKeyPurpose, type Config, openData, webhookPurpose } from '@upflow/pipeline/data'
import { readSetting } from '@upflow/settings'

/** @returns ids of organizations. Makes no key, and asks nobody. */
export async function findSealed(config: Config, { files }: Manifest): Promise<string[]> {
  const box = openSecretBox(config)
  // The token of the environment would stand for the stored one.
  const data = await openData({ config: { ...config, githubToken: null } })
  const openAll = async (tenant: TenantStore) => {
    for (const channel of (await readSetting(tenant, 'notifications')).channels) {
      const sealed = sealedOf(channel)
      if (sealed !== null) box.open(sealed, secretPurpose(tenant.organizationId, channel))
    }
    for (const { sealed } of (await readSetting(tenant, 'webhook')).secrets)
      box.open(sealed, webhookPurpose(tenant.organizationId))
    const integration = await readSetting(tenant, 'integration')
    if (integration.kind === 'github' && integration.app)
      box.open(integration.app.sealedKey, appKeyPurpose(tenant.organizationId))
    await data.credentials.accessOf(tenant)
  }
  try {
    const found: string[] = []
    for (const { path } of files) {
      if (!path.startsWith('tenants/')) continue
      const id = parseOrganizationId(basename(path, '.db'))
      try {
        await openAll(await data.tenants.open(id))
      } catch (error) {
        // What else is wrong with it is said by whatever uses it.
        if ((error as { code?: unknown }).code === 'db/wrong-secret') found.push(id)
      }
    }
    return found
  } finally {
    await data.close()
  }
}
