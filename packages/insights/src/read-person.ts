/** One person, by any of their logins: whether anything that is stored names them, and what waits on them now. */
import { createPersonOf } from '@upflow/analyzer'
import type { Tenant } from '@upflow/db'
import { normalizeLogin } from '@upflow/model'
import { createLoginsOf } from './choose-facts.ts'
import { listWaitsOn, type Waiting } from './list-waiting.ts'
import { ofOneMoment } from './one-moment.ts'
import { readFacts } from './organization-facts.ts'

export interface Person {
  /** By which they count. */
  readonly login: string
  /** Opened, was asked to review or responded to something that is stored. */
  readonly isSeen: boolean
  /** The longest first; of every kind. */
  readonly waiting: readonly Waiting[]
}

const seen = [
  ['analyzed_pull_requests', 'author_login'],
  ['responses', 'reviewer_login'],
  ['review_requests', 'reviewer_login'],
].map(
  ([table, column]) =>
    `EXISTS (SELECT 1 FROM ${table} WHERE ${column} COLLATE NOCASE IN (SELECT value FROM json_each(@logins)))`,
)

/** In the calling thread. */
export async function readPerson(tenant: Tenant, { login }: { readonly login: string }): Promise<Person> {
  const { sqlite } = tenant
  const { logins, ...person } = await ofOneMoment(tenant, () => {
    const { rules } = readFacts(tenant)
    const logins = createLoginsOf(rules)(login)
    const isSeen = sqlite
      .prepare<[object], 0 | 1>(`SELECT ${seen.join(' OR ')}`)
      .pluck()
      .get({ logins: JSON.stringify(logins) })
    return {
      login: createPersonOf(rules.mergedLogins ?? [])(normalizeLogin(login)),
      logins,
      isSeen: isSeen === 1,
    }
  })
  return { ...person, waiting: await listWaitsOn(tenant, logins) }
}
