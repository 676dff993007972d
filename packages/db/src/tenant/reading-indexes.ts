/**
 * Format 5 of a tenant file: what figures and lists search by. Figures are read from an index that holds them as text,
 * by both clocks: a text that is copied whole costs a fraction of fifteen columns that are each made one. It begins with
 * the repository, so that a recalculation, which goes through one after the other, writes to few of its pages.
 */
import { type Kysely, sql } from 'kysely'

const durations = ['coding', 'pickup', 'unanswered', 'review', 'deploy', 'total', 'lead_time'] as const
const clocks = ['seconds', 'working_seconds'] as const

/** Separates the names of one pull request: none of them has it. */
export const nameSeparator = '\x1f'
/** Of a number in the text of figures. */
export const digitsOfNumber = 8
/** The instant of the merge, the repository's ordinal, and 1 for unreviewed + 2 for not read whole + 4 for released. */
export const mergedNumbers = 3

/**
 * What the index of merged pull requests holds beside the instant, as SQL over a row of `analyzed_pull_requests`. Asked
 * for in these words, it is read from the index alone. Landed with the format: other words need another index.
 */
export const mergedText = (alias?: string) => {
  const of = (column: string) => (alias === undefined ? column : `${alias}.${column}`)
  const seconds = clocks.flatMap((clock) => durations.map((name) => of(`${name}_${clock}`)))
  return {
    /** Of its repository. */
    ordinal: `(${of('pull_request_key')} >> 32)`,
    /** Author, kind and size class, the last empty where there is none. */
    names: `${of('author_login')} || char(31) || ${of('kind')} || char(31) || coalesce(${of('size_class')}, '')`,
    /**
     * Numbers of as many hexadecimal digits each, which are read without a choice between them, so that what is not
     * wanted is passed over: `mergedNumbers`, then the durations by the wall clock and by the working clock, each one
     * more than it is; 0 where there is none.
     */
    figures: `printf('${`%0${digitsOfNumber}x`.repeat(mergedNumbers + seconds.length)}', ${[
      of('merged_at'),
      `${of('pull_request_key')} >> 32`,
      `(${of('unreviewed')} IS 1) + 2 * (${of('incomplete')} IS NOT NULL) + 4 * (${of('released_at')} IS NOT NULL)`,
      ...seconds.map((column) => `coalesce(${column} + 1, 0)`),
    ]
      .map((number) => `${number} & ${2 ** (4 * digitsOfNumber) - 1}`)
      .join(', ')})`,
  }
}
/** In the order of the text. */
export const mergedDurations: readonly (typeof durations)[number][] = durations

const { ordinal, names, figures } = mergedText()
const statements = [
  'DROP INDEX analyzed_pull_requests_merged',
  `CREATE INDEX analyzed_pull_requests_merged ON analyzed_pull_requests (${ordinal}, merged_at, (${names}), (${figures}))
    WHERE merged_at IS NOT NULL`,
  // The newest of all or of some authors, who are seen without a look at the row.
  'CREATE INDEX analyzed_pull_requests_created ON analyzed_pull_requests (created_at, author_login)',
  // What waits, the longest first; states and, by the key, repositories are seen without a look at the row.
  `CREATE INDEX analyzed_pull_requests_now ON analyzed_pull_requests (now_since, now_state)
    WHERE now_since IS NOT NULL`,
  // The few that were not read whole.
  `CREATE INDEX analyzed_pull_requests_incomplete ON analyzed_pull_requests (repository_id, incomplete)
    WHERE incomplete IS NOT NULL`,
]

export async function readingIndexes(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
