/**
 * What is stored of all pull requests of a repository, as tuples. Some thousands are read as one text: one of all would
 * lie beside what is made of it.
 */
import type { RepositoryId } from '@upflow/model'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import { readTuples } from '../sqlite/read-tuples.ts'

/** Numbers, of which a pull request may have any. */
const atOnce = 2 ** 14

export interface RepositoryTuples {
  /** SQL over `raw_pull_requests AS r` and what is joined to it, in the order of the tuple. */
  readonly columns: readonly string[]
  /** Default: `raw_pull_requests AS r`. */
  readonly from?: string
  /** Of what stands in `from`. */
  readonly values?: readonly unknown[]
  /** What more holds for each. */
  readonly where?: string
}

export function readRepositoryTuples<Tuple extends readonly unknown[]>(
  sqlite: Sqlite,
  repositoryId: RepositoryId,
  { columns, from = 'raw_pull_requests AS r', values = [], where = '1' }: RepositoryTuples,
): Tuple[] {
  const last = sqlite
    .prepare<[string], number | null>('SELECT max(number) FROM raw_pull_requests WHERE repository_id = ?')
    .pluck()
    .get(repositoryId)
  const all: Tuple[] = []
  for (let least = 0; least <= (last ?? -1); least += atOnce) {
    const some = readTuples<Tuple>(sqlite, columns, {
      from: `FROM ${from} WHERE r.repository_id = ? AND r.number >= ? AND r.number < ? AND ${where}`,
      values: [...values, repositoryId, least, least + atOnce],
    })
    for (const one of some) all.push(one)
  }
  return all
}
