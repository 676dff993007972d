/** `audit`: who changed or did what of an organization and its members, and who came in: what the page of the audit shows. */
import {
  type AccountChange,
  changeKinds,
  createAccountFile,
  isChangeKind,
  readAccountChanges,
  type WantedChanges,
} from '@upflow/accounts'
import { toIso } from '@upflow/model'
import { type Data, fullName } from '@upflow/pipeline/data'
import { actionKeys, changeTexts, readChanges, type SettingChange, settingKeys } from '@upflow/settings'
import { chooseOrganization } from '../choose-organization.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { openCommandData } from '../open-data.ts'
import { parseLimit } from '../parse-number.ts'
import type { CommandContext } from './context.ts'

export interface AuditOptions {
  readonly organization: string | undefined
  readonly what: string | undefined
  readonly who: string | undefined
  readonly limit: string | undefined
  /** The id of a line. */
  readonly before: string | undefined
}

interface Page {
  readonly limit: number
  readonly before?: number
  readonly who?: string
}

const lists = { settings: ofSettings, members: ofMembers, accounts: ofAccounts } as const

export async function audit(
  context: CommandContext,
  list: keyof typeof lists,
  options: AuditOptions,
): Promise<ExitCode> {
  const page: Page = {
    limit: parseLimit(options.limit, 20),
    ...(options.before === undefined ? {} : { before: toId(options.before) }),
    ...(options.who === undefined ? {} : { who: options.who }),
  }
  const read = lists[list](options)
  const { terminal } = context
  const data = await openCommandData(context)
  try {
    const { changes, lines } = await read(data, page)
    terminal.printJson({ changes })
    for (const line of lines) terminal.print(line)
    if (lines.length === 0) terminal.note('There is nothing of the kind.')
    else if (changes.length === page.limit) terminal.note(`For those before: --before ${changes.at(-1)!.id}`)
    return exitCodes.success
  } finally {
    await data.close()
  }
}

type Read = (
  data: Data,
  page: Page,
) => Promise<{ readonly changes: readonly { readonly id: number }[]; readonly lines: readonly string[] }>

function ofSettings({ organization, what }: AuditOptions): Read {
  const keys: readonly SettingChange['key'][] = [...settingKeys, ...actionKeys]
  const key = keys.find((one) => one === what)
  if (what !== undefined && key === undefined) throw unknownKind(what, keys)
  return async (data, page) => {
    const { id } = await chooseOrganization(data, organization)
    const changes = await readChanges(await data.tenants.open(id), {
      ...page,
      ...(key === undefined ? {} : { key }),
    })
    const names = new Map((await data.organizations.repositories(id)).map((one) => [one.id, fullName(one)]))
    const lines = changes.flatMap((change) => changeTexts(change, names).map((text) => lineOf(change, text)))
    return { changes, lines }
  }
}

function ofMembers({ organization, what }: AuditOptions): Read {
  const wanted = toKind(what)
  return async (data, page) => {
    const { id } = await chooseOrganization(data, organization)
    return accountChanges(data, { ...page, ...wanted, organization: id })
  }
}

function ofAccounts({ organization, what }: AuditOptions): Read {
  if (organization !== undefined)
    throw new UsageError(`audit accounts is of the whole installation: it takes no '${organization}'`)
  const wanted = toKind(what)
  return (data, page) => accountChanges(data, { ...page, ...wanted })
}

async function accountChanges(data: Data, wanted: WantedChanges) {
  const file = createAccountFile(data.registry, () => Math.floor(Date.now() / 1_000))
  const changes = await readAccountChanges(file, wanted)
  return { changes, lines: changes.map((change) => lineOf(change, accountText(change))) }
}

/** `member.set: ben@example.com in acme: viewer → admin` */
function accountText({ what, subject, organizationId, before, after }: AccountChange): string {
  const where = organizationId === null ? '' : ` in ${organizationId}`
  const values = before === null ? after : `${before} → ${after ?? 'none'}`
  return `${what}: ${subject}${where}${values === null ? '' : `: ${values}`}`
}

const lineOf = ({ changedAt, changedBy }: Pick<AccountChange, 'changedAt' | 'changedBy'>, text: string) =>
  `${toIso(changedAt)}  ${changedBy}  ${text}`

function toKind(what: string | undefined): Pick<WantedChanges, 'what'> {
  if (what === undefined) return {}
  if (isChangeKind(what)) return { what }
  throw unknownKind(what, changeKinds)
}

const unknownKind = (what: string, kinds: readonly string[]) =>
  new UsageError(`--what takes one of ${kinds.join(', ')}, not '${what}'`)

function toId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new UsageError(`--before takes the id of a line, not '${text}'`)
  return Number(text)
}
