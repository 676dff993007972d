/** How a run is shown while it goes on: bars on a terminal, lines elsewhere. Both live off the run's events alone. */
import type { RunEvent } from '@upflow/jobs'
import { toIso } from '@upflow/model'
import type { Terminal } from '../terminal.ts'
import { renderBar } from './bar.ts'

export interface ProgressView {
  show(event: RunEvent): void
  /** Leaves the last state on the screen. */
  end(): void
}

export const createProgressView = (terminal: Terminal): ProgressView =>
  terminal.isInteractive ? createBars(terminal) : createLines(terminal)

/** `sync:R_1` → `fetch`; null for steps that are too short to show. */
function verbOf(step: string | null): string | null {
  const kind = step?.split(':')[0]
  return kind === 'sync' ? 'fetch' : kind === 'recalculate' ? 'analyze' : null
}

function noteOf(event: RunEvent, verbose: boolean, label: (step: string | null) => string): string | null {
  switch (event.type) {
    case 'log':
      return event.level === 'debug' && !verbose
        ? null
        : `${label(event.step)}${event.level === 'info' || event.level === 'debug' ? '' : `${event.level}: `}${event.message}`
    case 'step.failed':
      return `${label(event.step)}failed: ${event.error.message}`
    case 'step.retrying':
      return `${label(event.step)}${retryWords(event)}: ${event.error.message}`
    case 'step.succeeded':
      return verbose ? `${label(event.step)}step ${event.step} took ${event.durationMs} ms` : null
    case 'run.recovered':
      return 'The process that executed the run was lost; it goes on from its last step.'
    default:
      return null
  }
}

/** A wait of some length is worth its end. */
const longWaitMs = 10_000

const retryWords = ({ at, until }: Extract<RunEvent, { type: 'step.retrying' }>): string =>
  until - at < longWaitMs ? 'failed, tries again' : `waits until ${toIso(Math.ceil(until / 1_000))}`

interface Item {
  readonly label: string
  readonly verb: string
  readonly current: number
  readonly total: number | null
  readonly status: 'going on' | 'done' | 'failed'
}

/** The latest of each step, in the order in which they began. */
function createItems() {
  const items = new Map<string, Item>()
  return {
    items,
    label: (step: string | null) => (step !== null && items.has(step) ? `${items.get(step)!.label}: ` : ''),
    take(event: RunEvent): Item | null {
      const { step } = event
      const verb = verbOf(step)
      if (step === null || verb === null) return null
      const known = items.get(step)
      const put = (item: Item) => {
        items.set(step, item)
        return item
      }
      if (event.type === 'progress')
        return put({
          label: event.progress.message ?? step,
          verb,
          current: event.progress.current,
          total: event.progress.total,
          status: 'going on',
        })
      if (known && event.type === 'step.succeeded') return put({ ...known, status: 'done' })
      if (known && event.type === 'step.failed') return put({ ...known, status: 'failed' })
      return null
    },
  }
}

function createBars(terminal: Terminal): ProgressView {
  const { items, label, take } = createItems()
  let drawn = 0
  const erase = () => (drawn > 0 ? `\x1b[${drawn}A\x1b[J` : '')
  /** All bars, or, when they are more than the screen has lines, those that are going on. */
  const block = (): string[] => {
    const all = [...items.values()]
    const room = Math.max(2, terminal.rows() - 2)
    if (all.length <= room) return all.map((item) => renderBar(item, terminal.columns()))
    const goingOn = all.filter(({ status }) => status === 'going on').slice(0, room - 1)
    const ended = all.filter(({ status }) => status !== 'going on').length
    return [
      `  ${ended} of ${all.length} ended`,
      ...goingOn.map((item) => renderBar(item, terminal.columns())),
    ]
  }
  const redraw = (line: string | null) => {
    const lines = block()
    terminal.draw(
      `${erase()}${[...(line === null ? [] : [line]), ...lines].map((one) => `${one}\n`).join('')}`,
    )
    drawn = lines.length
  }
  return {
    show(event) {
      const item = take(event)
      const line = noteOf(event, terminal.verbose, label)
      if (item || line !== null) redraw(line)
    },
    end() {
      drawn = 0
    },
  }
}

function createLines(terminal: Terminal): ProgressView {
  const { label, take } = createItems()
  const told = new Map<string, number>()
  return {
    show(event) {
      const item = take(event)
      const line = noteOf(event, terminal.verbose, label)
      if (line !== null) terminal.note(line)
      if (!item || event.step === null || item.status === 'failed') return
      // The first and the last, and one a second in between.
      const last = told.get(event.step)
      if (item.status === 'going on' && last !== undefined && event.at - last < 1_000) return
      told.set(event.step, event.at)
      const amount = item.total === null ? `${item.current}` : `${item.current}/${item.total}`
      terminal.note(`${item.label}: ${item.verb} ${amount}${item.status === 'done' ? ' done' : ''}`)
    },
    end() {},
  }
}
