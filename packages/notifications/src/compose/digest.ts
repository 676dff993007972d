/** The weekly digest: median times with their change, what waits longest, and what the figures leave out and why. */
import type { Tenant } from '@upflow/db'
import {
  countUnreadOpen,
  dayOf,
  isFirm,
  listWaits,
  type Metric,
  type Report,
  readReport,
} from '@upflow/insights'
import type { Instant } from '@upflow/model'
import { type Line, line, type Message } from '../message.ts'
import { changeText, counted, durationText } from './duration-text.ts'
import { waitLine } from './waits.ts'

export interface DigestRequest {
  /** As people write the organization. */
  readonly name: string
  readonly since: Instant
  readonly until: Instant
  readonly now: Instant
}

const shownWaits = 5

export async function composeDigest(
  tenant: Tenant,
  { name, since, until, now }: DigestRequest,
): Promise<Message> {
  const report = await readReport(tenant, { filter: { since, until }, now })
  const waiting = await listWaits(tenant, { before: now, limit: shownWaits })
  const unreadOpen = await countUnreadOpen(tenant)
  const waits: Line[] = []
  for (const one of waiting) waits.push(await waitLine(tenant, one, { now, workingSeconds: null }))
  const days = `${dayOf(since, report.timeZone)} to ${dayOf(until - 1, report.timeZone)}`
  return {
    topic: 'digest',
    organization: tenant.organizationId,
    subject: `${name}: ${counted(report.all.merged, 'pull request')} merged, ${days}`,
    sections: [
      { heading: `Merged ${days}`, lines: figureLines(report) },
      { heading: 'Waiting longest', lines: waits.length === 0 ? [line('Nothing waits.')] : waits },
      { heading: 'Left out', lines: leftOut(report, unreadOpen) },
    ],
  }
}

const shownMetrics: readonly (readonly [Metric, string])[] = [
  ['total', 'first commit to merge'],
  ['coding', 'coding'],
  ['pickup', 'pickup'],
  ['review', 'review'],
  ['deploy', 'merge to release'],
]

function figureLines({ all, previous }: Report): Line[] {
  const merged = `${counted(all.merged, 'pull request')} merged${previous === null ? '' : `, ${previous.merged} the week before`}`
  const unreviewed =
    all.unreviewed === 0 ? [] : [line(`${all.unreviewed} of them without a word from a reviewer`)]
  const times = shownMetrics.flatMap(([metric, text]) => {
    const now = all.metrics[metric]
    if (now.n === 0) return []
    const before = previous?.metrics[metric]
    const change =
      before && isFirm(before) && isFirm(now) ? changeText(now.medianSeconds, before.medianSeconds) : null
    const of = isFirm(now) ? `${now.n}` : `${now.n} only`
    return [
      line(
        `${text}: median ${durationText(now.medianSeconds)} of ${of}${change === null ? '' : ` (${change})`}`,
      ),
    ]
  })
  return [line(merged), ...unreviewed, ...times]
}

/** What is in no figure, and why. */
function leftOut({ all, otherKinds, notAnalyzed, repositories }: Report, unreadOpen: number): Line[] {
  const kinds = Object.entries(otherKinds).map(([kind, count]) => `${count} of kind ${kind}`)
  const unread = repositories.reduce((sum, one) => sum + one.unread, 0)
  const lines = [
    ...(kinds.length === 0 ? [] : [line(`Merged too, of other kinds: ${kinds.join(', ')}`)]),
    ...(all.incomplete === 0 ? [] : [line(`${all.incomplete} merged, but not read whole`)]),
    ...(all.notReleased === 0 ? [] : [line(`${all.notReleased} not released yet: in no time to release`)]),
    ...(unread === 0 ? [] : [line(`${counted(unread, 'pull request')} could not be read at all`)]),
    ...(unreadOpen === 0
      ? []
      : [line(`${unreadOpen} open could not be read whole: where they stand is not known`)]),
    ...(notAnalyzed === 0 ? [] : [line(`${notAnalyzed} new or changed, and not analyzed yet`)]),
    ...repositories.flatMap(({ name, asOf, outdated, releaseProblem }) => [
      ...(asOf === null ? [line(`${name} was not read whole yet`)] : []),
      ...(outdated === null ? [] : [line(`${name}: figures are by earlier settings or releases`)]),
      ...(releaseProblem === null ? [] : [line(`${name}: ${releaseProblem}`)]),
    ]),
  ]
  return lines.length === 0 ? [line('Nothing.')] : lines
}
