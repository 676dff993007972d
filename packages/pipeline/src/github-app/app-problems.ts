/** What keeps an app, or one of its installations, from being set or chosen. */
import type { Installation } from '@upflow/github'
import type { OrganizationId } from '@upflow/model'
import { PipelineError } from '../pipeline-error.ts'

export const noApp = (organization: OrganizationId) =>
  new PipelineError(
    'pipeline/no-app',
    `Organization '${organization}' has no GitHub App: make one with 'org app ${organization} --new', or store the id and the private key of one.`,
    { organization },
  )

export const moved = (organization: OrganizationId) =>
  new PipelineError(
    'pipeline/moved',
    `Nothing is changed: the connection of organization '${organization}' was changed while GitHub was asked. Look at it, and begin again.`,
    { organization },
  )

/**
 * That which is meant.
 * @throws PipelineError `pipeline/unknown-installation`, `pipeline/installation-suspended`
 */
export function checkInstallation(
  organization: OrganizationId,
  which: string,
  installations: readonly Installation[],
): Installation {
  const found = installations.find(
    ({ id, account }) => String(id) === which || account.toLowerCase() === which.toLowerCase(),
  )
  if (!found)
    throw new PipelineError(
      'pipeline/unknown-installation',
      installations.length === 0
        ? 'Nothing is changed: the app is installed nowhere yet. Install it at GitHub first.'
        : `Nothing is changed: the app is not installed for '${which}'. It is for ${installations.map(({ account }) => account).join(', ')}.`,
      { organization },
    )
  if (found.isSuspended)
    throw new PipelineError(
      'pipeline/installation-suspended',
      `Nothing is changed: the installation of ${found.account} is suspended. Whoever owns the account resumes it in its settings at GitHub, under GitHub Apps.`,
      { organization, installation: found.id },
    )
  return found
}
