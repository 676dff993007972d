/** When each pull request was opened, merged, closed and released, side by side: of all of them. */
import type { Sqlite } from '@upflow/db'
import { collect, collectProfiles, type Numbers, profileColumns } from './collect-columns.ts'
import { type Follow, follow, followed, type Read } from './followed-reads.ts'
import type { Kept, KeptName } from './kept-reads.ts'
import type { Profile } from './merged-columns.ts'
import { readValues } from './read-values.ts'
import { replacing } from './replace-rows.ts'

/** Instants; not a number where there is none. */
export interface LifeColumns {
  readonly key: Numbers
  readonly createdAt: Numbers
  readonly mergedAt: Numbers
  /** Merged, or closed for good. */
  readonly endedAt: Numbers
  readonly releasedAt: Numbers
  /** 1 where its whole history was read, else 0. */
  readonly isWhole: Uint8Array
  readonly profile: readonly Profile[]
}

const columns = {
  numbers: [
    's.pull_request_key',
    's.created_at',
    's.merged_at',
    'coalesce(s.merged_at, s.closed_at)',
    's.released_at',
    's.incomplete IS NULL',
  ],
  texts: profileColumns,
}
/** Pull requests that are read at once: what is read of them is a text first. */
const atOnce = 20_000

const name: KeptName<Read<LifeColumns>> = { name: 'lives', isFollowed: true }

const following = (sqlite: Sqlite): Follow<LifeColumns> => ({
  name,
  update: (lives, changed) => replaceLives(lives, changed, readLives(sqlite, [...changed])),
  // Numbers of eight bytes, where the profile is, and a flag.
  bytesOf: ({ key }) => key.length * (8 * 6 + 1),
})

/** Of all pull requests, as the transaction under way sees them; what is kept of them is brought up to date. */
export function lifeColumns(sqlite: Sqlite, kept: Kept | null): LifeColumns {
  const known = followed(sqlite, kept, following(sqlite))
  if (known !== null) return known
  const lives = readLives(sqlite, null)
  follow(sqlite, kept, following(sqlite), lives)
  return lives
}

/** @param keys null for all */
function readLives(sqlite: Sqlite, keys: readonly number[] | null): LifeColumns {
  const { push, done, width } = collect(columns)
  const profiles = collectProfiles()
  const add = (from: string, values: readonly unknown[]): number | null => {
    const found = readValues(sqlite, columns, { from, values })
    let last: number | null = null
    for (let at = 0; at < found.length; at += width) {
      last = Math.max(found[at] as number, last ?? 0)
      push(found, at)
      profiles.push(found, at + columns.numbers.length)
    }
    return last
  }
  if (keys !== null)
    add(`FROM json_each(?) AS one CROSS JOIN analyzed_pull_requests AS s ON s.pull_request_key = one.value`, [
      JSON.stringify(keys),
    ])
  else
    for (let after: number | null = -1; after !== null; )
      after = add(
        `FROM (SELECT * FROM analyzed_pull_requests WHERE pull_request_key > ? ORDER BY pull_request_key LIMIT ?) AS s`,
        [after, atOnce],
      )
  const [key, createdAt, mergedAt, endedAt, releasedAt, isWhole] = done() as Six
  return {
    key,
    createdAt,
    mergedAt,
    endedAt,
    releasedAt,
    isWhole: Uint8Array.from(isWhole),
    profile: profiles.all,
  }
}
type Six = [Numbers, Numbers, Numbers, Numbers, Numbers, Numbers]

function replaceLives(
  { profile, ...before }: LifeColumns,
  gone: ReadonlySet<number>,
  come: LifeColumns,
): LifeColumns {
  const { columns, list } = replacing(before.key.length, (pull) => !gone.has(before.key[pull]!))
  return { ...columns(before, come), profile: list(profile, come.profile) }
}
