/** Writes analyses: a row with its details, review requests and responses, replaced together, if they are still of what is stored. */
import { fromSent, requestColumns, responseColumns, type SentAnalysis } from '../../store/sent-analysis.ts'
import type { Sqlite } from '../open-sqlite.ts'

/** What became of analyses that were written together. */
export interface Written {
  /** Those whose stored analysis is now another. */
  readonly changed: number
  /** Those of something that is no longer what is stored. */
  readonly outdated: number
}

export interface MadeBy {
  readonly rulesHash: string
  /** Of the analyzed row. */
  readonly columns: readonly string[]
}

/** To be called in a transaction. */
export type AnalysisWriter = (sent: readonly SentAnalysis[], by: MadeBy) => Written

/** What is stored of a pull request and of its analysis, if it has one. */
type Known = [
  key: number,
  contentHash: string,
  analysisHash: string | null,
  sourceHash: string | null,
  rulesHash: string | null,
]

export function createAnalysisWriter(sqlite: Sqlite): AnalysisWriter {
  // Looked up and crossed off together: statements of their own for each take a fifth of the time that writing takes.
  const find = sqlite
    .prepare<[string], Known>(
      `SELECT r.key, r.content_hash, a.analysis_hash, a.source_hash, a.rules_hash
       FROM json_each(?) AS wanted CROSS JOIN raw_pull_requests AS r ON r.key = wanted.value
       LEFT JOIN analyzed_pull_requests AS a ON a.pull_request_key = r.key`,
    )
    .raw()
  const done = sqlite.prepare(
    'DELETE FROM unanalyzed WHERE pull_request_key IN (SELECT value FROM json_each(?))',
  )
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

  const replace = (sent: SentAnalysis, isKnown: boolean, { columns, rulesHash }: MadeBy) => {
    const { key, contentHash, analysisHash } = sent
    if (isKnown) {
      cutRequests.run(key)
      cutResponses.run(key)
    }
    const { analyzed, requests, responses } = fromSent(sent)
    put = prepare(columns)
    const { row, details } = isKnown ? put.replaced : put.added
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
  }

  return (sent, by) => {
    const keys = JSON.stringify(sent.map(({ key }) => key))
    const stored = new Map(find.all(keys).map((known) => [known[0], known]))
    // What is gone, or has had a page land on it meanwhile, stays in `unanalyzed`.
    const current = sent.filter(({ key, contentHash }) => stored.get(key)?.[1] === contentHash)
    done.run(current.length === sent.length ? keys : JSON.stringify(current.map(({ key }) => key)))
    let changed = 0
    for (const one of current) {
      const [, , analysisHash, sourceHash, madeBy] = stored.get(one.key)!
      if (analysisHash !== one.analysisHash) {
        replace(one, analysisHash !== null, by)
        changed++
      } else if (sourceHash !== one.contentHash || madeBy !== by.rulesHash)
        confirm.run(one.contentHash, by.rulesHash, one.key)
    }
    return { changed, outdated: sent.length - current.length }
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
