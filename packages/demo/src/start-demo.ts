/** A GitHub in this process that serves the bundled sample. */
import { randomUUID } from 'node:crypto'
import type { Demo } from '@upflow/pipeline/data'
import { DemoError } from './demo-error.ts'
import { demoIds, demoOrganizations } from './demo-organizations.ts'

export interface DemoServer extends Demo {
  close(): Promise<void>
}

/**
 * Nothing is read from disk before an organization is known to be one of the demo's.
 * @throws DemoError `demo/unknown-organization`
 */
export async function startDemo(id: string): Promise<DemoServer> {
  const organization = demoOrganizations[id]
  if (!organization)
    throw new DemoError(
      'demo/unknown-organization',
      `--demo reads the bundled sample as organization ${demoIds.join(' or ')}, not '${id}'`,
      { organization: id },
    )
  const { loadSample, startEmulator } = await import('@upflow/github-emulator')
  const token = `demo-${randomUUID()}`
  const emulator = await startEmulator({
    data: loadSample([organization.owner]),
    tokens: { [token]: { login: 'demo' } },
  })
  return { apiUrl: emulator.url, token, close: emulator.close }
}
