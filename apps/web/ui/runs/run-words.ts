/** The status of a run in words: what it does, what it waits for, or what came of it. */
import type { Run, RunStatus } from '../api/types.ts'
import { formatPlural } from '../format/number.ts'

export const statusLabels: Readonly<Record<RunStatus, string>> = {
  pending: 'pending',
  waiting: 'waiting',
  running: 'running',
  succeeded: 'succeeded',
  partial: 'partial',
  failed: 'failed',
  cancelled: 'cancelled',
  dead: 'dead',
}

export const isOver = (status: RunStatus): boolean => !['pending', 'waiting', 'running'].includes(status)

/** What jobs say at their end, as far as it is theirs: everything of it may be missing. */
interface Summary {
  readonly repositories?: number
  readonly read?: number
  readonly stored?: number
  readonly unread?: number
  readonly analyzed?: number
  readonly changed?: number
  /** Nothing was read of them. */
  readonly paused?: readonly string[]
  readonly failed?: readonly { readonly repository: string; readonly message: string }[]
}

export const summaryOf = ({ output }: Pick<Run, 'output'>): Summary =>
  typeof output === 'object' && output !== null ? (output as Summary) : {}

export interface StatusOptions {
  readonly waitsUntil: number | null
  /** Why, where something says so. */
  readonly waitsFor: string | null
  readonly now: number
  readonly time: (at: number) => string
}

/** Nobody has taken it for so long: then it is worth saying. Seconds. */
const longPending = 15

export function statusWords(run: Run, { waitsUntil, waitsFor, now, time }: StatusOptions): string {
  const { failed = [], repositories } = summaryOf(run)
  switch (run.status) {
    case 'pending':
      if (run.availableAt > now) return `Begins at ${time(run.availableAt)}.`
      return now - run.createdAt > longPending
        ? `Nobody has taken it yet: is there a process that serves the queue ‘${run.queue}’?`
        : 'Waits for a process to take it.'
    case 'waiting':
      return waitsUntil === null
        ? 'Waits; nothing is sent meanwhile.'
        : `Waits until ${time(waitsUntil)}; nothing is sent meanwhile.${waitsFor === null ? '' : ` ${waitsFor}`}`
    case 'running':
      return run.isCancelRequested ? 'Is being cancelled: it ends at its next step.' : 'Running.'
    case 'partial':
      if (repositories === undefined) return 'Partial: some of it failed.'
      return failed.length === 0
        ? 'Partial: not all of it could be read whole.'
        : `Partial: ${failed.length} of ${formatPlural(repositories, 'repository', 'repositories')} failed.`
    case 'succeeded':
      return 'Succeeded.'
    case 'cancelled':
      return 'Cancelled before its end; what it had read is kept.'
    case 'dead':
      return 'Given up: the process that executed it was lost again and again.'
    default:
      return 'Failed.'
  }
}

/** `1,845 read, 1,845 new or different, 1,845 analyzed`; null before its end. */
export function countsWords(run: Pick<Run, 'output'>): string | null {
  const { read, stored, analyzed, unread, paused = [] } = summaryOf(run)
  const parts = [
    ...(read === undefined ? [] : [`${formatPlural(read, 'pull request')} read`]),
    ...(stored === undefined ? [] : [`${stored.toLocaleString('en-GB')} new or different`]),
    ...(analyzed === undefined ? [] : [`${analyzed.toLocaleString('en-GB')} analyzed`]),
    ...(paused.length > 0 ? [`${formatPlural(paused.length, 'repository', 'repositories')} paused`] : []),
    ...(unread ? [`${unread.toLocaleString('en-GB')} to be read again`] : []),
  ]
  return parts.length === 0 ? null : parts.join(', ')
}
