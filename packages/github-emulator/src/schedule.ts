/** Lets things happen, now or when their time has come: with a request that fits, or at an instant of the emulator's clock. */
import type { AppData } from './apps.ts'
import type { Dataset } from './dataset.ts'
import type { JournalEntry } from './journal.ts'
import { applyMutation, type Mutation } from './mutations.ts'
import type { HookEvent, Webhooks } from './webhooks.ts'

export interface Scheduled {
  /** Before that request is answered. Default: the next. */
  readonly when?: (request: JournalEntry) => boolean
  /** Not before then: milliseconds since 1970. */
  readonly from?: number
  readonly mutation: Mutation
}

export interface Schedule {
  readonly waiting: Scheduled[]
  /** Applies what is due. What is told of it is sent meanwhile. */
  before(request: JournalEntry): void
  /** @throws Error for what there is none of: nothing has happened then */
  mutate(mutation: Mutation): Promise<HookEvent[]>
}

export function createSchedule({
  data,
  apps,
  webhooks,
  now,
}: {
  readonly data: Dataset
  readonly apps: readonly AppData[]
  readonly webhooks: Webhooks
  readonly now: () => number
}): Schedule {
  const waiting: Scheduled[] = []
  const apply = (mutation: Mutation) =>
    applyMutation({ data, apps }, mutation, new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z'))
  return {
    waiting,
    before(request) {
      const due = waiting.filter(
        ({ when, from }) => (from ?? 0) <= request.at && (when === undefined || when(request)),
      )
      for (const one of due) {
        waiting.splice(waiting.indexOf(one), 1)
        for (const event of apply(one.mutation)) void webhooks.deliver(event)
      }
    },
    async mutate(mutation) {
      const events = apply(mutation)
      for (const event of events) await webhooks.deliver(event)
      return events
    },
  }
}
