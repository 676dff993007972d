/** Prints what waits, by state, at the present or any past moment. Reads what is stored; starts nothing. */
import { mostAheadSeconds, readBoard, startOfDay } from '@upflow/insights'
import { type Instant, isDay, parseInstant } from '@upflow/model'
import { boardText } from '../board-text.ts'
import type { Words } from '../command-line.ts'
import { type ExitCode, UsageError } from '../exit-codes.ts'
import { filterIn } from '../filter-options.ts'
import { parseLimit } from '../parse-number.ts'
import { showAnswer } from '../show-answer.ts'
import type { CommandContext } from './context.ts'

export async function now(
  context: CommandContext,
  organization: string | undefined,
  words: Words,
): Promise<ExitCode> {
  const filter = filterIn(words)
  const momentOf = toMoment(words.valueOf('at'))
  const limit = parseLimit(words.valueOf('limit'), 5)
  return showAnswer(context, organization, async (tenant, timeZone) => {
    const at = momentOf(timeZone)
    if (at > Date.now() / 1_000 + mostAheadSeconds)
      throw new UsageError('--at lies in the future: what waits is known up to now')
    const board = await readBoard(tenant, { filter, at, limit })
    const { organizationId } = tenant
    return { json: { at, ...board }, lines: boardText(board, { at, organizationId, timeZone }) }
  })
}

/** @throws UsageError */
function toMoment(text: string | undefined): (timeZone: string) => Instant {
  if (text === undefined) return () => Math.ceil(Date.now() / 1_000)
  if (isDay(text)) return (timeZone) => startOfDay(text, timeZone)
  try {
    const at = parseInstant(text)
    return () => at
  } catch {
    throw new UsageError(
      `--at takes a day such as 2026-01-31, or an instant such as 2026-01-31T09:00:00Z, not '${text}'`,
    )
  }
}
