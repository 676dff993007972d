/** Looks for what is due every hour, for organizations that have channels. */

import type { Tenant } from '@upflow/db'
import type { Engine } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import { readSettings } from '@upflow/settings'
import type { Jobs } from './jobs/jobs.ts'
import { queueOf } from './queue-of.ts'

const nameOf = (organizationId: OrganizationId) => `notify:${organizationId}`

/** To be called when channels were set. True when there is a schedule now. */
export async function scheduleNotifications(
  { schedules }: Pick<Engine<Jobs>, 'schedules'>,
  tenant: Tenant,
): Promise<boolean> {
  const { organizationId } = tenant
  const { notifications, integration } = await readSettings(tenant)
  const name = nameOf(organizationId)
  if (notifications.value.channels.length === 0) {
    await schedules.delete(name)
    return false
  }
  await schedules.set(name, {
    cron: '5 * * * *',
    job: 'notify',
    input: { organizationId },
    queue: queueOf(integration.value.kind === 'demo'),
    concurrencyKey: name,
    onConflict: 'join',
    labels: { organization: organizationId },
  })
  return true
}
