/** `schedules list`, `schedules set`: when an organization is read by itself. */
import { applySchedules, processUser, scheduledKinds } from '@upflow/pipeline'
import { changeFromPresent } from '@upflow/settings'
import { chooseOrganization } from '../choose-organization.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import type { CommandContext } from './context.ts'
import { withPipeline } from './run-job.ts'

export async function schedules(
  context: CommandContext,
  action: string,
  args: readonly string[],
): Promise<ExitCode> {
  const isLeftOut = action === 'set' ? args.length < 3 : args.length === 0
  const [organization, kind, cron] = isLeftOut ? [undefined, ...args] : args
  if (action === 'list' && kind !== undefined) throw new UsageError(`schedules list takes no '${kind}'`)
  if (action === 'set' && (cron === undefined || !scheduledKinds.some((one) => one === kind)))
    throw new UsageError(
      `schedules set needs ${scheduledKinds.join(' or ')}, and cron fields in quotes or never`,
    )
  return withPipeline(context, { demo: null, concurrency: 0 }, async (pipeline) => {
    const { id } = await chooseOrganization(pipeline, organization)
    if (action === 'set')
      await changeFromPresent(
        await pipeline.tenants.open(id),
        ({ schedules: { value } }) => [
          { key: 'schedules', value: { ...value, [kind!]: cron === 'never' ? null : cron } },
        ],
        { by: processUser() },
      )
    return show(context, await applySchedules(pipeline, id))
  })
}

function show({ terminal }: CommandContext, all: Awaited<ReturnType<typeof applySchedules>>): ExitCode {
  terminal.printJson({ schedules: all })
  for (const { kind, cron, timeZone, nextAt, problem } of all)
    terminal.print(
      `${kind.padEnd(9)}  ${cron === null ? 'never' : `${cron} (${timeZone})`}  ${nextAt === null ? problem : `next ${new Date(nextAt).toISOString().slice(0, 19)}Z`}`,
    )
  terminal.note("They come while a process serves runs: 'worker', or the web server.")
  return exitCodes.success
}
