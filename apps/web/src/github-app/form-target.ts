/**
 * Which page may send a form to another site: that on which a GitHub App is made, to the GitHub of its organization, for
 * who may change how that is reached. For everybody else it is a page as all others.
 */
import { decide } from '@upflow/accounts'
import { githubOriginOf } from '@upflow/pipeline'
import type { Context } from 'hono'
import type { ApiContext } from '../api/api-context.ts'

/** An origin; null for none. */
export type FormTargetOf = (request: Context) => Promise<string | null>

export const appPagePath = (organization: string): string => `/o/${organization}/settings/github-app`

const page = /^\/o\/([a-z\d-]+)\/settings\/github-app\/?$/

export const formTargetOf =
  ({ callerOf, organizations }: Pick<ApiContext, 'callerOf' | 'organizations'>): FormTargetOf =>
  async (request) => {
    const [, organization] = page.exec(request.req.path) ?? []
    if (organization === undefined) return null
    try {
      if (decide(await callerOf(request), 'credentials.change', organization) !== 'allowed') return null
      const { id } = await organizations.get(organization)
      const integration = await organizations.integration(id)
      return integration.kind === 'github' ? githubOriginOf(integration.apiUrl) : null
    } catch {
      // What is wrong is said by what the page asks.
      return null
    }
  }
