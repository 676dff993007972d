/** Who may be in a team when, and which logins are of one person. Loaded with the other schemas, when something is set. */
import { isDay, type MergedLogins } from '@upflow/model'
import * as z from 'zod'
import { login, logins, text, withoutProblem } from './schema-parts.ts'
import type { TeamMember } from './settings.ts'

const day = text('a day such as 2026-01-31').refine(isDay, 'must be a day such as 2026-01-31')
const member = z.preprocess(
  (given) => (typeof given === 'string' ? { login: given } : given),
  withoutProblem(
    z.strictObject({ login, from: day.nullable().default(null), to: day.nullable().default(null) }),
    ({ from, to }) => (from !== null && to !== null && from > to ? 'must not end before it begins' : null),
  ),
)
const isSameTime = (a: TeamMember, b: TeamMember) =>
  (a.to === null || b.from === null || b.from <= a.to) && (b.to === null || a.from === null || a.from <= b.to)
export const members = withoutProblem(
  z
    .array(member, 'must be a list of members')
    .transform((all) => [
      ...new Map(all.map((one) => [`${one.login.toLowerCase()} ${one.from} ${one.to}`, one])).values(),
    ]),
  (all) => {
    const known = new Map<string, TeamMember[]>()
    for (const one of all) {
      const key = one.login.toLowerCase()
      const others = known.get(key) ?? []
      if (others.some((other) => isSameTime(one, other)))
        return `has '${one.login}' twice at a time: let one membership end before the next begins`
      known.set(key, others)
      others.push(one)
    }
    return null
  },
)

export const mergedLogins: z.ZodType<readonly MergedLogins[]> = withoutProblem(
  z.array(
    z.strictObject({
      login,
      others: logins.refine((others) => others.length > 0, 'must name another login of the person'),
    }),
    'must be a list of people such as {"login": "ann", "others": ["ann-at-work"]}',
  ),
  (people) => {
    const known = new Set<string>()
    for (const one of people
      .flatMap(({ login, others }) => [login, ...others])
      .map((one) => one.toLowerCase())) {
      if (known.has(one)) return `has '${one}' twice: a login is of one person`
      known.add(one)
    }
    return null
  },
)
