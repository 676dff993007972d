/** What of a pull request did not count: how much of which and why, and of each the first few, who and when. */
import { ignoredText, type Story } from '@upflow/insights'
import type { Instant } from '@upflow/model'

const shown = 5
type Ignored = Story['ignored'][number]

export function ignoredLines(ignored: readonly Ignored[], timeOf: (at: Instant) => string): string[] {
  const groups = new Map<string, Ignored[]>()
  for (const one of ignored) {
    const group = groups.get(`${one.kind} ${one.why}`)
    if (group) group.push(one)
    else groups.set(`${one.kind} ${one.why}`, [one])
  }
  return [...groups.values()].flatMap((group) => [
    `  ${ignoredText(group[0]!, group.length)}`,
    ...group.slice(0, shown).map(
      ({ actor, at, kind }) =>
        // Of a request it is who asked.
        `    ${at === null ? 'no time'.padEnd(16) : timeOf(at)}  ${kind === 'request' && actor ? 'by ' : ''}${actor?.login ?? 'not known by whom'}`,
    ),
    ...(group.length > shown ? [`    and ${group.length - shown} more`] : []),
  ])
}
