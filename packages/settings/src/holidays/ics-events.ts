/**
 * The events of an iCalendar file (RFC 5545) as their properties: lines unfolded, each with where it stood. What is no
 * such file is refused with what is wrong; what of it is not about events is passed over.
 */
import { SettingsError } from '../settings-error.ts'

export interface IcsProperty {
  readonly value: string
  /** `VALUE`, `TZID`, …; names in upper case. */
  readonly parameters: ReadonlyMap<string, string>
  /** From 1, in the file. */
  readonly line: number
}

export interface IcsEvent {
  /** By name in upper case; some may be there more than once. */
  readonly properties: ReadonlyMap<string, readonly IcsProperty[]>
  readonly line: number
}

const contentLine =
  /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$/
const parameter = /;([A-Za-z0-9-]+)=("[^"]*"|[^";:]*)/g

/** @throws SettingsError `settings/unreadable-holidays` */
export function readIcsEvents(text: string): IcsEvent[] {
  const lines = unfold(text)
  const [first] = lines
  if (first === undefined) throw unreadable('it is empty')
  if (!/^BEGIN:VCALENDAR\s*$/i.test(first.text))
    throw unreadable(
      `it begins with '${first.text.slice(0, 40)}', where an iCalendar file has BEGIN:VCALENDAR`,
      first.line,
    )
  const open: string[] = []
  const events: { properties: Map<string, IcsProperty[]>; line: number }[] = []
  for (const { text: content, line } of lines) {
    const [, name = '', parameters = '', value = ''] = contentLine.exec(content) ?? []
    if (name === '') throw unreadable(`'${content.slice(0, 40)}' is no line of an iCalendar file`, line)
    const upper = name.toUpperCase()
    const component = value.trim().toUpperCase()
    if (upper === 'BEGIN') {
      open.push(component)
      if (isEvent(open)) events.push({ properties: new Map(), line })
    } else if (upper === 'END') {
      if (open.pop() !== component) throw unreadable(`END:${component} stands without its BEGIN`, line)
    } else if (isEvent(open)) {
      const { properties } = events.at(-1)!
      properties.set(upper, [
        ...(properties.get(upper) ?? []),
        { value, parameters: parametersOf(parameters), line },
      ])
    }
  }
  if (open.length > 0) throw unreadable(`it ends within ${open.at(-1)}: a part of it is missing`)
  return events
}

/** What belongs to an alarm within an event is not the event's. */
const isEvent = (open: readonly string[]) => open.length === 2 && open[1] === 'VEVENT'

const parametersOf = (text: string) =>
  new Map(
    [...text.matchAll(parameter)].map(([, name, value]) => [
      name!.toUpperCase(),
      value!.replace(/^"|"$/g, ''),
    ]),
  )

/** A line that begins with a space or a tab goes on with the one before. */
function unfold(text: string): { text: string; line: number }[] {
  const lines: { text: string; line: number }[] = []
  for (const [index, one] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const last = lines.at(-1)
    if (/^[ \t]/.test(one) && last) last.text += one.slice(1)
    else if (one.trim() !== '') lines.push({ text: one, line: index + 1 })
  }
  return lines
}

export const unreadable = (what: string, line?: number): SettingsError =>
  new SettingsError(
    'settings/unreadable-holidays',
    `The holidays cannot be read: ${line === undefined ? '' : `line ${line}: `}${what}.`,
    line === undefined ? {} : { line },
  )
