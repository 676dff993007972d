/** What waits, in words, the longest first; and what waits longer than the limit, by the organization's calendar. */
import { createWorkingClock } from '@upflow/analyzer'
import { type Tenant, withBusyRetry } from '@upflow/db'
import { dayOf, listWaits, type Waiting } from '@upflow/insights'
import type { Instant } from '@upflow/model'
import { readSettings } from '@upflow/settings'
import { type Line, line, type Message } from '../message.ts'
import { counted, durationText, workingText } from './duration-text.ts'

/** One that waits, in one state since one instant: it is told of once. */
export interface Wait {
  readonly repository: string
  readonly number: number
  readonly since: Instant
}

const states: Readonly<Record<string, string>> = {
  draft: 'a draft',
  'awaiting-request': 'nobody is asked',
  'awaiting-review': 'awaits a review',
  approved: 'approved, not merged',
}

const stateText = ({ state, turn, on }: Waiting): string => {
  const what =
    state === 'in-review'
      ? turn === 'author'
        ? "the author's turn"
        : "the reviewers' turn"
      : (states[state] ?? state)
  return on.length === 0 ? what : `${what}, waits on ${on.join(', ')}`
}

/** All of them, drafts aside: what passes the limit now is behind what passed it long ago. */
export async function findLongWaits(
  tenant: Tenant,
  now: Instant,
): Promise<readonly (Waiting & { readonly workingSeconds: number })[]> {
  const { calendar, notifications } = await readSettings(tenant)
  const clock = createWorkingClock(calendar.value)
  const limitSeconds = notifications.value.waitLimitHours * 3_600
  // Working time is at most the time by the wall clock.
  return (await listWaits(tenant, { before: now - limitSeconds, limit: null }))
    .map((one) => ({ ...one, workingSeconds: clock(one.since, now) }))
    .filter(({ workingSeconds }) => workingSeconds > limitSeconds)
}

/** @param workingSeconds null to say the time by the wall clock */
export async function waitLine(
  tenant: Tenant,
  one: Waiting,
  { now, workingSeconds }: { readonly now: Instant; readonly workingSeconds: number | null },
): Promise<Line> {
  const time =
    workingSeconds === null ? durationText(Math.max(0, now - one.since)) : workingText(workingSeconds)
  return line(
    `${one.repository}#${one.number}  ${one.title}: ${stateText(one)}, for ${time}`,
    await addressOf(tenant, one),
  )
}

const addressOf = ({ sqlite, retry }: Tenant, { repository, number }: Wait): Promise<string | null> =>
  withBusyRetry(
    () =>
      sqlite
        .prepare<[string, number], string>(
          `SELECT url FROM analyzed_pull_requests WHERE pull_request_key =
             (SELECT ordinal << 32 FROM repositories WHERE owner || '/' || name = ?) + ?`,
        )
        .pluck()
        .get(repository, number) ?? null,
    retry,
  )

const mostLines = 20

/** @param waits those that are to be told of; what waits no longer is left out. Null when nothing is left. */
export async function composeWaits(
  tenant: Tenant,
  { name, waits, now }: { readonly name: string; readonly waits: readonly Wait[]; readonly now: Instant },
): Promise<Message | null> {
  const { notifications, calendar } = await readSettings(tenant)
  const wanted = new Set(waits.map(waitKey))
  const long = (await findLongWaits(tenant, now)).filter((one) => wanted.has(waitKey(one)))
  if (long.length === 0) return null
  const limit = counted(notifications.value.waitLimitHours, 'working hour')
  const lines: Line[] = []
  for (const one of long.slice(0, mostLines))
    lines.push(await waitLine(tenant, one, { now, workingSeconds: one.workingSeconds }))
  if (long.length > mostLines) lines.push(line(`and ${long.length - mostLines} more`))
  return {
    topic: 'waits',
    organization: tenant.organizationId,
    subject: `${name}: ${counted(long.length, 'pull request waits', 'pull requests wait')} longer than ${limit}`,
    sections: [{ heading: `Waiting longer than ${limit}, ${dayOf(now, calendar.value.timeZone)}`, lines }],
  }
}

export const waitKey = ({ repository, number, since }: Wait): string => `${repository}#${number}@${since}`
