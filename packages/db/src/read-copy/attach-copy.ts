/** Opens a copy. It stands for what can be read again: one that is not fit to be read is no error, but none. */
import type { OrganizationId } from '@upflow/model'
import { attachTenant, type Tenant } from '../tenant/tenant.ts'

/** Null when it is gone, damaged or of another format, as after an update of Upflow. */
export function attachCopy(
  path: string,
  organizationId: OrganizationId,
  { readOnly }: { readonly readOnly: boolean },
): Tenant | null {
  try {
    return attachTenant(path, organizationId, { readOnly })
  } catch (error) {
    if ((error as { code?: unknown }).code === 'db/busy') throw error
    return null
  }
}
