/** Loads a generated organization in a process of its own. */
import { type GeneratedOrganization, loadOrganization, organizationId } from '../load-organization.ts'

const input = JSON.parse(process.argv[2]!) as GeneratedOrganization
const unread = await loadOrganization(input)
process.send!({ organizationId: input.id ?? organizationId, unread })
process.disconnect()
