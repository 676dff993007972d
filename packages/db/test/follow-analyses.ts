/** Analyses as somebody has them who reads all of them once, and after that what the file says has changed. */
import { readAnalysisChanges, type Sqlite } from '../src/index.ts'

const tables = ['analyzed_pull_requests', 'analysis_details', 'review_requests', 'responses']

/** All rows of each, by key. Of what an analysis was made is no part of it. */
export function analysesOf(sqlite: Sqlite): Map<number, string> {
  const all = new Map<number, string>()
  for (const table of tables)
    for (const row of sqlite.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).all()) {
      const { pull_request_key: key, source_hash: _, rules_hash: __, ...said } = row
      all.set(key as number, (all.get(key as number) ?? '') + JSON.stringify(said))
    }
  return all
}

/** Each call brings up to date what the one before had. */
export function followAnalyses(): (sqlite: Sqlite) => ReadonlyMap<number, string> {
  let known: { readonly number: number; readonly analyses: Map<number, string> } | null = null
  return (sqlite) =>
    sqlite.transaction(() => {
      const changes = readAnalysisChanges(sqlite)
      const changed = known === null ? null : changes.since(known.number)
      const all = analysesOf(sqlite)
      const analyses = changed === null ? all : known!.analyses
      for (const key of changed ?? []) {
        const now = all.get(key)
        if (now === undefined) analyses.delete(key)
        else analyses.set(key, now)
      }
      known = { number: changes.latest(), analyses }
      return analyses
    })()
}
