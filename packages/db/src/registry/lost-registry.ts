/**
 * A registry that was lost is not begun anew as in a new folder: that it knows of nobody would be taken for true. It is
 * known by the files of organizations that lie beside it, which are made after it.
 */
import type { OrganizationId } from '@upflow/model'
import { DbError } from '../db-error.ts'

/** @param organizations those whose files lie beside it */
export const registryMissing = (path: string, organizations: readonly OrganizationId[]): DbError =>
  new DbError(
    'db/registry-missing',
    organizations.length === 0
      ? `The registry ${path} is missing or empty, and no file of an organization lies beside it: there is nothing in this folder. Set UPFLOW_DATA_DIR to the folder with the data, or restore a backup.`
      : `The registry ${path} is missing or empty, while files of organizations lie beside it: ${organizations.join(', ')}. Restore it from a backup; or begin it anew with ${organizations.map((id) => `'org create ${id}'`).join(', ')}: what was read is kept then, the release rule and the connection are set anew, and people and their API tokens are gone.`,
    { path, organizations: organizations.join(', ') },
  )
