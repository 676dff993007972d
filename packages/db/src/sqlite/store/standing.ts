/** What a recalculation reads of a tenant file: which pass it follows, what is stale, and what is to be analyzed. */
import type { RepositoryId } from '@upflow/model'
import {
  countOutdated,
  type RecalculationStore,
  type Standing,
  type StoredAnalysis,
  type StoredPayload,
  type WantedStanding,
  type WrittenSince,
} from '../../store/recalculation-store.ts'
import { keysOf } from '../../tenant/raw-pull-requests.ts'
import { passReader } from '../../tenant/recalculations.ts'
import { readReleaseFacts } from '../../tenant/release-facts.ts'
import { readRepositoryTuples } from '../../tenant/repository-tuples.ts'
import { type BusyRetryOptions, withBusyRetry } from '../busy.ts'
import type { Sqlite } from '../open-sqlite.ts'

export function createStandings(
  sqlite: Sqlite,
  retry: BusyRetryOptions,
): Pick<RecalculationStore, 'readStanding' | 'readPayloads'> {
  const passOf = passReader(sqlite)
  const count = sqlite
    .prepare<[string], number>('SELECT count(*) FROM raw_pull_requests WHERE repository_id = ?')
    .pluck()
  const written = sqlite.prepare<[number, number], WrittenSince>(
    `SELECT u.pull_request_key AS key, a.released_at AS releasedAt, a.released_by AS releasedBy FROM unanalyzed AS u
     LEFT JOIN analyzed_pull_requests AS a USING (pull_request_key)
     WHERE u.pull_request_key BETWEEN ? AND ? ORDER BY 1`,
  )
  const payload = sqlite.prepare<[number], StoredPayload>(
    'SELECT payload, content_hash AS contentHash FROM raw_pull_requests WHERE key = ?',
  )
  const writtenSince = (repositoryId: RepositoryId): WrittenSince[] => {
    const keys = keysOf(sqlite, repositoryId)
    return keys === null ? [] : written.all(keys.least, keys.most)
  }
  const everyOne = (repositoryId: RepositoryId) =>
    readRepositoryTuples<StoredAnalysis>(sqlite, repositoryId, {
      columns: ['r.key', 'r.number', '1', 'NULL', 'NULL', 'NULL'],
    })
  const comparedWith = (basisHash: string, repositoryId: RepositoryId) =>
    readRepositoryTuples<StoredAnalysis>(sqlite, repositoryId, {
      columns: [
        ...['r.key', 'r.number', 'u.pull_request_key IS NOT NULL OR a.rules_hash IS NOT wanted.rules_hash'],
        ...['a.released_at', 'a.released_by', 'a.incomplete'],
      ],
      from: `(SELECT ? AS rules_hash) AS wanted CROSS JOIN raw_pull_requests AS r
        LEFT JOIN unanalyzed AS u ON u.pull_request_key = r.key
        LEFT JOIN analyzed_pull_requests AS a ON a.pull_request_key = r.key`,
      values: [basisHash],
    })
  const read = <Basis>(wanted: WantedStanding<Basis>): Standing<Basis> => {
    const { repositoryId, releaseRule: rule, everything, carriersOf, onOutdated } = wanted
    const pass = passOf(wanted)
    const pullRequests = count.get(repositoryId)!
    if (pass.isComplete && !everything)
      return { pass, pullRequests, stale: { kind: 'written', written: writtenSince(repositoryId) } }
    const analyses = everything ? everyOne(repositoryId) : comparedWith(pass.basisHash, repositoryId)
    analyses.sort(([, one], [, other]) => one - other)
    onOutdated?.(countOutdated(analyses))
    const facts = readReleaseFacts(sqlite, repositoryId, { rule, carriersOf })
    return { pass, pullRequests, stale: { kind: 'all', facts, analyses } }
  }
  const readAll = sqlite.transaction((work: () => unknown) => work())
  // One snapshot, held no longer than it takes to read: a reader that lingers keeps the WAL from starting over.
  const readPayloads = sqlite.transaction((keys: readonly number[]) => keys.map((key) => payload.get(key)))
  return {
    readStanding: <Basis>(wanted: WantedStanding<Basis>) =>
      withBusyRetry(() => readAll(() => read(wanted)) as Standing<Basis>, retry),
    readPayloads: (keys) => withBusyRetry(() => readPayloads(keys), retry),
  }
}
