/**
 * Accounts that look like automation although GitHub calls them users: nobody waits for a machine, so that what it
 * answers is no pickup. Evidence only; a person decides.
 */
import { type Tenant, withBusyRetry } from '@upflow/db'
import { storedSettings } from '@upflow/settings'
import { chosen } from './filter.ts'

export interface Automation {
  readonly login: string
  /** Pull requests that it answered, and those that it opened. */
  readonly answered: number
  readonly opened: number
  /** What makes it look so, in a few words each. */
  readonly evidence: readonly string[]
}

/** Nobody reads a pull request in this time and answers it. */
const atOnceSeconds = 60
const leastAnswers = 5
const mostly = 0.5
const machineName =
  /(?:^|[-_.])(?:ro)?bot$|bot$|[-_](?:ci|automation|actions?|runner|sync|deploy|svc|service)$|^(?:ci|bot|svc|github-actions)[-_]/i

interface Counts {
  readonly login: string
  readonly answered: number
  readonly atOnce: number
  readonly opened: number
}

/** Those that are set as bots or excluded, or that GitHub calls bots, are not among them. By how much they did, most first. */
export async function readAutomation({ sqlite, retry }: Tenant): Promise<Automation[]> {
  const read = sqlite.prepare<[number], Counts>(
    `WITH answers AS (
       SELECT r.reviewer_login AS login, min(r.at) - max(a.created_at, coalesce(a.ready_at, 0)) AS seconds
       FROM responses AS r JOIN analyzed_pull_requests AS a USING (pull_request_key)
       WHERE r.reviewer_kind = 'user' GROUP BY r.reviewer_login, r.pull_request_key),
     counts AS (
       SELECT login, count(*) AS answered, sum(seconds <= ?) AS atOnce, 0 AS opened FROM answers GROUP BY login
       UNION ALL
       SELECT author_login, 0, 0, count(*) FROM analyzed_pull_requests
       WHERE author_kind = 'user' AND kind <> 'bot' GROUP BY author_login)
     SELECT login, sum(answered) AS answered, sum(atOnce) AS atOnce, sum(opened) AS opened FROM counts
     GROUP BY login ORDER BY sum(answered) + sum(opened) DESC, login`,
  )
  const [counts, settings] = await withBusyRetry(
    () => [read.all(atOnceSeconds), storedSettings({ sqlite })] as const,
    retry,
  )
  const isKnown = chosen([...settings.botLogins.value, ...settings.excludedLogins.value])
  return counts.flatMap(({ login, answered, opened, atOnce }) => {
    const evidence = [
      ...(machineName.test(login) ? [`its name is that of a machine`] : []),
      ...(answered >= leastAnswers && atOnce > answered * mostly
        ? [`answered ${atOnce} of ${answered} pull requests within a minute`]
        : []),
    ]
    if (evidence.length === 0 || isKnown(login)) return []
    return [{ login, answered, opened, evidence: opened > 0 ? [...evidence, `opened ${opened}`] : evidence }]
  })
}
