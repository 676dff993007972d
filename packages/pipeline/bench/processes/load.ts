/** Loads a generated organization in a process of its own. */
import { type GeneratedOrganization, loadOrganization, organizationId } from '../load-organization.ts'

const unread = await loadOrganization(JSON.parse(process.argv[2]!) as GeneratedOrganization)
process.send!({ organizationId, unread })
process.disconnect()
