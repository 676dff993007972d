/** `settings preview`: what figures would be under other rules, before anything is saved. */
import type { Tenant } from '@upflow/db'
import { type Figures, type Metric, stages } from '@upflow/insights'
import type { Pipeline } from '@upflow/pipeline'
import type { WantedChange } from '@upflow/settings'
import { formatDuration } from '../duration.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { CommandContext } from './context.ts'

const shown: readonly Metric[] = ['total', ...stages]

export async function showPreview(
  { terminal, signal }: CommandContext,
  { previewer }: Pipeline,
  { tenant, changes }: { readonly tenant: Tenant; readonly changes: readonly WantedChange[] },
): Promise<ExitCode> {
  const now = Math.floor(Date.now() / 1_000)
  const { organizationId } = tenant
  const wanted = { file: tenant, organizationId, changes, filter: {}, now }
  const preview = await previewer.preview(wanted, { signal })
  terminal.printJson(preview)
  const { before, after } = preview.figures.wall
  terminal.print(`merged  ${before.merged} → ${after.merged}`)
  for (const metric of shown)
    terminal.print(`${metric.padEnd(7)} ${medianOf(before, metric)} → ${medianOf(after, metric)}`)
  const { compared, most, pullRequests } = preview.moved
  terminal.print(`${pullRequests} of ${compared} pull requests come out otherwise.`)
  for (const { repository, number, movedSeconds } of most)
    terminal.print(`  ${repository}#${number}  by ${formatDuration(movedSeconds)}`)
  if (preview.unread.length > 0)
    terminal.note(
      `What the rule asks for was never read of ${preview.unread.join(', ')}: saving reads it, and gives other figures.`,
    )
  terminal.note("Nothing is saved: 'settings set' with the same words saves it.")
  return exitCodes.success
}

function medianOf({ metrics }: Figures, metric: Metric): string {
  const { medianSeconds, n } = metrics[metric]
  return medianSeconds === null ? '–' : `${formatDuration(medianSeconds)} (median of ${n})`
}
