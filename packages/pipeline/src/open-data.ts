/** The data folder, open: registry, tenant files and credentials. What needs no jobs needs no more than this. */
import { createTenants, openRegistry, openSecretBox, type Registry, type Tenants } from '@upflow/db'
import type { Config } from './config.ts'
import { type Credentials, type CredentialsOptions, createCredentials } from './credentials.ts'
import { createOrganizations, type Organizations } from './organizations.ts'

export interface Data {
  readonly registry: Registry
  readonly tenants: Tenants
  readonly credentials: Credentials
  readonly organizations: Organizations
  /** Closes every file and connection. Idempotent. */
  close(): Promise<void>
}

export interface DataOptions extends Pick<CredentialsOptions, 'demo' | 'onWait' | 'githubTiming'> {
  readonly config: Config
}

/** @throws DbError when the folder or the registry cannot be used */
export async function openData({ config, ...options }: DataOptions): Promise<Data> {
  const registry = await openRegistry(config)
  const tenants = createTenants(config)
  const credentials = createCredentials({ config, secretBox: openSecretBox(config), ...options })
  let closed: Promise<void> | null = null
  return {
    registry,
    tenants,
    credentials,
    organizations: createOrganizations(registry, tenants, credentials),
    close() {
      closed ??= (async () => {
        await credentials.close()
        await tenants.close()
        await registry.close()
      })()
      return closed
    },
  }
}
