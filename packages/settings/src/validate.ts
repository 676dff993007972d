/**
 * What may be set: shapes by zod, and what a pattern, a zone or a login must be by those who use it. Loaded when
 * something is set.
 */
import { calendarProblems, compileGlobs, compilePattern } from '@upflow/analyzer'
import { type Calendar, defaultCalendar, type KindRule, type ReleaseRule } from '@upflow/model'
import { Cron } from 'croner'
import * as z from 'zod'
import { notifications } from './notifications-schema.ts'
import { members, mergedLogins } from './people-schema.ts'
import { listOf, logins, slug, text, withoutProblem } from './schema-parts.ts'
import type {
  Discovery,
  GithubApp,
  Integration,
  ScheduleTimes,
  SettingKey,
  Settings,
  Team,
  Webhook,
} from './settings.ts'
import { defaultSettings } from './settings.ts'

const problemIn = (compile: () => unknown): string | null => {
  try {
    compile()
    return null
  } catch (error) {
    return (error as Error).message.replace(/\.$/, '')
  }
}

const pattern = withoutProblem(text('a pattern in RE2 syntax'), (source) =>
  problemIn(() => compilePattern(source)),
)
const glob = withoutProblem(text('a glob such as **/*.lock'), (source) =>
  problemIn(() => compileGlobs([source])),
)

const repositoryName = text('a repository such as acme/web').regex(
  /^[\w.-]+\/[\w.-]+$/,
  'must be a repository such as acme/web',
)
const repositories = listOf(repositoryName, 'repositories', (one) => one.toLowerCase())

const githubTeam = text('a team of GitHub such as acme/platform').regex(
  /^[\w.-]+\/[\w.-]+$/,
  'must be a team of GitHub such as acme/platform',
)

/** Decided by what a pull request is, before any rule is asked. */
const reservedKinds = ['bot', 'release', 'back-merge']

const kindRule: z.ZodType<KindRule> = withoutProblem(
  z.strictObject({
    kind: slug('a name'),
    title: pattern.optional(),
    head: pattern.optional(),
    base: pattern.optional(),
    label: pattern.optional(),
  }),
  ({ kind, title, head, base, label }) =>
    reservedKinds.includes(kind)
      ? `'${kind}' is given by itself: choose another name`
      : [title, head, base, label].every((one) => one === undefined)
        ? 'asks for nothing: give it a pattern of title, head, base or label'
        : null,
)

const calendar: z.ZodType<Calendar> = z
  .strictObject({
    timeZone: text('an IANA time zone such as Europe/Berlin').default(defaultCalendar.timeZone),
    workingDays: z
      .array(
        z.number('must be a number from 1 (Monday) to 7 (Sunday)'),
        'must be a list of weekdays, 1 (Monday) to 7 (Sunday)',
      )
      .transform((days) => [...new Set(days)].sort((a, b) => a - b))
      .default([...defaultCalendar.workingDays]),
    from: text('a time of day such as 09:00').default(defaultCalendar.from),
    to: text('a time of day such as 17:00').default(defaultCalendar.to),
    holidays: z
      .array(text('a date such as 2026-12-25'), 'must be a list of dates such as 2026-12-25')
      .transform((dates) => [...new Set(dates)].sort())
      .default([]),
  })
  .superRefine((value, context) => {
    for (const { field, problem } of calendarProblems(value))
      context.addIssue({ code: 'custom', path: [field], message: problem })
  })

const team: z.ZodType<Team> = z
  .strictObject({
    slug: slug('a slug'),
    name: text('a name').optional(),
    members,
    githubTeam: githubTeam.optional(),
    repositories: repositories.optional(),
    calendar: calendar.nullable().default(null),
  })
  .transform(({ slug: short, name, ...rest }) => ({ slug: short, name: name ?? short, ...rest }))

const releaseRule: z.ZodType<ReleaseRule> = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('branch'),
      key: z.union(
        [text('a branch'), z.array(text('a branch')).min(1)],
        'must be a branch, or a list of branches',
      ),
    }),
    z.strictObject({ kind: z.literal('tags'), key: pattern }),
    z.strictObject({ kind: z.literal('deployments'), key: pattern }),
    z.strictObject({ kind: z.literal('none') }),
  ],
  'must be a release rule: of kind branch, tags, deployments or none',
)

const githubApp: z.ZodType<GithubApp> = z.strictObject({
  id: z.string(),
  slug: z.string(),
  sealedKey: z.string(),
  installation: z.strictObject({ id: z.number().int(), account: z.string() }).nullable(),
})
const integration: z.ZodType<Integration> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('github'),
    apiUrl: z.string(),
    sealedToken: z.string().nullable(),
    app: githubApp.optional(),
    takesEnvironmentToken: z.literal(true).optional(),
  }),
  z.strictObject({ kind: z.literal('demo') }),
])

