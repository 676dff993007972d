/** `schedules list`, `schedules set`: when an organization is read by itself. */
import {
  applySchedules,
  type OrganizationSchedule,
  processUser,
  readAllSchedules,
  readSchedules,
  scheduledKinds,
} from '@upflow/pipeline'
import { changeFromPresent } from '@upflow/settings'
import { chooseOrganization } from '../choose-organization.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { readData } from '../open-runs.ts'
import type { CommandContext } from './context.ts'
import { withPipeline } from './run-job.ts'

export async function schedules(
  context: CommandContext,
  action: string,
  args: readonly string[],
  { all }: { readonly all: boolean },
): Promise<ExitCode> {
  if (all) {
    if (args.length > 0) throw new UsageError(`schedules list --all takes no '${args[0]}'`)
    return listAll(context)
  }
  const isLeftOut = action === 'set' ? args.length < 3 : args.length === 0
  const [organization, kind, cron] = isLeftOut ? [undefined, ...args] : args
  if (action === 'list' && kind !== undefined) throw new UsageError(`schedules list takes no '${kind}'`)
  if (action === 'set' && (cron === undefined || !scheduledKinds.some((one) => one === kind)))
    throw new UsageError(
      `schedules set needs ${scheduledKinds.join(' or ')}, and cron fields in quotes or never`,
    )
  if (action === 'list')
    return readData(context, async (data) => {
      const { id } = await chooseOrganization(data, organization)
      return show(context, await readSchedules(data, id))
    })
  return withPipeline(context, { demo: null, concurrency: 0 }, async (pipeline) => {
    const { id } = await chooseOrganization(pipeline, organization)
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

const listAll = (context: CommandContext): Promise<ExitCode> =>
  readData(context, async (data) => {
    const { terminal } = context
    const all = await readAllSchedules(data)
    terminal.printJson(all)
    for (const { organization, ...schedule } of all.schedules)
      terminal.print(`${organization}  ${scheduleText(schedule)}`)
    for (const { organization, problem } of all.unread) terminal.note(`${organization}: ${problem}`)
    terminal.note(served)
    return all.unread.length > 0 ? exitCodes.partial : exitCodes.success
  })

function show({ terminal }: CommandContext, all: readonly OrganizationSchedule[]): ExitCode {
  terminal.printJson({ schedules: all })
  for (const schedule of all) terminal.print(scheduleText(schedule))
  terminal.note(served)
  return exitCodes.success
}

const served = "They come while a process serves runs: 'worker', or the web server."

const scheduleText = ({ kind, cron, timeZone, nextAt, problem }: OrganizationSchedule): string =>
  `${kind.padEnd(9)}  ${cron === null ? 'never' : `${cron} (${timeZone})`}  ${nextAt === null ? problem : `next ${new Date(nextAt).toISOString().slice(0, 19)}Z`}`
