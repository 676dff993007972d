/** Which login of GitHub a member is: set by an administrator, or learned when they sign in by GitHub. */
import { z } from '@hono/zod-openapi'
import { AccountsError, githubApiOf, listMembers } from '@upflow/accounts'
import type { OrganizationId } from '@upflow/model'
import { bySignIn, setMemberLogin } from '@upflow/settings'
import type { ApiContext } from '../api/api-context.ts'
import { organizationOf, organizationShape } from '../api/organization-scope.ts'
import { defineWrite } from '../api/write.ts'
import { idField } from './auth-shapes.ts'
import { done } from './define-sign-in.ts'

export const setMemberLoginOf = defineWrite({
  method: 'put',
  path: '/organizations/{organization}/members/{member}/login',
  id: 'setMemberLogin',
  tag: 'Members',
  summary: 'Say which login of GitHub a member is: the page about that person is theirs',
  params: z.object({ ...organizationShape, member: idField.describe('The id of a person.') }),
  body: z.object({ login: z.string().max(100).nullable().describe('Null for none.') }),
  answer: done,
  async write({ params, body, caller }, context) {
    const organization = await organizationOf({ params }, context)
    const member = await findMember(context, organization, params.member)
    if (!member) throw new AccountsError('accounts/unknown-person', 'There is no such member.')
    await keep(context, organization, { ...member, login: body.login, by: caller.name })
    return {}
  },
})

/** Who has signed in by GitHub is who GitHub says, in the organizations of theirs that are read from there. */
export async function keepLogin(context: ApiContext, userId: string): Promise<void> {
  const { github } = context.pipeline.config.web.signIn
  if (github === null) return
  // Who has proved who they are is signed in, and known elsewhere, whatever ails an organization's file.
  try {
    const login = await context.signIn.githubLoginOf(userId)
    if (login === null) return
    const apiUrl = githubApiOf(github)
    for (const { id } of await context.organizations.list())
      await keepIn(context, id, { userId, login, apiUrl }).catch(context.onBroken)
  } catch (error) {
    context.onBroken(error)
  }
}

async function keepIn(
  context: ApiContext,
  organization: OrganizationId,
  { userId, login, apiUrl }: { readonly userId: string; readonly login: string; readonly apiUrl: string },
): Promise<void> {
  const member = await findMember(context, organization, userId)
  if (!member) return
  const integration = await context.organizations.integration(organization)
  if (integration.kind === 'github' && isSame(integration.apiUrl, apiUrl))
    await keep(context, organization, { ...member, login, by: bySignIn })
}

interface Found {
  readonly userId: string
  readonly email: string
  /** The ids of all members. */
  readonly members: readonly string[]
}

async function findMember(
  { accounts }: Pick<ApiContext, 'accounts'>,
  organization: OrganizationId,
  userId: string,
): Promise<Found | null> {
  const members = await listMembers(accounts, organization)
  const found = members.find(({ id }) => id === userId)
  return found ? { userId, email: found.email, members: members.map(({ id }) => id) } : null
}

const keep = async (
  { pipeline }: Pick<ApiContext, 'pipeline'>,
  organization: OrganizationId,
  wanted: Found & { readonly login: string | null; readonly by: string },
): Promise<boolean> => setMemberLogin(await pipeline.tenants.open(organization), wanted)

const isSame = (one: string, other: string) => one.replace(/\/+$/, '') === other.replace(/\/+$/, '')
