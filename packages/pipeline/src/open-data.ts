/** The data folder, open: registry, tenant files with their threads, and credentials. What needs no jobs needs no more. */
import { join } from 'node:path'
import {
  createPostgresTenants,
  createTenants,
  openPostgres,
  openPostgresRegistry,
  openRegistry,
  openSecretBox,
  type Postgres,
  type Registry,
  type TakenAccounts,
  type Tenants,
  type Waiting,
} from '@upflow/db'
import type { Wait } from '@upflow/github'
import type { OrganizationId } from '@upflow/model'
import { type Channels, createChannels } from './channels.ts'
import type { Config } from './config.ts'
import { type Credentials, type CredentialsOptions, createCredentials } from './credentials.ts'
import { createOrganizations, type Organizations } from './organizations.ts'
import { createFileThreads, type FileThreads } from './threads/file-threads.ts'
import { createWebhookSecrets, type WebhookSecrets } from './webhooks/webhook-secrets.ts'

export interface Data {
  readonly registry: Registry
  readonly tenants: Tenants
  readonly credentials: Credentials
  /** Of notifications. */
  readonly channels: Channels
  /** By which deliveries are known to be GitHub's. */
  readonly webhookSecrets: WebhookSecrets
  readonly organizations: Organizations
  readonly files: FileThreads
  /** Closes every file and connection. Idempotent. */
  close(): Promise<void>
}

export interface DataOptions extends Pick<CredentialsOptions, 'demo' | 'githubTiming'>, Waiting {
  readonly config: Config
  /** Told when the accounts that this machine had have come into the database. */
  readonly onAccountsTaken?: ((taken: TakenAccounts) => void) | undefined
  /** The organization that is about to be created: where its file lies by a registry that was lost, that is begun anew. */
  readonly takesUp?: string | undefined
  /** Told before each wait for GitHub of a second or more. */
  readonly onWait?: (organizationId: OrganizationId, wait: Wait) => void
  /** For tests of the sources: where the built worker is. */
  readonly worker?: URL
  /** How long the files' threads wait for a lock in SQLite, each time (default 5 s). */
  readonly busyTimeoutMs?: number
}

interface ForRuns {
  /** Steps wait for a file's lock until the engine or `close` ends them: they must not fail of the signal. */
  readonly isForRuns?: boolean
}

export const builtWorker = new URL('./worker.js', import.meta.url)

/** @throws DbError when the folder or the registry cannot be used; the signal's reason, also later, while a lock is waited for */
export async function openData({
  config,
  worker = builtWorker,
  busyTimeoutMs,
  onWait,
  signal,
  onLongWait,
  onAccountsTaken,
  takesUp,
  isForRuns = false,
  ...options
}: DataOptions & ForRuns): Promise<Data> {
  const waiting = { signal, onLongWait }
  const secretBox = openSecretBox(config)
  const credentials = createCredentials({ config, secretBox, ...options })
  const files = createFileThreads({
    worker,
    redact: credentials.redact,
    ...(busyTimeoutMs === undefined ? {} : { busyTimeoutMs }),
  })
  const { registry, postgres, tenants } = await openInstallation(config, files, {
    ...waiting,
    onAccountsTaken,
    takesUp,
    forTenants: { ...waiting, ...(isForRuns ? { signal: undefined } : {}) },
  })
  let closed: Promise<void> | null = null
  return {
    registry,
    tenants,
    credentials,
    channels: createChannels({ config, secretBox }),
    webhookSecrets: createWebhookSecrets({ secretBox }),
    files,
    organizations: createOrganizations({
      registry,
      tenants,
      credentials,
      files,
      ...(onWait ? { onWait } : {}),
    }),
    close() {
      closed ??= (async () => {
        await files.close()
        await tenants.close()
        await registry.close()
        await postgres?.close()
      })()
      return closed
    },
  }
}

/** Connections of the main thread, for short statements. */
const connections = 8

interface Installation extends Pick<Data, 'registry' | 'tenants'> {
  readonly postgres: Postgres | null
}

/** The organizations that there are, their data and accounts: in files, or in a database with a copy to read. */
async function openInstallation(
  { dataDir, databaseUrl }: Config,
  files: FileThreads,
  {
    forTenants,
    onAccountsTaken,
    takesUp,
    ...waiting
  }: Waiting & Pick<DataOptions, 'onAccountsTaken' | 'takesUp'> & { readonly forTenants: Waiting },
): Promise<Installation> {
  const local = await openRegistry({ dataDir, isCopy: databaseUrl !== null, takesUp, ...waiting })
  if (databaseUrl === null) {
    const tenants = createTenants({
      ...forTenants,
      dataDir,
      migrateOld: async (path, organizationId) =>
        void (await files.call({ location: { kind: 'file', path }, organizationId }, 'open', null)),
    })
    return { registry: local, tenants, postgres: null }
  }
  const postgres = await openPostgres(databaseUrl, { connections })
  try {
    const tenants = createPostgresTenants({
      ...forTenants,
      postgres,
      copies: join(dataDir, 'copies'),
      refresh: (location, organizationId) => files.call({ location, organizationId }, 'refresh', null),
    })
    const { signal } = waiting
    const registry = await openPostgresRegistry(postgres, local, {
      signal,
      onLook: tenants.keepOnly,
      onTaken: onAccountsTaken,
    })
    return { registry, tenants, postgres }
  } catch (error) {
    await postgres.close()
    await local.close()
    throw error
  }
}
