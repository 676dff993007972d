/** A channel as it is written in a form, and as it is sent: what was not written is not sent. */
import type { Channel, Topic } from '../api/types.ts'

export interface MadeChannel {
  readonly name: string
  readonly kind: Channel['kind']
  readonly topics: readonly Topic[]
  readonly to: string
  readonly from: string
  readonly host: string
  readonly port: string
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string
  readonly url: string
  /** Of a channel that is there, empty to keep what is stored. */
  readonly secret: string
}

const empty: MadeChannel = {
  name: '',
  kind: 'mail',
  topics: ['digest', 'waits', 'runs', 'token'],
  to: '',
  from: '',
  host: '',
  port: '587',
  security: 'starttls',
  user: '',
  url: '',
  secret: '',
}

export function toMade(channel: Channel | null): MadeChannel {
  if (channel === null) return empty
  const made = { ...empty, name: channel.name, kind: channel.kind, topics: channel.topics }
  if (channel.kind === 'slack') return made
  if (channel.kind === 'webhook') return { ...made, url: channel.url }
  const { to, from, host, port, security, user } = channel
  return { ...made, to: to.join('\n'), from, host, port: String(port), security, user: user ?? '' }
}

const words = (text: string) => text.split(/[\s,;]+/).filter((word) => word !== '')

export function toBody({ kind, topics, secret, ...made }: MadeChannel): object {
  const given = secret === '' ? {} : { secret }
  if (kind === 'slack') return { channel: { kind, topics }, ...given }
  if (kind === 'webhook') return { channel: { kind, topics, url: made.url.trim() }, ...given }
  return {
    channel: {
      kind,
      topics,
      to: words(made.to),
      from: made.from.trim(),
      host: made.host.trim(),
      port: Number(made.port),
      security: made.security,
      user: made.user === '' ? null : made.user,
    },
    ...given,
  }
}

export type FieldName = keyof MadeChannel

/** What is wrong, each at its field: `notifications.channels.0.from must be …`, `secret must be …`. */
export function problemsAt(field: FieldName, problems: readonly string[]): readonly string[] {
  return problems
    .filter((problem) => fieldOf(problem) === field)
    .map((problem) => problem.replace(/^name: /, ''))
}

/** What is of no field of the form. */
export const otherProblems = (problems: readonly string[]): readonly string[] =>
  problems.filter((problem) => fieldOf(problem) === null)

const fields: readonly string[] = Object.keys(empty)

function fieldOf(problem: string): string | null {
  const [place = ''] = problem.split(' ')
  return place.split(/[.:[\]]+/).find((part) => fields.includes(part)) ?? null
}
