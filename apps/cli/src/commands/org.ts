/** `org create`, `org set`, `org list`, `org token`, `org check`, `org remove`; `org app` and `org webhook` are in their own files. */

import { parseOrganizationId } from '@upflow/model'
import {
  apiAddressProblem,
  type Config,
  type Data,
  parseReleaseRule,
  processUser,
} from '@upflow/pipeline/data'
import { changeSettings, type Integration } from '@upflow/settings'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { openCommandData } from '../open-data.ts'
import { readSecret } from '../read-secret.ts'
import { ruleText } from '../rule-text.ts'
import type { CommandContext } from './context.ts'

export interface OrgOptions {
  readonly name: string | undefined
  readonly apiUrl: string | undefined
  readonly releaseRule: string | undefined
  readonly tokenStdin: boolean
  readonly recalculate: boolean
  /** Its name, once more. */
  readonly confirm: string | undefined
}

export async function org(
  context: CommandContext,
  action: string,
  [id]: readonly string[],
  options: OrgOptions,
): Promise<ExitCode> {
  if (action === 'list' && id !== undefined) throw new UsageError(`org list takes no '${id}'`)
  if (action !== 'list' && id === undefined) throw new UsageError(`org ${action} needs the organization's id`)
  if (action === 'set') return change(context, id!, options)
  if (action === 'check') return check(context, id!)
  if (action === 'token') return storeToken(context, id!)
  if (action === 'remove') {
    const { removeOrg } = await import('./remove-org.ts')
    return removeOrg(context, id!, options.confirm)
  }
  const data = await openCommandData(context, action === 'create' ? { takesUp: id } : {})
  try {
    if (action === 'list') return await list(data, context)
    await create(data, context, id!, options)
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

async function storeToken(context: CommandContext, id: string): Promise<ExitCode> {
  const { terminal, signal } = context
  const { followChange, setConnection } = await import('@upflow/pipeline')
  const { withPipeline } = await import('./run-job.ts')
  return withPipeline(context, { demo: null, concurrency: 0 }, async (pipeline) => {
    const { id: organizationId } = await pipeline.organizations.get(id)
    const token = await readSecret('GitHub token', signal)
    const before = await pipeline.organizations.integration(organizationId)
    const changes = await setConnection(pipeline, organizationId, { token, by: processUser() })
    await followChange(pipeline, { id: organizationId, changes })
    terminal.note(`The token of organization ${id} is stored, encrypted.`)
    if (hasApp(before)) terminal.note('It takes the place of the GitHub App, whose key is removed.')
    terminal.printJson({ organization: { id } })
    return exitCodes.success
  })
}

async function create(
  { credentials, organizations }: Data,
  { config, terminal, signal }: CommandContext,
  id: string,
  options: OrgOptions,
): Promise<void> {
  const organizationId = parseOrganizationId(id)
  const apiUrl = options.apiUrl ?? config.githubApiUrl
  checkAddress(apiUrl)
  const releaseRule = await parseReleaseRule(options.releaseRule ?? 'none')
  const token = options.tokenStdin ? await readSecret('GitHub token', signal) : null
  const integration: Integration = {
    kind: 'github',
    apiUrl,
    sealedToken: null,
    ...(givesToken(config, options) ? { takesEnvironmentToken: true } : {}),
  }
  const organization = await organizations.create({
    id: organizationId,
    integration,
    ...(options.name !== undefined ? { name: options.name } : {}),
    releaseRule,
    ...(token !== null ? { token } : {}),
  })
  terminal.printJson({ organization })
  terminal.note(
    `Organization ${id} is created, released by ${ruleText(releaseRule)}${releaseRule.kind === 'none' ? '' : ': how much that matches is said with each repository'}. Next: ${token === null && credentials.sourceOf(integration) === null ? `store a token with 'org token ${id}', then ` : ''}add repositories with 'repo add ${id} OWNER/NAME'.`,
  )
}

/** Whoever names an address where UPFLOW_GITHUB_TOKEN is set means it for that address. */
const givesToken = (config: Config, { apiUrl }: Pick<OrgOptions, 'apiUrl'>) =>
  apiUrl !== undefined && config.isOwnGithubToken

async function change(context: CommandContext, id: string, options: OrgOptions): Promise<ExitCode> {
  const { name, apiUrl, releaseRule, recalculate } = options
  if (name === undefined && apiUrl === undefined && releaseRule === undefined)
    throw new UsageError('org set needs --name, --api-url or --release-rule')
  if (apiUrl !== undefined) checkAddress(apiUrl)
  const rule = releaseRule === undefined ? null : await parseReleaseRule(releaseRule)
  const { setConnection } = await import('@upflow/pipeline')
  const { withPipeline } = await import('./run-job.ts')
  const { afterChange } = await import('../after-change.ts')
  return withPipeline(context, { demo: null, concurrency: 2 }, async (pipeline) => {
    const { organizations, tenants } = pipeline
    const { id: organizationId } = await organizations.get(id)
    const by = processUser()
    const before = await organizations.integration(organizationId)
    if (apiUrl !== undefined && before.kind === 'demo')
      throw new UsageError(`organization '${id}' reads the bundled sample: it has no API address`)
    const takesEnvironmentToken = givesToken(context.config, options)
    const moved =
      apiUrl === undefined
        ? []
        : await setConnection(pipeline, organizationId, { apiUrl, takesEnvironmentToken, by })
    const ruled =
      rule === null
        ? []
        : await changeSettings(await tenants.open(organizationId), [{ key: 'releaseRule', value: rule }], {
            by,
          })
    const after = await organizations.integration(organizationId)
    if (hasToken(before) && !hasToken(after))
      context.terminal.note(
        `The token that was stored is for the address before, and is removed: store one with 'org token ${id}'.`,
      )
    if (hasApp(before) && !hasApp(after))
      context.terminal.note(
        `The app is of the address before, and its key is removed: store another with 'org app ${id}'.`,
      )
    const organization =
      name === undefined ? await organizations.get(id) : await organizations.rename(organizationId, name)
    if (name !== undefined) context.terminal.note(`Organization ${id} is called ${name}.`)
    const changes = [...ruled, ...moved]
    return afterChange(context, pipeline, { organizationId, changes, recalculate, also: { organization } })
  })
}

async function check(context: CommandContext, id: string): Promise<ExitCode> {
  const { terminal, signal } = context
  const { checkConnection } = await import('@upflow/pipeline')
  const { withPipeline } = await import('./run-job.ts')
  return withPipeline(context, { demo: null, concurrency: 0 }, async (pipeline) => {
    const { id: organizationId } = await pipeline.organizations.get(id)
    if ((await pipeline.organizations.integration(organizationId)).kind === 'demo')
      throw new UsageError(`organization '${id}' reads the bundled sample: there is no GitHub to check`)
    const findings = await checkConnection(pipeline, organizationId, { by: processUser(), signal })
    terminal.printJson({ findings })
    for (const { remedy, state, text, what } of findings)
      terminal.print(`${state.padEnd(7)}  ${what.padEnd(12)}  ${text}${remedy === null ? '' : ` ${remedy}`}`)
    return findings.some(({ state }) => state === 'bad') ? exitCodes.failure : exitCodes.success
  })
}

const hasApp = (integration: Integration): boolean =>
  integration.kind === 'github' && integration.app !== undefined

const hasToken = (integration: Integration): boolean =>
  integration.kind === 'github' && integration.sealedToken !== null

function checkAddress(apiUrl: string): void {
  const problem = apiAddressProblem(apiUrl)
  if (problem !== null) throw new UsageError(`--api-url ${problem}`)
}
