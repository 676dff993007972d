/** By which rules figures are made: what is set, changing it, who did, and what looks as if it should be. */
import { setImmediate } from 'node:timers/promises'
import { z } from '@hono/zod-openapi'
import { fullName } from '@upflow/pipeline'
import {
  changeSettings,
  defaultSettings,
  editableKeys,
  isAboutFigures,
  readChanges,
  readSettings,
  settingTexts,
} from '@upflow/settings'
import { afterChange } from '../after-change.ts'
import type { ApiContext } from '../api-context.ts'
import { beforeCursor, toPage } from '../cursor.ts'
import { organizationOf, organizationParams, organizationShape } from '../organization-scope.ts'
import { type Asked, defineRead } from '../read.ts'
import {
  auditLineShape,
  changeShape,
  followedProblem,
  followedRun,
  ifVersionParameter,
  keyParameter,
  recalculateParameter,
  settingShape,
  toAuditLine,
  toChangeAnswer,
  whoParameter,
} from '../shapes/settings-shape.ts'
import { limitParameter, nextCursor, organizationName } from '../shapes/values.ts'
import { defineWrite, type Wanted } from '../write.ts'

const tag = 'Settings'

export const settings = defineRead({
  path: '/organizations/{organization}/settings',
  id: 'settings',
  tag,
  summary: 'What is set, with the version of each',
  params: organizationParams,
  query: z.object({}),
  answer: z.object({ settings: z.array(settingShape) }),
  read: async (asked, context) => ({ settings: await listOf(asked, context) }),
})

async function listOf(
  asked: Pick<Asked<z.output<typeof organizationParams>>, 'params'>,
  context: ApiContext,
): Promise<z.output<typeof settingShape>[]> {
  const id = await organizationOf(asked, context)
  const stored = await readSettings(await context.pipeline.tenants.open(id))
  return editableKeys.map((key) => ({
    key,
    text: settingTexts[key],
    value: stored[key].value,
    default: defaultSettings[key],
    isSet: stored[key].isSet,
    isAboutFigures: isAboutFigures(key),
    version: stored[key].version,
  }))
}

export const settingParams = z.object({
  ...organizationShape,
  key: z.enum(editableKeys, { error: `takes one of ${editableKeys.join(', ')}` }).describe('A setting.'),
})
type OfSetting = z.output<typeof settingParams>

const changedAnswer = z.object({
  setting: settingShape,
  changes: z.array(changeShape).describe('None where it was so already.'),
  run: followedRun,
  problem: followedProblem,
})

export const setSetting = defineWrite({
  method: 'put',
  path: '/organizations/{organization}/settings/{key}',
  id: 'setSetting',
  tag,
  summary: 'Sets one setting',
  description: 'All that is wrong with the value is said at once, each with where it stands.',
  params: settingParams,
  body: z.object({
    value: z.unknown().refine((value) => value !== undefined, 'is missing'),
    ifVersion: ifVersionParameter,
    recalculate: recalculateParameter,
  }),
  answer: changedAnswer,
  write: (wanted, context) => change(wanted, context, wanted.body.value),
})

export const unsetSetting = defineWrite({
  method: 'delete',
  path: '/organizations/{organization}/settings/{key}',
  id: 'unsetSetting',
  tag,
  summary: 'Goes back to the default of one setting',
  params: settingParams,
  body: z.object({ ifVersion: ifVersionParameter, recalculate: recalculateParameter }),
  answer: changedAnswer,
  write: (wanted, context) => change(wanted, context, undefined),
})

async function change(
  wanted: Wanted<OfSetting, { readonly ifVersion?: string | undefined; readonly recalculate: boolean }>,
  context: ApiContext,
  value: unknown,
): Promise<z.output<typeof changedAnswer>> {
  const { params, body, caller } = wanted
  const id = await organizationOf({ params }, context)
  const ifVersion = wanted.ifVersion ?? body.ifVersion
  const changes = await changeSettings(
    await context.pipeline.tenants.open(id),
    [{ key: params.key, value, ...(ifVersion === undefined ? {} : { ifVersion }) }],
    { by: caller.name },
  )
  const { recalculate } = body
  const followed = await afterChange(context.pipeline, { id, changes, by: caller.name, recalculate })
  const all = await listOf({ params }, context)
  return {
    setting: all.find(({ key }) => key === params.key)!,
    changes: changes.map(toChangeAnswer),
    ...followed,
  }
}

export const suggestions = defineRead({
  path: '/organizations/{organization}/settings/suggestions',
  id: 'settingSuggestions',
  tag,
  summary: 'Accounts that look like automation and are not known as such',
  params: organizationParams,
  query: z.object({}),
  answer: z.object({
    suggestions: z.array(
      z.object({
        login: z.string(),
        answered: z.number().describe('Pull requests that it answered.'),
        opened: z.number(),
        evidence: z.array(z.string()).describe('What makes it look so.'),
      }),
    ),
  }),
  async read(asked, { insights, ...context }) {
    const id = await organizationOf(asked, { insights, ...context })
    const found = await insights.ask(id, 'automation', {}, { signal: asked.signal })
    return { suggestions: found.map((one) => ({ ...one, evidence: [...one.evidence] })) }
  },
})

const auditQuery = z.object({
  key: keyParameter,
  who: whoParameter,
  limit: limitParameter(50, 500),
  cursor: z.string().max(500).optional().describe('The `next` of the page before.'),
})

export const audit = defineRead({
  path: '/organizations/{organization}/audit',
  id: 'audit',
  tag,
  summary: 'Who changed or did what, the newest first',
  params: organizationParams,
  query: auditQuery,
  answer: z.object({ changes: z.array(auditLineShape), next: nextCursor }),
  async read(asked, context) {
    const { limit, key, who } = asked.query
    const id = await organizationOf(asked, context)
    const tenant = await context.pipeline.tenants.open(id)
    const found = await readChanges(tenant, {
      ...beforeCursor(asked.query, 'audit'),
      ...(key === undefined ? {} : { key }),
      ...(who === undefined ? {} : { who }),
    })
    const { rows, next } = toPage(found, limit, 'audit')
    const repositories = await context.pipeline.organizations.repositories(id)
    const names = new Map(repositories.map((one) => [one.id, fullName(one)]))
    const changes: z.output<typeof auditLineShape>[] = []
    for (const row of rows) {
      changes.push(toAuditLine(row, names))
      // Teams of thousands take a while each.
      await setImmediate()
    }
    return { changes, next }
  },
})

export const renameOrganization = defineWrite({
  method: 'patch',
  path: '/organizations/{organization}',
  id: 'renameOrganization',
  tag,
  summary: 'Calls an organization otherwise',
  params: organizationParams,
  body: z.object({ name: organizationName }),
  answer: z.object({ id: z.string(), name: z.string() }),
  async write({ params, body, caller }, context) {
    const id = await organizationOf({ params }, context)
    const { name } = await context.pipeline.organizations.rename(id, body.name, caller.name)
    return { id, name }
  },
})
