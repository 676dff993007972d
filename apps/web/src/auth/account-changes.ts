/** Who came in, and who gave or took what from whom: of one organization for its admins, all of it for who administers all. */
import { z } from '@hono/zod-openapi'
import { type AccountChange, changeKinds, readAccountChanges, type WantedChanges } from '@upflow/accounts'
import type { ApiContext } from '../api/api-context.ts'
import { beforeCursor, toPage } from '../api/cursor.ts'
import { organizationOf, organizationParams } from '../api/organization-scope.ts'
import { defineRead } from '../api/read.ts'
import { whoParameter } from '../api/shapes/settings-shape.ts'
import { instant, limitParameter, nextCursor } from '../api/shapes/values.ts'

const changeFields = {
  id: z.number(),
  changedAt: instant,
  changedBy: z.string(),
  what: z.enum(changeKinds),
  subject: z.string().describe('Whom or what it is about.'),
  before: z.string().nullable(),
  after: z.string().nullable(),
}
const memberChangeShape = z.object(changeFields).openapi('MemberChange')
const accountChangeShape = z
  .object({
    ...changeFields,
    organization: z.string().nullable().describe('Null for what is of the whole installation.'),
  })
  .openapi('AccountChange')

const changesQuery = z.object({
  what: z
    .enum(changeKinds, { error: `takes one of ${changeKinds.join(', ')}` })
    .optional()
    .describe('Only what is of this kind.'),
  who: whoParameter,
  limit: limitParameter(100, 500),
  cursor: z.string().max(500).optional().describe('The `next` of the page before.'),
})

export const memberChanges = defineRead({
  path: '/organizations/{organization}/member-changes',
  id: 'memberChanges',
  tag: 'Members',
  summary: 'Who changed members, invitations and tokens, and who kept views, the latest first',
  description:
    'Of a view that somebody keeps for themselves: that it was saved or removed, and not what it is.',
  params: organizationParams,
  query: changesQuery,
  answer: z.object({ changes: z.array(memberChangeShape), next: nextCursor }),
  async read(asked, context) {
    const { changes, next } = await pageOf(context, asked.query, await organizationOf(asked, context))
    return { changes: changes.map(({ organizationId: _, ...change }) => change), next }
  },
})

export const accountChanges = defineRead({
  path: '/account-changes',
  id: 'accountChanges',
  tag: 'Account',
  summary: 'Who signed in or was refused, and who changed what of accounts, the latest first',
  description:
    'Of refused sign-ins the first is a line, and each tenth power within 15 minutes; they are kept for 90 days, other sign-ins and ended sessions for a year, and go at the next start of a server or within a day. What was changed stays.',
  params: z.object({}),
  query: changesQuery,
  answer: z.object({ changes: z.array(accountChangeShape), next: nextCursor }),
  async read({ query }, context) {
    const { changes, next } = await pageOf(context, query)
    return {
      changes: changes.map(({ organizationId, ...change }) => ({ ...change, organization: organizationId })),
      next,
    }
  },
})

/** @param organization undefined for all */
async function pageOf(
  { accounts }: ApiContext,
  { what, who, ...asked }: z.output<typeof changesQuery>,
  organization?: string,
): Promise<{ readonly changes: readonly AccountChange[]; readonly next: string | null }> {
  const wanted: WantedChanges = {
    ...beforeCursor(asked, 'changes'),
    ...(organization === undefined ? {} : { organization }),
    ...(what === undefined ? {} : { what }),
    ...(who === undefined ? {} : { who }),
  }
  const { rows, next } = toPage(await readAccountChanges(accounts, wanted), asked.limit, 'changes')
  return { changes: rows, next }
}
