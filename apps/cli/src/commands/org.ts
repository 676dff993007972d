/** `org create`, `org list`, `org token` */

import { parseOrganizationId } from '@upflow/model'
import {
  apiAddressProblem,
  type Data,
  type Integration,
  openData,
  parseReleaseRule,
} from '@upflow/pipeline/data'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { readSecret } from '../read-secret.ts'
import type { CommandContext } from './context.ts'

export interface OrgOptions {
  readonly name: string | undefined
  readonly apiUrl: string | undefined
  readonly releaseRule: string | undefined
  readonly tokenStdin: boolean
}

export async function org(
  context: CommandContext,
  action: string,
  [id]: readonly string[],
  options: OrgOptions,
): Promise<ExitCode> {
  if (action === 'list' && id !== undefined) throw new UsageError(`org list takes no '${id}'`)
  if (action !== 'list' && id === undefined) throw new UsageError(`org ${action} needs the organization's id`)
  const { config, signal, terminal } = context
  const data = await openData({ config, signal, onLongWait: terminal.noteWait })
  try {
    if (action === 'list') return await list(data, context)
    if (action === 'create') await create(data, context, id!, options)
    else await storeToken(data, context, id!)
    return exitCodes.success
  } finally {
    await data.close()
  }
}

async function list({ organizations }: Data, { terminal }: CommandContext): Promise<ExitCode> {
  const all = await organizations.list()
  terminal.printJson({ organizations: all })
  for (const { id, name } of all) terminal.print(`${id}  ${name}`)
  if (all.length === 0)
    terminal.note("There is no organization yet: create one with 'org create', or try 'backfill --demo'.")
  return exitCodes.success
}

async function storeToken(
  { organizations }: Data,
  { terminal, signal }: CommandContext,
  id: string,
): Promise<void> {
  const { id: organizationId } = await organizations.get(id)
  await organizations.storeToken(organizationId, await readSecret('GitHub token', signal))
  terminal.note(`The token of organization ${id} is stored, encrypted.`)
  terminal.printJson({ organization: { id } })
}

async function create(
  { organizations }: Data,
  { config, terminal, signal }: CommandContext,
  id: string,
  options: OrgOptions,
): Promise<void> {
  const organizationId = parseOrganizationId(id)
  const apiUrl = options.apiUrl ?? config.githubApiUrl
  const problem = apiAddressProblem(apiUrl)
  if (problem !== null) throw new UsageError(`--api-url ${problem}`)
  const token = options.tokenStdin ? await readSecret('GitHub token', signal) : null
  const integration: Integration = { kind: 'github', apiUrl, sealedToken: null }
  const organization = await organizations.create({
    id: organizationId,
    integration,
    ...(options.name !== undefined ? { name: options.name } : {}),
    ...(options.releaseRule !== undefined
      ? { releaseRule: await parseReleaseRule(options.releaseRule) }
      : {}),
    ...(token !== null ? { token } : {}),
  })
  terminal.printJson({ organization })
  terminal.note(
    `Organization ${id} is created. Next: ${token === null && config.githubToken === null ? `store a token with 'org token ${id}', then ` : ''}add repositories with 'repo add ${id} OWNER/NAME'.`,
  )
}
