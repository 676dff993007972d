/** An event of a run as a line of its log. */
import type { RunEvent } from '../api/types.ts'
import { formatDuration } from '../format/duration.ts'

export const levels = ['debug', 'info', 'warn', 'error'] as const
export type Level = (typeof levels)[number]

const troubles: Readonly<Record<string, Level>> = {
  'step.failed': 'error',
  'step.retrying': 'warn',
  'run.given-up': 'error',
  'run.recovered': 'warn',
  'step.started': 'debug',
}

export const levelOf = ({ type, level }: RunEvent): Level =>
  type === 'log' ? (level ?? 'info') : (troubles[type] ?? 'info')

export function eventLine(event: RunEvent): string {
  const { attempt, durationSeconds = 0, error, message, owner, status, type } = event
  const why = error ? `: ${error.message}` : ''
  switch (type) {
    case 'log':
      return message ?? ''
    case 'run.triggered':
      return 'triggered'
    case 'run.claimed':
      return `taken by ${owner}`
    case 'run.waiting':
      return 'waits'
    case 'run.recovered':
      return 'the process that executed it was lost; it goes on from its last step'
    case 'run.finished':
      return `ended: ${status}${why}`
    case 'step.started':
      return attempt !== undefined && attempt > 1 ? `begins, attempt ${attempt}` : 'begins'
    case 'step.succeeded':
      return durationSeconds < 1 ? 'done' : `done after ${formatDuration(durationSeconds)}`
    case 'step.failed':
      return `failed${why}`
    case 'step.retrying':
      return `failed, is tried again${why}`
    default:
      return type.replace(/^run\./, '').replaceAll('-', ' ') + why
  }
}
