/** What a run's events amount to: how far each of its steps is, its log, and where the next event is expected. */
import type { Progress, RunEvent, RunStatus } from '../api/types.ts'

export interface Item {
  readonly step: string
  /** A repository, where the step says so. */
  readonly label: string
  readonly verb: 'read' | 'analyzed'
  readonly current: number
  readonly total: number | null
  readonly status: 'going on' | 'done' | 'failed'
  readonly startedAt: number
  readonly at: number
}

export interface RunProgress {
  /** Of the last event that is in it: what comes again is known by this. */
  readonly seq: number
  readonly items: ReadonlyMap<string, Item>
  /** The latest, at most `mostLines`. */
  readonly log: readonly RunEvent[]
  readonly status: RunStatus | null
  /** When it goes on, while it waits. */
  readonly waitsUntil: number | null
  /** What a step said of it that waits; null when none has failed. */
  readonly waitsFor: string | null
  readonly recoveries: readonly number[]
}

export const mostLines = 1_000

export const noEvents: RunProgress = {
  seq: 0,
  items: new Map(),
  log: [],
  status: null,
  waitsUntil: null,
  waitsFor: null,
  recoveries: [],
}

const verbs: Readonly<Record<string, Item['verb']>> = { sync: 'read', recalculate: 'analyzed' }

/** Events may come twice, after a connection was lost: what is known is left out. */
export function foldEvents(before: RunProgress, events: readonly RunEvent[]): RunProgress {
  const fresh = events.filter(({ seq }) => seq > before.seq)
  if (fresh.length === 0) return before
  const items = new Map(before.items)
  let { status, waitsUntil, waitsFor } = before
  const recoveries = [...before.recoveries]
  for (const event of fresh) {
    foldItem(items, event)
    waitsUntil = event.type === 'run.waiting' ? (event.until ?? null) : waitsUntil
    if (event.type === 'step.retrying') waitsFor = event.error?.message ?? null
    if (event.type === 'run.claimed') [waitsUntil, waitsFor] = [null, null]
    if (event.type === 'run.recovered') recoveries.push(event.at)
    if (event.type === 'run.finished') status = event.status ?? null
    if (event.type === 'run.retried') status = null
  }
  return {
    seq: fresh.at(-1)!.seq,
    items,
    log: [...before.log, ...fresh.filter(({ type }) => type !== 'progress')].slice(-mostLines),
    status,
    waitsUntil,
    waitsFor,
    recoveries,
  }
}

function foldItem(items: Map<string, Item>, { step, type, at, progress }: RunEvent): void {
  const verb = verbs[step?.split(':')[0] ?? '']
  if (step === null || verb === undefined) return
  const known = items.get(step)
  if (type === 'step.started')
    items.set(step, {
      label: step,
      verb,
      current: 0,
      total: null,
      ...known,
      step,
      status: 'going on',
      startedAt: at,
      at,
    })
  if (type === 'progress' && progress) items.set(step, atProgress(known, { step, verb, at, progress }))
  if (known && type === 'step.succeeded') items.set(step, { ...known, status: 'done', at })
  if (known && type === 'step.failed') items.set(step, { ...known, status: 'failed', at })
}

const atProgress = (
  known: Item | undefined,
  { step, verb, at, progress }: { step: string; verb: Item['verb']; at: number; progress: Progress },
): Item => ({
  step,
  verb,
  label: progress.message ?? known?.label ?? step,
  current: progress.current,
  total: progress.total,
  status: 'going on',
  startedAt: known?.startedAt ?? at,
  at,
})

/** So many a second, and how many seconds the rest will take; null before it can be told. */
export function rateOf({
  current,
  total,
  startedAt,
  at,
}: Item): { perSecond: number; restSeconds: number | null } | null {
  const seconds = at - startedAt
  if (seconds < 1 || current === 0) return null
  const perSecond = current / seconds
  return { perSecond, restSeconds: total === null ? null : Math.max(0, total - current) / perSecond }
}
