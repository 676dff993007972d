/** Writes analyses: a row with its details, review requests and responses, replaced together, if they are still of what is stored. */
import { fromSent, requestColumns, responseColumns, type SentAnalysis } from '../../store/sent-analysis.ts'
import type { Sqlite } from '../open-sqlite.ts'
import { createRowsWriter, type Value } from './rows-writer.ts'

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
  const putRequests = createRowsWriter(sqlite, 'INSERT', {
    table: 'review_requests',
    columns: [...ofChild, ...requestColumns],
  })
  const putResponses = createRowsWriter(sqlite, 'INSERT', {
    table: 'responses',
    columns: [...ofChild, ...responseColumns],
  })
  // The columns come with the rows, so that they are named in one place.
  let prepared: { readonly columns: readonly string[]; readonly add: Put; readonly replace: Put } | null =
    null
  const prepare = (columns: readonly string[]) => {
    if (prepared && isSame(prepared.columns, columns)) return prepared
    return {
      columns,
      add: preparePut(sqlite, 'INSERT', columns),
      replace: preparePut(sqlite, 'REPLACE', columns),
    }
  }

  const put = (sent: readonly SentAnalysis[], rulesHash: string, { analyzed, details }: Put) => {
    const rows = {
      analyzed: [] as Value[],
      details: [] as Value[],
      requests: [] as Value[],
      responses: [] as Value[],
    }
    for (const one of sent) {
      const { key, contentHash, analysisHash, history, ignored } = one
      const values = fromSent(one)
      for (const value of values.analyzed) rows.analyzed.push(value)
      rows.analyzed.push(key, contentHash, rulesHash, analysisHash)
      rows.details.push(key, history, ignored)
      addChildren(rows.requests, key, { values: values.requests, width: requestColumns.length })
      addChildren(rows.responses, key, { values: values.responses, width: responseColumns.length })
    }
    analyzed(rows.analyzed)
    details(rows.details)
    putRequests(rows.requests)
    putResponses(rows.responses)
  }

  return (sent, by) => {
    const keys = JSON.stringify(sent.map(({ key }) => key))
    const stored = new Map(find.all(keys).map((known) => [known[0], known]))
    // What is gone, or has had a page land on it meanwhile, stays in `unanalyzed`.
    const current = sent.filter(({ key, contentHash }) => stored.get(key)?.[1] === contentHash)
    done.run(current.length === sent.length ? keys : JSON.stringify(current.map(({ key }) => key)))
    const added: SentAnalysis[] = []
    const replaced: SentAnalysis[] = []
    for (const one of current) {
      const [, , analysisHash, sourceHash, madeBy] = stored.get(one.key)!
      if (analysisHash === null) added.push(one)
      else if (analysisHash !== one.analysisHash) replaced.push(one)
      else if (sourceHash !== one.contentHash || madeBy !== by.rulesHash)
        confirm.run(one.contentHash, by.rulesHash, one.key)
    }
    prepared = prepare(by.columns)
    if (added.length > 0) put(added, by.rulesHash, prepared.add)
    if (replaced.length > 0) {
      for (const { key } of replaced) {
        cutRequests.run(key)
        cutResponses.run(key)
      }
      put(replaced, by.rulesHash, prepared.replace)
    }
    return { changed: added.length + replaced.length, outdated: sent.length - current.length }
  }
}

const ofChild = ['pull_request_key', 'position'] as const

const isSame = (some: readonly string[], others: readonly string[]) =>
  some === others || (some.length === others.length && some.every((one, at) => one === others[at]))

function addChildren(
  rows: Value[],
  key: number,
  { values, width }: { readonly values: readonly Value[]; readonly width: number },
): void {
  for (let at = 0, position = 0; at < values.length; position++) {
    rows.push(key, position)
    for (const end = at + width; at < end; at++) rows.push(values[at]!)
  }
}

type Put = ReturnType<typeof preparePut>

// What replaces may fail half way, so SQLite keeps a copy of every page that it touches: where there is no row, that is
// spared.
const preparePut = (sqlite: Sqlite, verb: 'INSERT' | 'REPLACE', columns: readonly string[]) => ({
  analyzed: createRowsWriter(sqlite, verb, {
    table: 'analyzed_pull_requests',
    columns: [...columns, 'pull_request_key', 'source_hash', 'rules_hash', 'analysis_hash'],
  }),
  details: createRowsWriter(sqlite, verb, {
    table: 'analysis_details',
    columns: ['pull_request_key', 'history', 'ignored'],
  }),
})
