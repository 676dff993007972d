/** Which pages somebody opens, what each of them asks, and how long it is looked at: for the same seed the same. */
import { seeded } from '@upflow/tooling/seeded'
import type { Visit } from './processes/people.ts'

const lookMs = { least: 2_000, most: 8_000 }
/** The generated data ends there. */
const lastDay = Date.UTC(2025, 4, 31)
const dayMs = 86_400_000
const daysBack = 60

/** What each page asks, for the time that ends so many days before the last one. */
const pages: readonly ((root: string, days: number, repository: string) => readonly string[])[] = [
  (root, days) => [root, `${root}/figures?${period(days)}&by=week`, `${root}/now?limit=3`, `${root}/health`],
  (root, days) => [
    `${root}/figures?${period(days)}&by=repository`,
    `${root}/distribution?${period(days)}&metric=total`,
    `${root}/pulls?${period(days)}&sort=total&limit=10`,
  ],
  (root, days) => [root, `${root}/pulls?limit=50&openedTo=${day(days)}`],
  (root, days, repository) => [`${root}/pulls/${repository}/${1 + days}`],
  (root) => [`${root}/board`],
  (root, days) => [`${root}/reviews?${period(days)}`],
  (root) => [root, `/api/v1/runs?organization=${root.split('/').at(-1)}&limit=50`],
]

const day = (days: number) => new Date(lastDay - days * dayMs).toISOString().slice(0, 10)
const period = (days: number) => `from=${day(days + 89)}&to=${day(days)}`

export interface Wanted {
  readonly organization: string
  /** `owner/name` of one that was read. */
  readonly repository: string
  readonly seed: number
  readonly seconds: number
}

export function planVisits({ organization, repository, seed, seconds }: Wanted): {
  readonly afterMs: number
  readonly visits: readonly Visit[]
} {
  const random = seeded(seed)
  const root = `/api/v1/organizations/${organization}`
  const between = (least: number, most: number) => least + random() * (most - least)
  // Nobody begins when everybody does.
  const afterMs = between(0, lookMs.most)
  const visits: Visit[] = []
  for (let ms = afterMs; ms < seconds * 1_000; ms += visits.at(-1)!.lookMs) {
    const page = pages[Math.floor(random() * pages.length)]!
    const paths = page(root, Math.floor(random() * daysBack), repository)
    visits.push({ paths, lookMs: between(lookMs.least, lookMs.most) })
  }
  return { afterMs, visits }
}