/** One, and the one before it. */
const mostWebhookSecrets = 2
const webhook: z.ZodType<Webhook> = z.strictObject({
  secrets: z
    .array(z.strictObject({ sealed: z.string(), madeAt: z.number().int() }))
    .max(mostWebhookSecrets, `must be at most ${mostWebhookSecrets}`),
})

const cronProblem = (fields: string): string | null => {
  const none = `'${fields}' is no schedule: write five cron fields, such as '*/15 * * * *', or null for never`
  // The library also takes seconds, dates and names of its own.
  if (fields.trim().split(/\s+/).length !== 5) return none
  try {
    return new Cron(fields, { mode: '5-part', paused: true }).nextRun() === null
      ? `'${fields}' never comes`
      : null
  } catch {
    return none
  }
}
const cron = withoutProblem(
  text("cron fields such as '*/15 * * * *', or null for never"),
  cronProblem,
).nullable()
const schedules: z.ZodType<ScheduleTimes> = z.strictObject({
  crawl: cron.default(defaultSettings.schedules.crawl),
  reconcile: cron.default(defaultSettings.schedules.reconcile),
})

const repositoryPattern = text('a pattern such as acme/* or !acme/sandbox-*').refine(
  (given) => /^!?[\w.*?-]+\/[\w.*?-]+$/.test(given) && !given.includes('**'),
  'must be OWNER/NAME, in which * stands for any letters, with ! in front for those that are left out',
)
const topic = text('a topic such as backend').regex(
  /^[a-z0-9][a-z0-9-]{0,49}$/,
  'must be a topic as GitHub has it: lower-case letters, digits and hyphens',
)
const flag = z.boolean('must be true or false')
const discovery: z.ZodType<Discovery> = z.strictObject({
  patterns: withoutProblem(
    listOf(repositoryPattern, 'patterns', (one) => one.toLowerCase()),
    (patterns) =>
      patterns.length > 0 && patterns.every((one) => one.startsWith('!'))
        ? 'must have one that takes in, such as acme/*, for others to leave out from'
        : null,
  ).default([]),
  topics: listOf(topic, 'topics').default([]),
  archived: flag.default(false),
  forks: flag.default(false),
})

const schemas: { readonly [Key in SettingKey]: z.ZodType<Settings[Key]> } = {
  integration,
  webhook,
  releaseRule,
  excludedLogins: logins,
  botLogins: logins,
  mergedLogins,
  generatedFiles: listOf(glob, 'globs'),
  kinds: z.array(kindRule, 'must be a list of rules such as {"kind": "docs", "label": "documentation"}'),
  longLivedBranches: listOf(glob, 'globs of branches'),
  codingWindowDays: z
    .number('must be a number of days')
    .int('must be a whole number of days')
    .min(1, 'must be at least 1 day')
    .max(3_650, 'must be at most 3650 days'),
  calendar,
  teams: withoutProblem(z.array(team, 'must be a list of teams'), (teams) => {
    const slugs = teams.map((one) => one.slug)
    const twice = slugs.find((one, index) => slugs.indexOf(one) !== index)
    return twice === undefined ? null : `has two teams '${twice}': give each a slug of its own`
  }),
  personPages: z.boolean('must be true or false'),
  notifications,
  schedules,
  discovery,
}

/** What is to be stored; or what is wrong, a few words each that begin with where. */
export function validate<Key extends SettingKey>(
  key: Key,
  value: unknown,
): { readonly value: Settings[Key] } | { readonly problems: readonly string[] } {
  const result = schemas[key].safeParse(value, { error: ourWords })
  if (result.success) return { value: result.data }
  return {
    problems: result.error.issues.map(
      ({ path, message }) => `${[key, ...path].join('.')} ${sentencePart(message)}`,
    ),
  }
}

/** Where a schema has no words of its own for what is wrong. */
const ourWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'unrecognized_keys')
    return `has what is not known there: ${issue.keys.map((name) => `'${name}'`).join(', ')}`
  if (issue.code === 'too_small') return 'must not be empty'
  if (issue.code !== 'invalid_type') return 'must be something else'
  const { expected } = issue
  return expected === 'array'
    ? 'must be a list'
    : expected === 'object'
      ? 'must be an object'
      : `must be a ${expected}`
}

/** Some messages are sentences about the value, which they name. */
const sentencePart = (message: string) =>
  /^(must|has|asks)\b/.test(message) ? message : `cannot be set: ${message}`
