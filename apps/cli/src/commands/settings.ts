/** `settings`: by which rules an organization's pull requests are read, and who set them. */
import { toIso } from '@upflow/model'
import { type Data, fullName, processUser } from '@upflow/pipeline/data'
import {
  changeFromPresent,
  changeSettings,
  changeTexts,
  editableKeys,
  readChanges,
  readSettings,
  type StoredSettings,
  settingTexts,
  type WantedChange,
} from '@upflow/settings'
import { afterChange } from '../after-change.ts'
import { chooseOrganization } from '../choose-organization.ts'
import { editText } from '../edit-text.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { openCommandData } from '../open-data.ts'
import { parseLimit } from '../parse-number.ts'
import { readText } from '../read-text.ts'
import { ruleText } from '../rule-text.ts'
import { changesOf, documentOf, findSetting, parseJson, parseSetting, valueAt } from '../setting-path.ts'
import { wantedSetting } from '../wanted-setting.ts'
import type { CommandContext } from './context.ts'
import { withPipeline } from './run-job.ts'

export interface SettingsOptions {
  /** A file with what is to be set, or `-` for standard input. */
  readonly file: string | undefined
  readonly add: boolean
  readonly remove: boolean
  readonly limit: string | undefined
  readonly recalculate: boolean
}

type Action = 'show' | 'get' | 'set' | 'preview' | 'unset' | 'edit' | 'log' | 'suggest' | 'holidays'

interface Asked {
  readonly organization: string | undefined
  /** What stands behind the organization. */
  readonly words: readonly string[]
  readonly options: SettingsOptions
}

export async function settings(
  context: CommandContext,
  action: string,
  args: readonly string[],
  options: SettingsOptions,
): Promise<ExitCode> {
  const isLeftOut = hasNoOrganization(action as Action, args)
  const asked: Asked = {
    organization: isLeftOut ? undefined : args[0],
    words: isLeftOut ? args : args.slice(1),
    options,
  }
  return actions[action as Action](context, asked)
}

/** It may be left out, where there is only one; and it may be called as a setting is. */
function hasNoOrganization(action: Action, args: readonly string[]): boolean {
  const [first = '', second = ''] = args
  if (action === 'get' || action === 'unset' || action === 'holidays') return args.length < 2
  if (action === 'set' || action === 'preview')
    return findSetting(first) !== null && !(args.length > 2 && findSetting(second) !== null)
  return action === 'edit' && args.length === 1 && findSetting(first) !== null
}

const actions: Readonly<Record<Action, (context: CommandContext, asked: Asked) => Promise<ExitCode>>> = {
  show,
  get,
  set,
  preview,
  unset,
  edit,
  log,
  suggest,
  holidays: async (context, { organization, words, options: { recalculate } }) =>
    (await import('./holidays.ts')).holidays(context, { organization, words, recalculate }),
}

async function withData(
  { config, signal, terminal }: CommandContext,
  work: (data: Data) => Promise<void>,
): Promise<ExitCode> {
  const data = await openCommandData({ config, signal, terminal })
  try {
    await work(data)
    return exitCodes.success
  } finally {
    await data.close()
  }
}

async function show(context: CommandContext, { organization, words }: Asked): Promise<ExitCode> {
  none(words, 'show')
  return withData(context, async (data) => {
    const { id } = await chooseOrganization(data, organization)
    const stored = await readSettings(await data.tenants.open(id))
    const own = (await data.organizations.repositories(id)).filter(({ hasOwnRule }) => hasOwnRule)
    const { terminal } = context
    terminal.printJson({
      settings: Object.fromEntries(editableKeys.map((key) => [key, stored[key]])),
      repositories: own.map((one) => ({ name: fullName(one), releaseRule: one.releaseRule })),
    })
    for (const key of editableKeys) {
      const { value, isSet } = stored[key]
      const text = key === 'releaseRule' ? ruleText(stored.releaseRule.value) : JSON.stringify(value)
      terminal.print(`${key}${isSet ? '' : ' (default)'}: ${settingTexts[key]}`)
      terminal.print(`  ${text}`)
    }
    for (const one of own) terminal.print(`releaseRule of ${fullName(one)}\n  ${ruleText(one.releaseRule)}`)
  })
}

async function get(context: CommandContext, { organization, words }: Asked): Promise<ExitCode> {
  const path = parseSetting(one(words, 'get'))
  return withData(context, async (data) => {
    const { id } = await chooseOrganization(data, organization)
    const stored = await readSettings(await data.tenants.open(id))
    const value = valueAt(path, documentOf(stored))
    context.terminal.printJson({ setting: path.name, value, isSet: stored[path.key].isSet })
    context.terminal.print(typeof value === 'string' ? value : JSON.stringify(value, null, 2))
  })
}

async function set(context: CommandContext, asked: Asked): Promise<ExitCode> {
  return change(context, asked, await wantedSetting(context, asked, 'set'))
}

