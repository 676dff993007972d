/** What is set and who changed it, as the API has it. */
import { z } from '@hono/zod-openapi'
import type { RepositoryId } from '@upflow/model'
import {
  actionKeys,
  changeWords,
  editableKeys,
  type SettingChange,
  type SettingKey,
  settingKeys,
} from '@upflow/settings'
import { instant } from './values.ts'

export const releaseRule = z.object({
  kind: z.enum(['branch', 'tags', 'deployments', 'none']),
  key: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('A branch or several, or a pattern of tags or environments in RE2 syntax.'),
})

export const settingShape = z
  .object({
    key: z.enum(editableKeys),
    text: z.string().describe('What it is for, in a line.'),
    value: z.unknown(),
    default: z.unknown(),
    isSet: z.boolean().describe('False where the default holds.'),
    isAboutFigures: z.boolean().describe('False where figures are the same whatever is set.'),
    version: z.string().describe('Changes with the value: send it as `If-Match` with a change.'),
  })
  .openapi('Setting')

const changeKeys = [...(settingKeys as [SettingKey, ...SettingKey[]]), ...actionKeys] as const
export const keyParameter = z
  .enum(changeKeys, { error: `takes one of ${changeKeys.join(', ')}` })
  .optional()
  .describe('Only what was set or done of this.')

const changeFields = {
  id: z.number().describe('Grows with time.'),
  changedAt: instant,
  changedBy: z.string(),
  repository: z.string().nullable().describe('The id of a repository; null for the organization.'),
  key: z.enum(changeKeys).describe('What was set, or done.'),
  before: z.unknown().describe('Null for the default, or for nothing. Of a token, whether there was one.'),
  after: z.unknown(),
}

export const changeShape = z.object(changeFields).openapi('Change')

export const toChangeAnswer = ({
  repositoryId,
  before,
  after,
  ...change
}: SettingChange): z.output<typeof changeShape> => ({
  ...change,
  repository: repositoryId,
  before: before === null ? null : JSON.parse(before),
  after: after === null ? null : JSON.parse(after),
})

export const auditLineShape = z
  .object({
    ...changeFields,
    words: z
      .array(
        z.object({
          of: z.string().nullable().describe('The name of the repository; null for the organization.'),
          field: z
            .string()
            .nullable()
            .describe('What of the setting, as `timeZone` or `platform.members`; null for all of it.'),
          text: z.string(),
        }),
      )
      .describe('What became another: of an object its fields, of a list what came and what went.'),
  })
  .openapi('AuditLine')

export const toAuditLine = (
  change: SettingChange,
  names: ReadonlyMap<RepositoryId, string>,
): z.output<typeof auditLineShape> => ({ ...toChangeAnswer(change), words: changeWords(change, names) })

export const followedRun = z
  .object({ id: z.string(), job: z.enum(['crawl', 'recalculate']) })
  .nullable()
  .describe('The run that brings figures to what is set now; null where none is needed.')

export const followedProblem = z
  .string()
  .nullable()
  .describe('Why what follows could not be begun; what was set is set nevertheless.')

export const ifVersionParameter = z
  .string()
  .max(100)
  .optional()
  .describe('The version that the change was made from, as by `If-Match`: with another, it is refused.')
export const whoParameter = z
  .string()
  .min(1, 'must not be empty')
  .max(200, 'has at most 200 characters')
  .optional()
  .describe('Part of the name of whoever did it, or of whom it is about.')

export const recalculateParameter = z
  .boolean()
  .default(true)
  .describe('Whether a run brings figures to what is set now.')
