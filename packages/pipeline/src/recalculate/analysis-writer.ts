/** Writes analyses: a row with its segments and review requests, replaced together, if they are still of what is stored. */
import type { Sqlite } from '@upflow/db'
import { fromSent, requestColumns, type SentAnalysis, segmentColumns } from './analysis-rows.ts'

/** True when it is other than what was stored. To be called in a transaction. */
export type AnalysisWriter = (sent: SentAnalysis, columns: readonly string[]) => boolean

interface Known {
  readonly content_hash: string
  readonly analysis_hash: string | null
  readonly source_hash: string | null
  readonly rules_hash: string | null
}

export function createAnalysisWriter(sqlite: Sqlite, rulesHash: string): AnalysisWriter {
  const find = sqlite.prepare<[number], Known>(
    `SELECT r.content_hash, a.analysis_hash, a.source_hash, a.rules_hash FROM raw_pull_requests AS r
     LEFT JOIN analyzed_pull_requests AS a ON a.pull_request_key = r.key WHERE r.key = ?`,
  )
  const done = sqlite.prepare('DELETE FROM unanalyzed WHERE pull_request_key = ?')
  const confirm = sqlite.prepare(
    'UPDATE analyzed_pull_requests SET source_hash = ?, rules_hash = ? WHERE pull_request_key = ?',
  )
  const cutSegments = sqlite.prepare('DELETE FROM segments WHERE pull_request_key = ?')
  const cutRequests = sqlite.prepare('DELETE FROM review_requests WHERE pull_request_key = ?')
  const putSegments = createRowsWriter(sqlite, 'segments', segmentColumns)
  const putRequests = createRowsWriter(sqlite, 'review_requests', requestColumns)
  // The columns come with the rows, so that they are named in one place.
  let put: ReturnType<typeof prepare> | null = null
  const prepare = (columns: readonly string[]) => {
    const all = [...columns, 'pull_request_key', 'source_hash', 'rules_hash', 'analysis_hash']
    return sqlite.prepare<[values: unknown[]]>(
      `REPLACE INTO analyzed_pull_requests (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`,
    )
  }

  return (sent, columns) => {
    const { key, contentHash, analysisHash } = sent
    const known = find.get(key)
    // Gone, or a page has landed meanwhile: then it is still in `unanalyzed`.
    if (known?.content_hash !== contentHash) return false
    done.run(key)
    if (known.analysis_hash === analysisHash) {
      if (known.source_hash !== contentHash || known.rules_hash !== rulesHash)
        confirm.run(contentHash, rulesHash, key)
      return false
    }
    if (known.analysis_hash !== null) {
      cutSegments.run(key)
      cutRequests.run(key)
    }
    const { analyzed, segments, requests } = fromSent(sent)
    put ??= prepare(columns)
    put.run([...analyzed, key, contentHash, rulesHash, analysisHash])
    putSegments(key, segments)
    putRequests(key, requests)
    return true
  }
}

type Five = readonly [string, string, string, string, string]

/** Named one by one: values that are sliced and spread cost more than their insertion. */
function createRowsWriter(
  sqlite: Sqlite,
  table: string,
  columns: Five,
): (key: number, values: readonly (string | number | null)[]) => void {
  const insert = sqlite.prepare(
    `INSERT INTO ${table} (pull_request_key, position, ${columns.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  return (key, values) => {
    for (let at = 0, position = 0; at < values.length; at += 5, position++)
      insert.run(key, position, values[at], values[at + 1], values[at + 2], values[at + 3], values[at + 4])
  }
}
