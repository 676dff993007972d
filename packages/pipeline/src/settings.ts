/** An organization's settings in its tenant file: where its data comes from and by which rules it is read. */
import type { Tenant } from '@upflow/db'
import { type Calendar, defaultRules, type ReleaseRule, type Rules } from '@upflow/model'
import * as z from 'zod'

/** `demo` reads from the bundled sample, which only a process with `--demo` serves. */
export type Integration =
  | { readonly kind: 'github'; readonly apiUrl: string; readonly sealedToken: string | null }
  | { readonly kind: 'demo' }

export const releaseRuleSchema: z.ZodType<ReleaseRule> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('branch'),
    key: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  }),
  z.object({ kind: z.literal('tags'), key: z.string().min(1) }),
  z.object({ kind: z.literal('deployments'), key: z.string().min(1) }),
  z.object({ kind: z.literal('none') }),
])

const kindRuleSchema = z.object({
  kind: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  title: z.string().optional(),
  head: z.string().optional(),
  base: z.string().optional(),
  label: z.string().optional(),
})
const calendarSchema: z.ZodType<Calendar> = z.object({
  timeZone: z.string(),
  workingDays: z.array(z.number().int()),
  from: z.string(),
  to: z.string(),
  holidays: z.array(z.string()),
})

const schemas = {
  integration: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('github'), apiUrl: z.string(), sealedToken: z.string().nullable() }),
    z.object({ kind: z.literal('demo') }),
  ]) satisfies z.ZodType<Integration>,
  rules: z.object({
    excludedLogins: z.array(z.string()),
    botLogins: z.array(z.string()),
    generatedFiles: z.array(z.string()),
    kinds: z.array(kindRuleSchema).default([...defaultRules.kinds]),
    longLivedBranches: z.array(z.string()).default([...defaultRules.longLivedBranches]),
    codingWindowDays: z.number().int().positive().default(defaultRules.codingWindowDays),
    calendar: calendarSchema.default(defaultRules.calendar),
    calendars: z.array(z.object({ logins: z.array(z.string()), calendar: calendarSchema })).default([]),
  }),
  /** For repositories without a rule of their own. */
  releaseRule: releaseRuleSchema,
}

interface Settings {
  readonly integration: Integration
  readonly rules: Rules
  readonly releaseRule: ReleaseRule
}

const defaults: Settings = {
  integration: { kind: 'github', apiUrl: 'https://api.github.com', sealedToken: null },
  rules: defaultRules,
  releaseRule: { kind: 'none' },
}

export async function readSetting<Key extends keyof Settings>(
  { db }: Tenant,
  key: Key,
): Promise<Settings[Key]> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return row ? (schemas[key].parse(JSON.parse(row.value)) as Settings[Key]) : defaults[key]
}

export async function writeSetting<Key extends keyof Settings>(
  { db }: Tenant,
  key: Key,
  value: Settings[Key],
): Promise<void> {
  const row = { key, value: JSON.stringify(schemas[key].parse(value)) }
  await db
    .insertInto('settings')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}
