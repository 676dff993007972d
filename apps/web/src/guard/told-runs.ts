/**
 * Runs that tell somebody something record what was said, to whom, and what was answered: that is for whoever may read
 * how notifications are set. Everybody else sees that there was such a run, and how it ended.
 */
import type { Run, RunEvent, StepRecord } from '@upflow/jobs'

type ErrorRecord = NonNullable<Run['error']>

export const isTelling = ({ job }: Pick<Run, 'job'>): boolean => job === 'notify'

const hidden = 'What was told, to whom and how it was answered is for administrators of the organization.'

export const runUntold = (run: Run): Run => ({ ...run, output: null, error: withoutWords(run.error) })

export const stepUntold = (step: StepRecord): StepRecord => ({
  ...step,
  value: null,
  error: withoutWords(step.error),
})

export function eventUntold(event: RunEvent): RunEvent {
  switch (event.type) {
    case 'log':
      return { ...event, message: hidden, data: null }
    case 'run.finished':
      return { ...event, error: withoutWords(event.error) }
    case 'run.given-up':
    case 'step.failed':
    case 'step.retrying':
      return { ...event, error: withoutWords(event.error) }
    default:
      return event
  }
}

function withoutWords(error: ErrorRecord): ErrorRecord
function withoutWords(error: ErrorRecord | null): ErrorRecord | null
function withoutWords(error: ErrorRecord | null): ErrorRecord | null {
  return error && { code: error.code, message: hidden, facts: {} }
}
