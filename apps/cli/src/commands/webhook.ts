/** `org webhook`: where GitHub delivers to, and the secrets by which it is known. One that is made is shown once. */
import { linkAddress } from '@upflow/accounts'
import {
  dropWebhookSecrets,
  processUser,
  readWebhook,
  setWebhookSecret,
  usefulEvents,
} from '@upflow/pipeline'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { oneOf } from '../one-of.ts'
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
  const { config, terminal, signal } = context
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
    const { path, ...shown } = await readWebhook(pipeline, organizationId)
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
      terminal.note(`The one before it is taken too, until 'org webhook ${id} --drop earlier'.`)
    if (shown.problem !== null) terminal.note(shown.problem)
    return exitCodes.success
  })
}

const secretText = (count: number): string =>
  count === 0
    ? 'none: nothing is taken'
    : count === 1
      ? 'one is stored, encrypted'
      : 'two are stored, encrypted: the latest and the one before it'
