/** Collects the busy events of one step and says at its end, in one line, how much contention there was. */
import { type BusyEvent, type BusyRetryOptions, busyLine, summarizeBusy } from '@upflow/db'
import type { Log } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'

export interface BusyLog {
  readonly retry: BusyRetryOptions
  /** Adds what a worker thread met. */
  add(events: readonly BusyEvent[]): void
  /** Logs the summary: a warning, or an error as soon as anything gave up. Nothing when nothing was busy. */
  end(log: Log): void
}

/** @param waiting how long each try goes on, what ends the waiting, who hears that it lasts, and what errors mean */
export function createBusyLog(
  worker: string,
  organization: OrganizationId,
  waiting: Pick<BusyRetryOptions, 'tryMs' | 'signal' | 'onLongWait' | 'explain'> = {},
): BusyLog {
  const events: BusyEvent[] = []
  return {
    retry: { ...waiting, worker, organization, onBusy: (event) => events.push(event) },
    add: (more) => void events.push(...more),
    end(log) {
      if (events.length === 0) return
      const summary = summarizeBusy(events)
      log[summary.gaveUp > 0 ? 'error' : 'warn'](busyLine(summary), summary)
    },
  }
}
