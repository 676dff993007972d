/** `org webhook`: where GitHub delivers to, and the secrets by which it is known. One that is made is shown once. */
import { linkAddress } from '@upflow/accounts'
import type { OrganizationId } from '@upflow/model'
import {
  dropWebhookSecrets,
  processUser,
  readWebhook,
  setWebhookSecret,
  usefulEvents,
  type Webhook,
} from '@upflow/pipeline'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { oneOf } from '../one-of.ts'
import { readData } from '../open-runs.ts'
import { readSecret } from '../read-secret.ts'
import type { CommandContext } from './context.ts'
import { withPipeline } from './run-job.ts'

export interface WebhookOptions {
  readonly newSecret: boolean
  readonly secretStdin: boolean
  /** `earlier` or `all`. */
  readonly drop: string | undefined
}

export async function webhook(
  context: CommandContext,
  id: string,
  { newSecret, secretStdin, drop }: WebhookOptions,
): Promise<ExitCode> {
  if ([newSecret, secretStdin, drop !== undefined].filter(Boolean).length > 1)
    throw new UsageError('org webhook takes one of --new-secret, --secret-stdin and --drop')
  const which = oneOf(['earlier', 'all'], drop, '--drop')
  const { signal } = context
  if (!newSecret && !secretStdin && which === undefined)
    return readData(context, async (data) => {
      const { id: organizationId } = await data.organizations.get(id)
      return show(context, { organizationId, webhook: await readWebhook(data, organizationId), made: null })
    })
  return withPipeline(context, { demo: null, concurrency: 0 }, async (pipeline) => {
    const { id: organizationId } = await pipeline.organizations.get(id)
    const by = processUser()
    let made: string | null = null
    if (newSecret) made = (await setWebhookSecret(pipeline, organizationId, { by })).secret
    if (secretStdin) {
      const secret = await readSecret('webhook secret', signal)
      await setWebhookSecret(pipeline, organizationId, { secret, by })
    }
    if (which !== undefined) await dropWebhookSecrets(pipeline, organizationId, { which, by })
    return show(context, { organizationId, webhook: await readWebhook(pipeline, organizationId), made })
  })
}

interface Shown {
  readonly organizationId: OrganizationId
  readonly webhook: Webhook
  /** A new secret, which is shown this once. */
  readonly made: string | null
}

function show({ config, terminal }: CommandContext, { organizationId, webhook, made }: Shown): ExitCode {
  const { path, ...shown } = webhook
  const address = new URL(path, linkAddress({ ...config.web, url: config.web.signIn.url })).href
  terminal.printJson({
    address,
    events: usefulEvents,
    ...shown,
    ...(made === null ? {} : { secret: made }),
  })
  terminal.print(`address  ${address}, as application/json`)
  terminal.print(`secret   ${secretText(shown.secretsMadeAt.length)}`)
  if (made !== null) terminal.print(`new      ${made}`)
  terminal.print(`events   ${usefulEvents.join(', ')}`)
  if (made !== null) terminal.note('Give the new secret to GitHub now: it is not shown again.')
  if (shown.secretsMadeAt.length > 1)
    terminal.note(`The one before it is taken too, until 'org webhook ${organizationId} --drop earlier'.`)
  if (shown.problem !== null) terminal.note(shown.problem)
  return exitCodes.success
}

const secretText = (count: number): string =>
  count === 0
    ? 'none: nothing is taken'
    : count === 1
      ? 'one is stored, encrypted'
      : 'two are stored, encrypted: the latest and the one before it'
