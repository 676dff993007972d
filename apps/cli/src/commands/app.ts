/** `org app`: the GitHub App that an organization is read with. Its key goes in, and is never shown. */
import { linkAddress } from '@upflow/accounts'
import type { OrganizationId } from '@upflow/model'
import {
  chooseInstallation,
  convertApp,
  followChange,
  newAppUrl,
  type Pipeline,
  processUser,
  readConnection,
  readInstallations,
  removeApp,
  setApp,
  shareApp,
  toManifest,
} from '@upflow/pipeline'
import type { Data } from '@upflow/pipeline/data'
import type { SettingChange } from '@upflow/settings'
import { serveForm } from '../app-from-browser.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { readData } from '../open-runs.ts'
import { readSecret } from '../read-secret.ts'
import type { CommandContext } from './context.ts'
import { withPipeline } from './run-job.ts'

export interface AppOptions {
  readonly isNew: boolean
  /** For the browser alone, without a code from standard input. */
  readonly wait: boolean
  /** The organization at GitHub that is to own a new one. */
  readonly owner: string | undefined
  /** Of one that there is; its key comes from standard input. */
  readonly appId: string | undefined
  readonly keyStdin: boolean
  /** Another organization, whose app is taken. */
  readonly from: string | undefined
  readonly install: string | undefined
  readonly forget: boolean
}

export async function app(context: CommandContext, id: string, options: AppOptions): Promise<ExitCode> {
  const { isNew, wait, owner, appId, keyStdin, from, install, forget } = options
  if ([isNew, appId !== undefined, from !== undefined, forget].filter(Boolean).length > 1)
    throw new UsageError('org app takes one of --new, --app-id, --from and --forget')
  if ((wait || owner !== undefined) && !isNew) throw new UsageError('--wait and --owner are for --new')
  if ((appId === undefined) === keyStdin)
    throw new UsageError('--app-id and --key-stdin go together: an app, and the key to it')
  const { signal, terminal } = context
  const isShown = !isNew && !forget && [appId, from, install].every((one) => one === undefined)
  if (isShown)
    return readData(context, async (data) => {
      const { id: organizationId } = await data.organizations.get(id)
      await show(context, data, organizationId)
      return exitCodes.success
    })
  return withPipeline(context, { demo: null, concurrency: 0 }, async (pipeline) => {
    const { id: organizationId } = await pipeline.organizations.get(id)
    const made = { by: processUser(), signal }
    const changes: SettingChange[] = []
    if (isNew)
      changes.push(...(await makeApp(context, pipeline, { organizationId, wait, owner: owner ?? null })))
    if (appId !== undefined) {
      const privateKey = await readSecret('private key', signal, { last: /-----END / })
      changes.push(...(await setApp(pipeline, organizationId, { id: appId, privateKey, ...made })))
    }
    if (from !== undefined) {
      const { id: other } = await pipeline.organizations.get(from)
      changes.push(...(await shareApp(pipeline, organizationId, { from: other, ...made })))
    }
    if (install !== undefined)
      changes.push(...(await chooseInstallation(pipeline, organizationId, { which: install, ...made })))
    if (forget) changes.push(...(await removeApp(pipeline, organizationId, made)))
    await followChange(pipeline, { id: organizationId, changes })
    await show(context, pipeline, organizationId)
    if (forget) terminal.note(`The app of organization ${id} is forgotten here. At GitHub it stays.`)
    return exitCodes.success
  })
}

interface NewApp {
  readonly organizationId: OrganizationId
  readonly wait: boolean
  readonly owner: string | null
}

async function makeApp(
  { config, signal, terminal }: CommandContext,
  pipeline: Pipeline,
  { organizationId, wait, owner }: NewApp,
): Promise<SettingChange[]> {
  const { apiUrl } = await readConnection(pipeline, organizationId)
  if (apiUrl === null) throw new UsageError(`organization '${organizationId}' reads the bundled sample`)
  const organization = await pipeline.organizations.get(organizationId)
  const url = linkAddress({ ...config.web, url: config.web.signIn.url })
  const form = await serveForm({
    actionOf: (state) => newAppUrl(apiUrl, { owner, state }),
    manifestOf: (redirectUrl) => toManifest({ organization, url, redirectUrl, setupUrl: null }),
  })
  try {
    terminal.note(`Open ${form.address} in a browser on this machine, and make the app at GitHub.`)
    if (!wait)
      terminal.note('If the browser cannot come back here, paste the code, or the address at which it ended.')
    const code = await (wait ? orAborted(form.code, signal) : cameOrPasted(form, signal))
    const by = processUser()
    const { installUrl, changes } = await convertApp(pipeline, organizationId, { code, apiUrl, by, signal })
    terminal.note(`The app is made, and its key is stored, encrypted. Install it at ${installUrl}.`)
    return changes
  } finally {
    await form.close()
  }
}

/** Whichever is first: the browser that comes back, or a code that somebody copied from it. */
async function cameOrPasted(
  { code, codeIn }: Awaited<ReturnType<typeof serveForm>>,
  signal: AbortSignal,
): Promise<string> {
  const came = new AbortController()
  const pasted = readSecret('code of GitHub', AbortSignal.any([signal, came.signal])).then(codeIn)
  try {
    return await Promise.race([code, pasted])
  } finally {
    came.abort(new Error('The browser came back.'))
    await pasted.catch(() => {})
  }
}

const orAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })

/** The app as it is stored, and where GitHub says that it is installed. */
async function show(
  { signal, terminal }: CommandContext,
  pipeline: Data,
  organizationId: OrganizationId,
): Promise<void> {
  const { app: stored, tokenFrom } = await readConnection(pipeline, organizationId)
  if (stored === null) {
    terminal.printJson({ app: null, tokenFrom, installations: [] })
    terminal.print('app      none')
    return
  }
  const { app: known, installations } = await readInstallations(pipeline, organizationId, signal)
  terminal.printJson({ app: { ...stored, installUrl: known.installUrl }, tokenFrom, installations })
  terminal.print(`app      ${known.name}, ${stored.id}`)
  terminal.print(`install  ${known.installUrl}`)
  for (const { id, account, isSuspended, repositories } of installations)
    terminal.print(
      `${stored.installation?.id === id ? 'reads' : '     '}    ${account}, ${id}, ${repositories === 'all' ? 'all repositories' : 'selected repositories'}${isSuspended ? '; suspended: whoever owns the account resumes it at GitHub' : ''}`,
    )
  const chosen = stored.installation
  if (chosen !== null && !installations.some(({ id }) => id === chosen.id))
    terminal.note(
      `The installation of ${chosen.account} is removed: install the app again, then 'org app ${organizationId} --install ${chosen.account}'.`,
    )
  else if (chosen === null)
    terminal.note(
      installations.length === 0
        ? `The app is installed nowhere yet: install it, then 'org app ${organizationId} --install ACCOUNT'.`
        : `None of them reads yet: choose one with 'org app ${organizationId} --install ACCOUNT'.`,
    )
}
