/** The demo: a GitHub in this process that serves the bundled sample, and the organizations that read it. */
import { randomUUID } from 'node:crypto'
import { DbError } from '@upflow/db'
import type { SampleOwner } from '@upflow/github-emulator'
import { type OrganizationId, parseOrganizationId, type ReleaseRule } from '@upflow/model'
import { type Data, type Demo, fullName } from '@upflow/pipeline/data'
import { UsageError } from './exit-codes.ts'

interface DemoOrganization {
  readonly owner: SampleOwner
  /** What is absent from the sample, so that nobody takes it for a fact. */
  readonly caveat: string
  /** Of repositories that have one of their own, by name. */
  readonly releaseRules?: Readonly<Record<string, ReleaseRule>>
}

const organizations: Readonly<Record<string, DemoOrganization>> = {
  demo: {
    owner: 'bitcoin-core',
    caveat:
      'Sample: real pull requests under pseudonyms, without titles and file lists. Those of secp256k1 are released by its real tags, those of gui when merged into master.',
    releaseRules: { secp256k1: { kind: 'tags', key: 'v.*' } },
  },
  'demo-cfrg': {
    owner: 'cfrg',
    caveat:
      'Sample: real pull requests under pseudonyms. It lacks when reviews were submitted and all timeline events, so pickup ends at the first comment and review begins there.',
  },
}

export const demoCaveat = (id: string): string | null => organizations[id]?.caveat ?? null

export interface DemoServer extends Demo {
  close(): Promise<void>
}

/** Nothing is read from disk before an organization is known to be one of the demo's. */
export async function startDemo(id: string): Promise<DemoServer> {
  const organization = organizations[id]
  if (!organization)
    throw new UsageError(
      `--demo reads the bundled sample as organization ${Object.keys(organizations).join(' or ')}, not '${id}'`,
    )
  const { loadSample, startEmulator } = await import('@upflow/github-emulator')
  const token = `demo-${randomUUID()}`
  const emulator = await startEmulator({
    data: loadSample([organization.owner]),
    tokens: { [token]: { login: 'demo' } },
  })
  return { apiUrl: emulator.url, token, close: emulator.close }
}

/** Creates the organization and adds its repositories where they are missing. */
export async function ensureDemo({ organizations: known }: Data, id: string): Promise<OrganizationId> {
  const { sampleRepositories } = await import('@upflow/github-emulator')
  const organizationId = parseOrganizationId(id)
  const { owner, releaseRules = {} } = organizations[id]!
  if (!(await known.list()).some((organization) => organization.id === organizationId))
    await known
      .create({
        id,
        name: `Demo (${owner})`,
        integration: { kind: 'demo' },
        releaseRule: { kind: 'branch', key: 'master' },
      })
      // Another process was quicker: then it is there.
      .catch((error: unknown) => {
        if (!(error instanceof DbError && error.code === 'db/organization-exists')) throw error
      })
  const { kind } = await known.integration(organizationId)
  if (kind !== 'demo')
    throw new UsageError(
      `there is an organization '${id}' that is not the demo's: --demo leaves it alone. Name another of the demo: ${Object.keys(organizations).join(' or ')}; or set UPFLOW_DATA_DIR to another folder`,
    )
  const present = new Set((await known.repositories(organizationId)).map(fullName))
  for (const name of sampleRepositories[owner])
    if (!present.has(`${owner}/${name}`))
      await known.addRepository(organizationId, `${owner}/${name}`, releaseRules[name])
  return organizationId
}
