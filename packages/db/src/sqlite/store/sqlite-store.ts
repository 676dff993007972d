/** A tenant file as the store of its organization. What a part prepares, it prepares when it is first needed. */
import type { PageStore } from '../../store/page-store.ts'
import type { RecalculationStore } from '../../store/recalculation-store.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { ReleaseMarkerStore } from '../../store/release-marker-store.ts'
import type { BusyRetryOptions } from '../busy.ts'
import type { Sqlite } from '../open-sqlite.ts'
import { createAnalysisCommits } from './analysis-commits.ts'
import { createPageCommits } from './page-commits.ts'
import { createRecords } from './records.ts'
import { createReleaseMarkers } from './release-markers.ts'
import { createStandings } from './standing.ts'

export function createSqliteStore(
  sqlite: Sqlite,
  retry: BusyRetryOptions,
): PageStore & ReleaseMarkerStore & RecalculationStore & RecordStore {
  const pages = once(() => createPageCommits(sqlite, retry))
  const markers = once(() => createReleaseMarkers(sqlite, retry))
  const standings = once(() => createStandings(sqlite, retry))
  const analyses = once(() => createAnalysisCommits(sqlite, retry))
  const records = once(() => createRecords(sqlite, retry))
  return {
    commitPage: async (...given) => pages().commitPage(...given),
    commitRetry: async (...given) => pages().commitRetry(...given),
    removeGone: async (...given) => pages().removeGone(...given),
    forgetSeen: async (...given) => pages().forgetSeen(...given),
    putState: async (...given) => pages().putState(...given),
    putFresh: async (...given) => pages().putFresh(...given),
    forgetTokens: async (...given) => pages().forgetTokens(...given),
    putTags: async (...given) => markers().putTags(...given),
    commitDeployments: async (...given) => markers().commitDeployments(...given),
    readStanding: async (wanted) => standings().readStanding(wanted),
    readPayloads: async (keys) => standings().readPayloads(keys),
    beginPass: async (...given) => analyses().beginPass(...given),
    completePass: async (...given) => analyses().completePass(...given),
    writeAnalyses: async (...given) => analyses().writeAnalyses(...given),
    commitSettings: async (...given) => records().commitSettings(...given),
    recordOnce: async (...given) => records().recordOnce(...given),
    beginRemoval: async (...given) => records().beginRemoval(...given),
    removePullRequests: async (...given) => records().removePullRequests(...given),
    endRemoval: async (...given) => records().endRemoval(...given),
  }
}

function once<T>(create: () => T): () => T {
  let created: T | undefined
  return () => {
    created ??= create()
    return created
  }
}
