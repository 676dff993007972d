/** Creates an organization of the demo and adds its repositories where they are missing. */
import { DbError } from '@upflow/db'
import { type OrganizationId, parseOrganizationId } from '@upflow/model'
import { type Data, fullName } from '@upflow/pipeline/data'
import { DemoError } from './demo-error.ts'
import { demoIds, demoOrganizations } from './demo-organizations.ts'

/** @throws DemoError `demo/not-the-demo` */
export async function ensureDemo({ organizations: known }: Data, id: string): Promise<OrganizationId> {
  const { sampleRepositories } = await import('@upflow/github-emulator')
  const organizationId = parseOrganizationId(id)
  const { owner, releaseRules = {} } = demoOrganizations[id]!
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
    throw new DemoError(
      'demo/not-the-demo',
      `there is an organization '${id}' that is not the demo's: --demo leaves it alone. Name another of the demo: ${demoIds.join(' or ')}; or set UPFLOW_DATA_DIR to another folder`,
      { organization: id },
    )
  const present = new Set((await known.repositories(organizationId)).map(fullName))
  for (const name of sampleRepositories[owner])
    if (!present.has(`${owner}/${name}`))
      await known.addRepository(organizationId, `${owner}/${name}`, releaseRules[name])
  return organizationId
}
