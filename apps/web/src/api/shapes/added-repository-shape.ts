/** A repository as it is after it was added or given a rule. */
import { z } from '@hono/zod-openapi'
import { fullName, type Repository } from '@upflow/pipeline'

export const addedShape = z.object({
  id: z.string(),
  name: z.string(),
  hasOwnRule: z.boolean(),
  ruleVersion: z.string().describe('Changes with the rule of its own.'),
})
export const toAdded = ({ id, hasOwnRule, ruleVersion, ...one }: Repository) => ({
  id,
  name: fullName(one),
  hasOwnRule,
  ruleVersion,
})
