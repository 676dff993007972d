/** Writes analyses: a row with its details, review requests and responses, replaced together, if they are still of what is stored. */
import { fromSent, requestColumns, responseColumns, type SentAnalysis } from '../../store/sent-analysis.ts'
import type { Sqlite } from '../open-sqlite.ts'

/** What became of an analysis; `outdated` when what it is of is no longer what is stored. */
export type Written = 'changed' | 'same' | 'outdated'

export interface MadeBy {
  readonly rulesHash: string
  /** Of the analyzed row. */
  readonly columns: readonly string[]
}

/** To be called in a transaction. */
export type AnalysisWriter = (sent: SentAnalysis, by: MadeBy) => Written

interface Known {
  readonly content_hash: string
  readonly analysis_hash: string | null
  readonly source_hash: string | null
  readonly rules_hash: string | null
}

export function createAnalysisWriter(sqlite: Sqlite): AnalysisWriter {
  const find = sqlite.prepare<[number], Known>(
    `SELECT r.content_hash, a.analysis_hash, a.source_hash, a.rules_hash FROM raw_pull_requests AS r
     LEFT JOIN analyzed_pull_requests AS a ON a.pull_request_key = r.key WHERE r.key = ?`,
  )
  const done = sqlite.prepare('DELETE FROM unanalyzed WHERE pull_request_key = ?')
  const confirm = sqlite.prepare(
    'UPDATE analyzed_pull_requests SET source_hash = ?, rules_hash = ? WHERE pull_request_key = ?',
  )
  const cutRequests = sqlite.prepare('DELETE FROM review_requests WHERE pull_request_key = ?')
  const cutResponses = sqlite.prepare('DELETE FROM responses WHERE pull_request_key = ?')
  const putRequest = prepareRow(sqlite, 'review_requests', requestColumns)
  const putResponse = prepareRow(sqlite, 'responses', responseColumns)
  // The columns come with the rows, so that they are named in one place. What replaces may fail half way, so SQLite keeps
  // a copy of every page that it touches: where there is no row, that is spared.
  let put: { readonly names: string; readonly added: Put; readonly replaced: Put } | null = null
  const prepare = (columns: readonly string[]) => {
    const names = columns.join()
    if (put?.names === names) return put
    return {
      names,
      added: preparePut(sqlite, 'INSERT', columns),
      replaced: preparePut(sqlite, 'REPLACE', columns),
    }
  }

  return (sent, { columns, rulesHash }) => {
    const { key, contentHash, analysisHash } = sent
    const known = find.get(key)
    // Gone, or a page has landed meanwhile: then it is still in `unanalyzed`.
    if (known?.content_hash !== contentHash) return 'outdated'
    done.run(key)
    if (known.analysis_hash === analysisHash) {
      if (known.source_hash !== contentHash || known.rules_hash !== rulesHash)
        confirm.run(contentHash, rulesHash, key)
      return 'same'
    }
    if (known.analysis_hash !== null) {
      cutRequests.run(key)
      cutResponses.run(key)
    }
    const { analyzed, requests, responses } = fromSent(sent)
    put = prepare(columns)
    const { row, details } = known.analysis_hash === null ? put.added : put.replaced
    // As arguments: of a list, each value is asked for from outside of JavaScript.
    row.run(...analyzed, key, contentHash, rulesHash, analysisHash)
    details.run(key, sent.history, sent.ignored)
    // Named one by one: values that are sliced and spread cost more than their insertion.
    for (let at = 0, position = 0; at < requests.length; at += 8, position++)
      putRequest.run(
        key,
        position,
        requests[at],
        requests[at + 1],
        requests[at + 2],
        requests[at + 3],
        requests[at + 4],
        requests[at + 5],
        requests[at + 6],
        requests[at + 7],
      )
    for (let at = 0, position = 0; at < responses.length; at += 9, position++)
      putResponse.run(
        key,
        position,
        responses[at],
        responses[at + 1],
        responses[at + 2],
        responses[at + 3],
        responses[at + 4],
        responses[at + 5],
        responses[at + 6],
        responses[at + 7],
        responses[at + 8],
      )
    return 'changed'
  }
}

type Put = ReturnType<typeof preparePut>

function preparePut(sqlite: Sqlite, verb: 'INSERT' | 'REPLACE', columns: readonly string[]) {
  const all = [...columns, 'pull_request_key', 'source_hash', 'rules_hash', 'analysis_hash']
  return {
    row: sqlite.prepare(
      `${verb} INTO analyzed_pull_requests (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`,
    ),
    details: sqlite.prepare(
      `${verb} INTO analysis_details (pull_request_key, history, ignored) VALUES (?, ?, ?)`,
    ),
  }
}

const prepareRow = (sqlite: Sqlite, table: string, columns: readonly string[]) =>
  sqlite.prepare(
    `INSERT INTO ${table} (pull_request_key, position, ${columns.join(', ')})
     VALUES (?, ?, ${columns.map(() => '?').join(', ')})`,
  )
