/** Analyses into a tenant file, in short transactions, each under the pass that they were made for. */
import type { RecalculationStore } from '../../store/recalculation-store.ts'
import { type BusyRetryOptions, withBusyRetry } from '../busy.ts'
import type { Sqlite } from '../open-sqlite.ts'
import { writeInChunks } from '../write-in-chunks.ts'
import { createAnalysisWriter } from './analysis-writer.ts'

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
      let outdated = 0
      let isSuperseded = false
      const { changed, chunks, longestChunkMs } = await writeInChunks(sqlite, {
        groups: analyses,
        busy,
        ...(signal ? { signal } : {}),
        begin: () => {
          isSuperseded = passOf.get(repositoryId) !== pass
        },
        write: (one) => {
          if (isSuperseded) return false
          const became = write(one, by)
          if (became === 'outdated') outdated++
          return became === 'changed'
        },
      })
      return { isSuperseded, changed, outdated, chunks, longestChunkMs }
    },
  }
}
