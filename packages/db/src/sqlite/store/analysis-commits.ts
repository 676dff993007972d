/** Analyses into a tenant file, in short transactions, each under the pass that they were made for. */
import type { RecalculationStore } from '../../store/recalculation-store.ts'
import type { SentAnalysis } from '../../store/sent-analysis.ts'
import { type BusyRetryOptions, withBusyRetry } from '../busy.ts'
import type { Sqlite } from '../open-sqlite.ts'
import { writeInChunks } from '../write-in-chunks.ts'
import { createAnalysisWriter, type Written } from './analysis-writer.ts'

export function createAnalysisCommits(
  sqlite: Sqlite,
  retry: BusyRetryOptions,
): Pick<RecalculationStore, 'beginPass' | 'completePass' | 'writeAnalyses'> {
  const write = createAnalysisWriter(sqlite)
  const passOf = sqlite
    .prepare<[string], string | null>('SELECT pass FROM recalculations WHERE repository_id = ?')
    .pluck()
  const begin = sqlite.prepare('UPDATE recalculations SET pass = ?, is_complete = 0 WHERE repository_id = ?')
  const complete = sqlite.prepare(
    'UPDATE recalculations SET is_complete = 1 WHERE repository_id = ? AND pass = ?',
  )
  return {
    beginPass: (repositoryId, pass, busy = retry) =>
      withBusyRetry(() => void begin.run(pass, repositoryId), busy),
    completePass: (repositoryId, pass, busy = retry) =>
      withBusyRetry(() => complete.run(repositoryId, pass).changes > 0, busy),
    async writeAnalyses({ repositoryId, pass, analyses, ...by }, { busy = retry, signal } = {}) {
      // Of the last try of each group: a chunk that meets a lock is written again.
      const became = new Map<readonly SentAnalysis[], Written>()
      let isSuperseded = false
      const { chunks, longestChunkMs } = await writeInChunks(sqlite, {
        groups: inGroups(analyses),
        busy,
        ...(signal ? { signal } : {}),
        begin: () => {
          isSuperseded = passOf.get(repositoryId) !== pass
        },
        write: (group) => {
          if (isSuperseded) return false
          became.set(group, write(group, by))
          return true
        },
      })
      let changed = 0
      let outdated = 0
      for (const one of became.values()) {
        changed += one.changed
        outdated += one.outdated
      }
      return { isSuperseded, changed, outdated, chunks, longestChunkMs }
    },
  }
}

/** So many that what is asked once for all of them is cheap, and few enough to be written in a millisecond or two. */
const groupSize = 25

function* inGroups(analyses: readonly SentAnalysis[]): Iterable<readonly SentAnalysis[]> {
  for (let from = 0; from < analyses.length; from += groupSize) yield analyses.slice(from, from + groupSize)
}
