/** `settings holidays`: those of an iCalendar file are added to the calendar's. */
import { processUser } from '@upflow/pipeline/data'
import { changeFromPresent, readHolidays } from '@upflow/settings'
import { afterChange } from '../after-change.ts'
import { chooseOrganization } from '../choose-organization.ts'
import { type ExitCode, UsageError } from '../exit-codes.ts'
import { readText } from '../read-text.ts'
import type { CommandContext } from './context.ts'
import { withPipeline } from './run-job.ts'

export interface HolidaysOptions {
  readonly organization: string | undefined
  /** With the path of the file, or `-`. */
  readonly words: readonly string[]
  readonly recalculate: boolean
}

export async function holidays(
  context: CommandContext,
  { organization, words, recalculate }: HolidaysOptions,
): Promise<ExitCode> {
  const [path, extra] = words
  if (path === undefined)
    throw new UsageError(
      'settings holidays needs an iCalendar file, such as holidays.ics, or - for standard input',
    )
  if (extra !== undefined) throw new UsageError(`settings holidays takes no '${extra}'`)
  const { terminal, signal } = context
  const found = readHolidays(await readText(path, signal))
  for (const { name, why } of found.leftOut) terminal.note(`${name} ${why}: it is left out.`)
  return withPipeline(context, { demo: null, concurrency: 2 }, async (pipeline) => {
    const { id } = await chooseOrganization(pipeline, organization)
    const changes = await changeFromPresent(
      await pipeline.tenants.open(id),
      ({ calendar: { value: calendar } }) => [
        {
          key: 'calendar',
          value: { ...calendar, holidays: [...calendar.holidays, ...found.holidays.map(({ date }) => date)] },
        },
      ],
      { by: processUser() },
    )
    return afterChange(context, pipeline, { organizationId: id, changes, recalculate, also: found })
  })
}