/** As `set`, without saving it. */
async function preview(context: CommandContext, asked: Asked): Promise<ExitCode> {
  const wanted = await wantedSetting(context, asked, 'preview')
  const { showPreview } = await import('./preview.ts')
  return withPipeline(context, { demo: null, concurrency: 0 }, async (pipeline) => {
    const { id } = await chooseOrganization(pipeline, asked.organization)
    const tenant = await pipeline.tenants.openToRead(id)
    return showPreview(context, pipeline, { tenant, changes: await wanted(await readSettings(tenant)) })
  })
}

async function unset(context: CommandContext, { organization, words, options }: Asked): Promise<ExitCode> {
  const path = parseSetting(one(words, 'unset'))
  if (path.field !== null)
    throw new UsageError(
      `only all of ${path.key} goes back to its default: unset ${path.key}, or set ${path.name}`,
    )
  return change(context, { organization, options }, async (stored) => [
    { key: path.key, value: undefined, ifVersion: stored[path.key].version },
  ])
}

async function edit(context: CommandContext, { organization, words, options }: Asked): Promise<ExitCode> {
  const path = words.length === 0 ? null : parseSetting(one(words, 'edit'))
  if (path !== null && path.field !== null) throw new UsageError(`settings edit takes all of ${path.key}`)
  const keys = path === null ? editableKeys : [path.key]
  let read: Awaited<ReturnType<typeof readSettings>> | null = null
  let before = ''
  await withData(context, async (data) => {
    const { id } = await chooseOrganization(data, organization)
    read = await readSettings(await data.tenants.open(id))
    const document = documentOf(read)
    before = `${JSON.stringify(Object.fromEntries(keys.map((key) => [key, document[key]])), null, 2)}\n`
  })
  const apply = (text: string) => {
    const after = parseJson(text, 'what you wrote')
    return change(context, { organization, options }, async () => changesOf(keys, read!, after))
  }
  if (options.file !== undefined) return apply(await readText(options.file, context.signal))
  const edited = await editText(before, context)
  const exitCode = await apply(edited.text).catch((error: unknown) => {
    context.terminal.note(`What you wrote is kept: settings edit --file ${edited.path} tries it again.`)
    throw error
  })
  await edited.discard()
  return exitCode
}

async function log(context: CommandContext, { organization, words, options }: Asked): Promise<ExitCode> {
  none(words, 'log')
  const limit = parseLimit(options.limit, 20)
  return withData(context, async (data) => {
    const { id } = await chooseOrganization(data, organization)
    const changes = await readChanges(await data.tenants.open(id), { limit })
    const names = new Map((await data.organizations.repositories(id)).map((one) => [one.id, fullName(one)]))
    context.terminal.printJson({ changes })
    for (const change of changes)
      for (const line of changeTexts(change, names))
        context.terminal.print(`${toIso(change.changedAt)}  ${change.changedBy}  ${line}`)
    if (changes.length === 0) context.terminal.note('Nothing has been set yet.')
  })
}

async function suggest(context: CommandContext, { organization, words }: Asked): Promise<ExitCode> {
  none(words, 'suggest')
  const { readAutomation } = await import('@upflow/insights')
  return withData(context, async (data) => {
    const { id } = await chooseOrganization(data, organization)
    const found = await readAutomation(await data.tenants.openToRead(id))
    const { terminal } = context
    terminal.printJson({ suggestions: found })
    for (const { login, evidence } of found) terminal.print(`${login}  ${evidence.join('; ')}`)
    terminal.note(
      found.length === 0
        ? 'No account looks like automation that is not known as such.'
        : `If they are, nobody waits for them: settings set ${id} botLogins --add ${found.map(({ login }) => login).join(' ')}`,
    )
  })
}

/** @param wanted made from what is set now */
async function change(
  context: CommandContext,
  { organization, options }: Pick<Asked, 'organization' | 'options'>,
  wanted: (stored: StoredSettings) => Promise<readonly WantedChange[]>,
): Promise<ExitCode> {
  return withPipeline(context, { demo: null, concurrency: 2 }, async (pipeline) => {
    const { id } = await chooseOrganization(pipeline, organization)
    const tenant = await pipeline.tenants.open(id)
    const by = processUser()
    const changes =
      // One more entry of a list is one more of whatever the list is by then.
      options.add || options.remove
        ? await changeFromPresent(tenant, wanted, { by })
        : await changeSettings(tenant, await wanted(await readSettings(tenant)), { by })
    return afterChange(context, pipeline, { organizationId: id, changes, recalculate: options.recalculate })
  })
}

function none(words: readonly string[], action: string): void {
  if (words.length > 0) throw new UsageError(`settings ${action} takes no '${words[0]}'`)
}

function one(words: readonly string[], action: string): string {
  const [word, extra] = words
  if (word === undefined) throw new UsageError(`settings ${action} needs a setting, such as codingWindowDays`)
  if (extra !== undefined) throw new UsageError(`settings ${action} takes no '${extra}'`)
  return word
}
